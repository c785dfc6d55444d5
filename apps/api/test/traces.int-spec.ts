import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  name: string;
  status: { code?: number; message?: string };
  attributes: { key: string; value: Record<string, unknown> }[];
  events: { name: string }[];
}

/** Receives OTLP over HTTP, as JSON. */
let receiver: Server;
let fake: FakeLlm;
let dir: string;
let raw = '';
const spans: Span[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      raw += body;
      if (request.url === '/v1/traces')
        for (const { scopeSpans } of JSON.parse(body).resourceSpans)
          for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  fake = await startFakeLlm();
  dir = await newDataDir();
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await fake.close();
  await removeDataDir(dir);
});

/**
 * The server as it is shipped, because a test's own module loader would interfere with loading the tracing packages.
 */
const start = (endpoint: string, more: NodeJS.ProcessEnv = {}) =>
  ServerProcess.start({
    ...more,
    DATA_DIR: dir,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  });
const endpoint = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const OUTER = '00f067aa0ba902b7';
const CALLER = { traceparent: `00-${TRACE}-${OUTER}-01` };

it('shows request, run, queue and backend call as one tree, continues an outer trace, without any text', async () => {
  const server = await start(endpoint());
  const admin = await server.client.login('admin', 'admin123');
  fake.clear();
  expect(
    (await admin.with(CALLER).post('/api/chat', { prompt: 'A secret about penguins', model: 'gemma2:2b' })).status,
  ).toBe(200);
  const asked = fake.requests.find(({ path }) => path === '/api/chat')!;
  fake.setScenario('oom');
  await admin.post('/api/chat', { prompt: 'Another one', model: 'gemma2:2b' });
  // Spans are sent in batches; stopping the server flushes them.
  await server.stop('SIGINT');
  const mine = spans.filter((span) => span.traceId === TRACE);
  const named = (name: string) => mine.find((span) => span.name === name)!;
  expect(mine.map(({ name }) => name).sort()).toEqual(['POST /api/chat', 'llm.chat', 'llm.queue', 'run']);
  expect([named('POST /api/chat').parentSpanId, named('run').parentSpanId]).toEqual([
    OUTER,
    named('POST /api/chat').spanId,
  ]);
  expect([named('llm.queue').parentSpanId, named('llm.chat').parentSpanId]).toEqual([
    named('run').spanId,
    named('run').spanId,
  ]);
  expect(named('llm.chat').events.map(({ name }) => name)).toEqual(['first token']);
  expect(asked.headers.traceparent).toBe(`00-${TRACE}-${named('llm.chat').spanId}-01`);
  expect(named('POST /api/chat').attributes).toContainEqual({
    key: 'http.response.status_code',
    value: { intValue: 200 },
  });
  const failed = spans.filter((span) => span.traceId !== TRACE && span.name === 'llm.chat');
  expect(failed.map(({ status }) => status.code)).toEqual([2]);
  expect(raw).toContain('pocket-llm');
  expect(raw).not.toMatch(/penguins|Another one/);
});

it('begins with what the page has measured, and nothing of a traceparent that is wrong or does not count', async () => {
  fake.setScenario('hello');
  const server = await start(endpoint(), {
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '1',
  });
  const admin = await server.client.login('admin', 'admin123');
  for (const page of ['/', '/chat', '/index.html'])
    expect((await server.client.get(page)).body).toContain('<script src="/tracing.js" data-share="1">');
  const ids = (trace: string, span: string, flags = '01') =>
    `00-${trace.padEnd(32, '0')}-${span.padEnd(16, '0')}-${flags}`;
  const chat = async (traceparent: string) =>
    expect((await admin.with({ traceparent }).post('/api/chat', { prompt: 'Hi', model: 'gemma2:2b' })).status).toBe(
      200,
    );
  const [mine, notSampled] = [ids('aa1', 'aa2'), ids('bb1', 'bb2', '00')];
  await chat(mine);
  await chat(notSampled);
  for (const wrong of ['00-short-01', ids('', ''), `${mine}\u00e4`, '0'.repeat(4_000)]) await chat(wrong);
  const report = { traceparent: mine, first_byte_ms: 20, duration_ms: 1_500 };
  expect((await admin.post('/api/traces', report)).status).toBe(204);
  for (const wrong of [{ traceparent: notSampled }, { traceparent: 'x' }, { duration_ms: -1 }, { duration_ms: 1e12 }])
    expect((await admin.post('/api/traces', { ...report, ...wrong })).status).toBe(400);
  expect((await server.client.post('/api/traces', report)).status).toBe(401);
  await server.stop('SIGINT');
  const [root, ...others] = spans.filter(({ name }) => name === 'question');
  expect([root!.traceId, root!.spanId, root!.parentSpanId, others]).toEqual([
    'aa1'.padEnd(32, '0'),
    'aa2'.padEnd(16, '0'),
    undefined,
    [],
  ]);
  expect(Number(BigInt(root!.endTimeUnixNano) - BigInt(root!.startTimeUnixNano)) / 1e6).toBe(1_500);
  expect(spans.find(({ parentSpanId }) => parentSpanId === root!.spanId)!.name).toBe('POST /api/chat');
  expect(spans.filter(({ traceId }) => traceId.startsWith('bb1'))).toEqual([]);
  expect(spans.filter(({ name }) => name === 'POST /api/traces')).toEqual([]);
});

it('is off without an endpoint: nothing is sent, no header is passed on', async () => {
  const before = spans.length;
  fake.setScenario('hello');
  fake.clear();
  const server = await start('');
  const admin = await server.client.login('admin', 'admin123');
  await admin.with(CALLER).post('/api/chat', { prompt: 'Off', model: 'gemma2:2b' });
  expect((await server.client.get('/')).body).not.toContain('tracing.js');
  const report = { traceparent: CALLER.traceparent, first_byte_ms: 1, duration_ms: 2 };
  expect((await admin.post('/api/traces', report)).status).toBe(204);
  expect(fake.requests.find(({ path }) => path === '/api/chat')!.headers.traceparent).toBeUndefined();
  await server.stop('SIGINT');
  expect(spans).toHaveLength(before);
});
