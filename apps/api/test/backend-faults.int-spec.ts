import { scenarioText, startFakeLlm, type FakeLlm, type Scenario } from '@pocket-llm/fake-llm';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { request as ask } from 'undici';
import { textOf, until, type Client, type SseFrame } from './client.js';
import { FaultProxy, first, type Fault } from './fault-proxy.js';
import { startPortal, type Person, type Portal } from './portal.js';

const MODEL = 'gemma2:2b';
/** The guarantee's bound for closing the connection to the backend. */
const CLOSED_WITHIN_MS = 500;

let fake: FakeLlm;
let network: FaultProxy;
let portal: Portal;
let ada: Person;
let program: Client;
beforeAll(async () => {
  fake = await startFakeLlm();
  network = await FaultProxy.to(fake.url);
  portal = await startPortal({ env: { OLLAMA_HOST: network.url, LLM_SILENCE_SECONDS: '1', LLM_MAX_PARALLEL: '1' } });
  ada = await portal.someone('developer');
  program = portal.anyone.withKey((await ada.post('/api/developer/api-keys', {})).body.key_value);
  await ada.post('/api/chat', { prompt: 'warm up' });
});
afterAll(async () => {
  await portal.close();
  await network.close();
  await fake.close();
});
beforeEach(() => {
  network.heal();
  fake.setScenario('hello');
  fake.clear();
});

const asked = () => fake.requests.filter(({ path }) => path === '/api/chat').length;
const framesOf = async (prompt: string): Promise<SseFrame[]> =>
  (await ada.stream('/api/chat', { prompt, stream: true })).all();

/** After a fault: one clean error and no invented end, the text so far is kept, nothing is cached, and no retry. */
async function expectOneError(prompt: string, frames: SseFrame[], code: string): Promise<void> {
  expect(frames.filter(({ event }) => event === 'error' || event === 'done').map(({ event }) => event)).toEqual([
    'error',
  ]);
  const last = frames.at(-1)!;
  expect(last.data.code).toBe(code);
  const { messages } = (await ada.get(`/api/chat/threads/${last.data.thread_id}`)).body;
  expect(messages[1]).toMatchObject({ status: 'failed', finish_reason: 'error', content: textOf(frames) });
  expect(asked()).toBe(1);
  network.heal();
  fake.setScenario('hello');
  expect((await ada.post('/api/chat', { prompt })).body).toMatchObject({
    cached: false,
    response: scenarioText('hello'),
  });
}

describe('F4: a backend that breaks in mid-answer is one error, with bounded time and memory', () => {
  it.each<[string, Fault, Scenario | 'hello' | 'stall' | 'contentLengthLie' | 'hugeLineNoNewline', string]>([
    ['stops talking', { kind: 'none' }, 'stall', 'llm.failed'],
    ['is cut off from us by a silent network', { kind: 'stall', afterBytes: 700 }, 'hello', 'llm.failed'],
    ['resets the connection within a chunk', { kind: 'reset', afterBytes: 700 }, 'hello', 'llm.ended-early'],
    ['announces more bytes than it sends', { kind: 'none' }, 'contentLengthLie', 'llm.ended-early'],
    ['sends a line without an end', { kind: 'none' }, 'hugeLineNoNewline', 'llm.failed'],
  ])('that %s', async (name, fault, scenario, code) => {
    fake.setScenario(scenario);
    // The fault begins with the answer: what the portal asks before it, it has asked.
    const [frames] = await Promise.all([framesOf(name), fake.waitForRequest().then(() => network.set(fault))]);
    expect(textOf(frames)).not.toBe('');
    await expectOneError(name, frames, code);
  });

  it.each([
    [500, 'llm.failed', 502],
    [429, 'llm.busy', 503],
  ])('that answers %d', async (status, code, ours) => {
    fake.setScenario({ text: '', refusal: { status, body: { error: 'not now' } } });
    const reply = await ada.post('/api/chat', { prompt: `refused ${status}`, stream: true });
    expect([reply.status, reply.body.code, asked()]).toEqual([ours, code, 1]);
  });

  it('reads an answer that arrives byte by byte, and replaces what is not UTF-8', async () => {
    fake.setScenario('splitUtf8');
    network.set({ kind: 'slice' });
    expect(textOf(await framesOf('slowly'))).toBe(scenarioText('splitUtf8'));
    network.heal();
    fake.setScenario('invalidUtf8');
    expect(textOf(await framesOf('broken characters'))).toContain('\uFFFD');
  });
});

