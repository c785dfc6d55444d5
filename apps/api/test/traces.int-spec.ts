import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
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
const start = (endpoint: string) =>
  ServerProcess.start({
    DATA_DIR: dir,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  });
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const OUTER = '00f067aa0ba902b7';
const CALLER = { traceparent: `00-${TRACE}-${OUTER}-01` };

it('shows request, run, queue and backend call as one tree, continues an outer trace, without any text', async () => {
  const server = await start(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}`);
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

it('is off without an endpoint: nothing is sent, no header is passed on', async () => {
  const before = spans.length;
  fake.setScenario('hello');
  fake.clear();
  const server = await start('');
  const admin = await server.client.login('admin', 'admin123');
  await admin.with(CALLER).post('/api/chat', { prompt: 'Off', model: 'gemma2:2b' });
  expect(fake.requests.find(({ path }) => path === '/api/chat')!.headers.traceparent).toBeUndefined();
  await server.stop('SIGINT');
  expect(spans).toHaveLength(before);
});
