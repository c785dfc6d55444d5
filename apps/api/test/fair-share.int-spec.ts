import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { until } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let dev: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { ANSWER_MAX_CHARS: '600000' } });
  dev = await portal.someone('developer');
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const MODEL = 'gemma2:2b';
const messages = [{ role: 'user', content: 'count for me, please' }];
/** An answer without an end. */
const FLOOD = { text: 'overflowing '.repeat(1_000), endless: true, pieceChars: 2_000 };
const newKey = async (limits: object) => (await dev.post('/api/developer/api-keys', limits)).body.key_value as string;

describe('H13: what was delivered is charged', () => {
  it('a key with few tokens gets no further answer after a stream that it cut', async () => {
    const caller = portal.anyone.withKey(await newKey({ tokens_per_day: 100 }));
    portal.fake.setScenario('endless');
    const stream = await caller.stream('/v1/chat/completions', { model: MODEL, messages, stream: true });
    let text = '';
    for await (const chunk of stream.chunks()) {
      text += chunk;
      if (text.length > 100_000) break;
    }
    stream.close();
    await portal.fake.waitForAbort();
    portal.fake.setScenario('hello');
    const next = await caller.post('/v1/chat/completions', { model: MODEL, messages });
    expect([next.status, next.headers['retry-after']]).toEqual([429, expect.any(String)]);
  });

  it('a run that a person stops says what it cost, marked as estimated', async () => {
    portal.fake.setScenario('endless');
    const stream = await dev.stream('/api/chat', { prompt: 'go on', cache: 'bypass' });
    const frames = stream[Symbol.asyncIterator]();
    await until(frames, 'delta');
    await dev.post(`/api/chat/runs/${stream.runId}/stop`);
    const { usage } = (await until(frames, 'done')).at(-1)!.data;
    expect(usage).toEqual({ input_tokens: expect.any(Number), output_tokens: expect.any(Number), estimated: true });
    expect(Math.min(usage.input_tokens, usage.output_tokens)).toBeGreaterThan(0);
  });
});

describe('H4, D4: open event streams', () => {
  it('are at most 20 of one account, and a closed one makes room', async () => {
    portal.fake.setScenario('gated');
    const run = (await dev.stream('/api/chat', { prompt: 'wait', cache: 'bypass' })) as {
      runId: string;
      close(): void;
    };
    const streams = [run];
    for (let i = 1; i < 20; i++) streams.push(await dev.stream(`/api/chat/runs/${run.runId}/events`));
    const refused = await dev.get(`/api/chat/runs/${run.runId}/events`);
    expect(refused).toMatchObject({ status: 429, body: { code: 'limit.streams' } });
    expect(refused.headers).toMatchObject({ 'retry-after': '5', 'ratelimit-remaining': '0' });
    const before = (await portal.sql<{ n: number }>('SELECT count(*)::int AS n FROM chat_threads'))[0]!.n;
    await expect(dev.stream('/api/chat', { prompt: 'one more' })).rejects.toMatchObject({ status: 429 });
    expect((await portal.sql<{ n: number }>('SELECT count(*)::int AS n FROM chat_threads'))[0]!.n).toBe(before);
    const other = await portal.someone();
    await expect(other.get('/api/chat/threads')).resolves.toMatchObject({ status: 200 });
    streams.pop()!.close();
    await eventually(
      async () =>
        await dev.stream(`/api/chat/runs/${run.runId}/events`).then(
          (stream) => (streams.push(stream as never), true),
          () => false,
        ),
    );
    portal.fake.release(Infinity);
    for (const stream of streams) stream.close();
  });
});

describe('H5, D3: a client that does not read', () => {
  /** Sends a request and reads the head of the reply only. */
  async function openUnread(key: string): Promise<Socket> {
    const { hostname, port } = new URL(portal.server.url);
    const body = JSON.stringify({ model: MODEL, messages, stream: true, max_tokens: 1_000_000 });
    const socket = connect(Number(port), hostname);
    socket.write(
      [
        'POST /v1/chat/completions HTTP/1.1',
        'Host: localhost',
        `X-API-Key: ${key}`,
        'Cache-Control: no-cache',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
    await once(socket, 'readable');
    return socket;
  }

  it('pauses the backend instead of filling the memory, and frees it when it hangs up', async () => {
    const key = await newKey({});
    portal.fake.setScenario(FLOOD);
    const socket = await openUnread(key);
    const written = () => portal.fake.requests.findLast(({ path }) => path === '/api/chat')!.bytesSent;
    let before = -1;
    await eventually(async () => {
      const isPaused = written() === before;
      before = written();
      if (!isPaused) await setTimeout(500);
      return isPaused;
    });
    // What is not read waits in the sockets' buffers, and 256 KiB of it in the server; the answer itself has no end.
    expect(written()).toBeLessThan(20_000_000);
    socket.destroy();
    await portal.fake.waitForAbort();
  });

  it('an answer that never ends is cut off at the limit, as at a token limit', async () => {
    portal.fake.setScenario(FLOOD);
    const { body } = await dev.post('/api/chat', {
      prompt: 'long',
      cache: 'bypass',
      options: { num_predict: 1_000_000 },
    });
    expect(body.finish_reason).toBe('length');
    expect(body.response.length).toBeGreaterThan(600_000);
    expect(body.response.length).toBeLessThan(603_000);
    await portal.fake.waitForAbort();
  });
});