describe('F4: a backend that sends without end', () => {
  /** Writes this again and again until the portal closes the connection. @returns the bytes that were taken */
  async function flood(response: ServerResponse, chunk: Buffer): Promise<number> {
    let sent = 0;
    while (!response.destroyed && sent < 2 ** 30) {
      sent += chunk.length;
      if (!response.write(chunk)) await first([response, 'drain'], [response, 'close']);
    }
    return sent;
  }

  /** Everything but the answer comes from the ordinary backend. */
  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { statusCode, body } = await ask(fake.url + request.url!, {
      method: request.method as 'GET',
      body: request.method === 'GET' ? null : request,
    });
    response.writeHead(statusCode);
    response.end(await body.text());
  }

  it.each([
    ['a line of 1 GB', {}, Buffer.alloc(65_536, 'x'), 'llm.failed'],
    ['a gzip bomb', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(2 ** 24)), 'llm.ended-early'],
  ])('%s is cut off early', async (name, headers, chunk, code) => {
    let taken: Promise<number> | undefined;
    const backend = createServer((request, response) => {
      if (request.url !== '/api/chat') return void forward(request, response);
      request.resume();
      response.writeHead(200, { 'content-type': 'application/x-ndjson', ...headers });
      taken = flood(response, chunk);
    }).listen(0, '127.0.0.1');
    await once(backend, 'listening');
    network.redirect(`http://127.0.0.1:${(backend.address() as AddressInfo).port}`);
    network.drop();
    const before = process.memoryUsage().rss;
    try {
      const reply = await ada.post('/api/chat', { prompt: name, cache: 'bypass' });
      expect([reply.status, reply.body.code]).toEqual([502, code]);
      expect(await taken).toBeLessThan(64 * 2 ** 20);
      expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
    } finally {
      network.redirect(fake.url);
      network.drop();
      backend.closeAllConnections();
      backend.close();
    }
  });
});

describe('F3: a caller who hangs up frees the backend', () => {
  const messages = [{ role: 'user', content: 'go on' }];
  const WAYS = [
    ['/api/chat', { prompt: 'go on', cache: 'bypass' }],
    ['/v1/chat/completions', { model: MODEL, messages }],
    ['/v1/messages', { model: MODEL, messages, max_tokens: 500 }],
    ['/ollama/api/chat', { model: MODEL, messages }],
  ] as const;

  /** The connection to the backend is closed in time, and the only slot is free again. */
  async function expectFreed(hangUp: () => void): Promise<void> {
    const since = performance.now();
    hangUp();
    await fake.waitForAbort(({ path }) => path === '/api/chat');
    expect(performance.now() - since).toBeLessThan(CLOSED_WITHIN_MS);
    fake.setScenario('hello');
    expect((await program.post('/v1/chat/completions', { model: MODEL, messages })).status).toBe(200);
  }

  for (const [path, body] of WAYS)
    for (const stream of [true, false])
      it(`${path}, before the first part, ${stream ? 'streamed' : 'not streamed'}`, async () => {
        fake.setScenario('hang');
        const gone = new AbortController();
        const asking = program.with({ 'cache-control': 'no-cache' }).abandoned(path, { ...body, stream }, gone.signal);
        await fake.waitForRequest();
        await expectFreed(() => gone.abort());
        await asking;
      });

  it.each(WAYS)('%s, in mid-answer', async (path, body) => {
    fake.setScenario('gated');
    const stream = program.with({ 'cache-control': 'no-cache' }).stream(path, { ...body, stream: true });
    await fake.waitForRequest();
    fake.release(1);
    const reading = (await stream).chunks()[Symbol.asyncIterator]();
    for (let text = ''; !text.includes('Hello');) text += (await reading.next()).value;
    await expectFreed(() => void stream.then((open) => open.close()));
    await reading.next().catch(() => undefined);
    const [last] = await portal.sql(
      `SELECT status, content FROM chat_messages WHERE role = 'assistant' ORDER BY id DESC LIMIT 1`,
    );
    if (path === '/api/chat') expect(last).toEqual({ status: 'stopped', content: 'Hello' });
  });

  it('a person’s answer goes on without a reader', async () => {
    fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'I close the page', stream: true });
    const frames = stream[Symbol.asyncIterator]();
    fake.release(1);
    const { thread_id } = (await until(frames, 'delta'))[0]!.data;
    stream.close();
    await frames.next().catch(() => undefined);
    fake.release(Infinity);
    await fake.waitForFinish(({ path }) => path === '/api/chat');
    let answer;
    do answer = (await ada.get(`/api/chat/threads/${thread_id}`)).body.messages[1];
    while (answer.status !== 'complete');
    expect(answer.content).toBe(scenarioText('hello'));
  });
});
