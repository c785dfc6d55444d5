import { randomUUID } from 'node:crypto';
import { scenarioText } from '@pocket-llm/fake-llm';
import { textOf, until, type Client, type EventStream, type SseFrame } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let [ada, grace]: Person[] = [];
beforeAll(async () => {
  portal = await startPortal({ env: { LLM_MAX_PARALLEL: '1', LLM_MAX_QUEUE: '25' } });
  [ada, grace] = [await portal.someone(), await portal.someone()];
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const asked = () => portal.fake.requests.filter(({ path }) => path === '/api/chat');
const promptsAsked = () =>
  asked().map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)!.content);
const open = (who: Client, prompt: string, more: object = {}) =>
  who.stream('/api/chat', { prompt, stream: true, ...more });
const framesOf = (stream: EventStream) => stream[Symbol.asyncIterator]();
const rest = async (frames: AsyncGenerator<SseFrame>) => textOf(await until(frames, 'done'));

describe('the fair queue', () => {
  const fresh = { cache: 'bypass' };

  it('user B waits behind at most one run of user A', async () => {
    portal.fake.setScenario('gated');
    const streams = [await open(ada!, 'A1', fresh)];
    await until(framesOf(streams[0]!), 'started');
    for (const prompt of ['A2', 'A3', 'A4', 'A5']) {
      streams.push(await open(ada!, prompt, fresh));
      await until(framesOf(streams.at(-1)!), 'queued');
    }
    const b = await open(grace!, 'B1', fresh);
    expect((await until(framesOf(b), 'queued'))[0]!.data).toMatchObject({ position: 1 });
    portal.fake.release(Infinity);
    await b.all().catch(() => undefined);
    await Promise.all(streams.map((stream) => stream.all().catch(() => undefined)));
    expect(promptsAsked()).toEqual(['A1', 'B1', 'A2', 'A3', 'A4', 'A5']);
  });

  it('reports each change of position and estimate, and an aborted run frees its place', async () => {
    portal.fake.setScenario('gated');
    const first = await open(ada!, 'one', fresh);
    await until(framesOf(first), 'started');
    const second = await open(ada!, 'two', fresh);
    await until(framesOf(second), 'queued');
    const third = await open(ada!, 'three', fresh);
    const frames = framesOf(third);
    const [queued] = await until(frames, 'queued');
    expect(queued!.data).toMatchObject({ position: 2, eta_ms: expect.any(Number) });
    const stopped = await ada!.post(`/api/chat/runs/${second.runId}/stop`);
    expect(stopped.body.status).toBe('stopped');
    expect((await until(frames, 'queued')).at(-1)!.data.position).toBe(1);
    portal.fake.release(Infinity);
    expect(await rest(frames)).toBe(scenarioText('gated'));
    expect(promptsAsked()).toEqual(['one', 'three']);
  });

  it('API batch work runs after everybody who waits at a screen', async () => {
    const developer = await portal.someone('developer');
    const key = portal.anyone.withKey((await developer.post('/api/developer/api-keys', {})).body.key_value);
    portal.fake.setScenario('gated');
    const running = await open(ada!, 'running', fresh);
    await until(framesOf(running), 'started');
    const batch = await open(key, 'batch', fresh);
    await until(framesOf(batch), 'queued');
    const person = await open(ada!, 'person', fresh);
    await until(framesOf(person), 'queued');
    const batchEnd = batch.all();
    portal.fake.release(Infinity);
    await batchEnd;
    expect(promptsAsked()).toEqual(['running', 'person', 'batch']);
  });

  it('limits one person: 16 may wait, the next is rejected, and other people are not', async () => {
    portal.fake.setScenario('gated');
    const first = await open(ada!, 'holds the place', fresh);
    await until(framesOf(first), 'started');
    const waiting = await Promise.all(Array.from({ length: 16 }, (_, i) => open(ada!, `waits ${i}`, fresh)));
    await Promise.all(waiting.map((stream) => until(framesOf(stream), 'queued')));
    const refused = await ada!.post('/api/chat', { prompt: 'one too many', ...fresh });
    expect([refused.status, refused.body.code]).toEqual([429, 'limit.parallel']);
    expect(refused.headers['retry-after']).toBe('2');
    const { messages } = (await ada!.get(`/api/chat/threads/${refused.body.thread_id}`)).body;
    expect(messages).toMatchObject([{ content: 'one too many' }, { status: 'failed' }]);
    const other = await open(grace!, 'mine', fresh);
    expect((await until(framesOf(other), 'queued'))[0]!.data).toMatchObject({ position: 1 });
    await Promise.all([first, ...waiting].map((stream) => ada!.post(`/api/chat/runs/${stream.runId}/stop`)));
    await grace!.post(`/api/chat/runs/${other.runId}/stop`);
  });

  it('is bounded: beyond its limit 503 with Retry-After, and the prompt is kept', async () => {
    portal.fake.setScenario('gated');
    const first = await open(ada!, 'holds the place', fresh);
    await until(framesOf(first), 'started');
    const crowd = [ada!, await portal.someone()];
    const waiting = await Promise.all(Array.from({ length: 25 }, (_, i) => open(crowd[i % 2]!, `waits ${i}`, fresh)));
    await Promise.all(waiting.map((stream) => until(framesOf(stream), 'queued')));
    const refused = await grace!.post('/api/chat', { prompt: 'one too many', ...fresh });
    expect([refused.status, refused.body.code]).toEqual([503, 'llm.busy']);
    expect(refused.headers['retry-after']).toBe('10');
    const { messages } = (await grace!.get(`/api/chat/threads/${refused.body.thread_id}`)).body;
    expect(messages).toMatchObject([{ content: 'one too many' }, { status: 'failed', error: { code: 'llm.busy' } }]);
    await ada!.post(`/api/chat/runs/${first.runId}/stop`);
    await Promise.all(waiting.map((stream, i) => crowd[i % 2]!.post(`/api/chat/runs/${stream.runId}/stop`)));
    portal.fake.setScenario('hello');
    expect((await grace!.post(`/api/chat/messages/${messages[1].id}/regenerate`, {})).status).toBe(200);
  });
});

describe('single flight', () => {
  it('20 identical prompts at once call the backend once', async () => {
    portal.fake.setScenario('gated');
    const people = [ada!, grace!];
    const replies = Promise.all(
      Array.from({ length: 20 }, (_, i) => people[i % 2]!.post('/api/chat', { prompt: 'the same, at once' })),
    );
    const request = await portal.fake.waitForRequest();
    portal.fake.release(Infinity);
    for (const { status, body } of await replies)
      expect([status, body.response, body.finish_reason]).toEqual([200, scenarioText('gated'), 'stop']);
    expect(asked()).toEqual([request]);
    expect((await grace!.post('/api/chat', { prompt: 'the same, at once' })).body.cached).toBe(true);
  });

  it(
    'everybody reads the same answer, latecomers too; one Stop affects nobody else, and the last one frees the ' +
      'backend',
    async () => {
      portal.fake.setScenario('gated');
      const first = await open(ada!, 'together');
      const frames = framesOf(first);
      portal.fake.release(2);
      const seen = textOf([...(await until(frames, 'delta')), ...(await until(frames, 'delta'))]);
      const second = await open(grace!, 'together');
      const others = framesOf(second);
      expect(textOf([...(await until(others, 'delta')), ...(await until(others, 'delta'))])).toBe(seen);
      expect((await ada!.post(`/api/chat/runs/${first.runId}/stop`)).body.status).toBe('stopped');
      expect(asked()).toMatchObject([{ aborted: false, finished: false }]);
      portal.fake.release(1);
      await until(others, 'delta');
      const aborted = portal.fake.waitForAbort();
      expect((await grace!.post(`/api/chat/runs/${second.runId}/stop`)).body.status).toBe('stopped');
      await aborted;
      // Nothing of it was cached, so the next request calls the backend.
      portal.fake.setScenario('hello');
      expect((await grace!.post('/api/chat', { prompt: 'together' })).body).toMatchObject({
        cached: false,
        response: scenarioText('hello'),
      });
    },
  );

  it('never shares personal, temporary or uncached requests', async () => {
    portal.fake.setScenario('gated');
    const variants = [{ system: 'I am Ada.' }, { temporary: true }, { cache: 'bypass' }, {}];
    const streams = [];
    for (const more of variants) streams.push(await open(ada!, 'apart', more), await open(grace!, 'apart', more));
    portal.fake.release(Infinity);
    await Promise.all(streams.map((stream) => stream.all()));
    expect(asked()).toHaveLength(2 + 2 + 2 + 1);
  });
});

describe('the cache desk', () => {
  it('counts hits, misses and savings, and purges on demand', async () => {
    const admin = await portal.someone('admin');
    const before = (await admin.get('/api/admin/cache')).body;
    const question = { prompt: `figures ${randomUUID()}` };
    const { usage } = (await ada!.post('/api/chat', question)).body;
    await ada!.post('/api/chat', question);
    await grace!.post('/api/chat', question);
    const { body } = await admin.get('/api/admin/cache');
    expect(body).toMatchObject({ scope: 'shared', store: 'memory', ttl_seconds: expect.any(Number) });
    expect(body.totals.hits - before.totals.hits).toBe(2);
    expect(body.totals.misses - before.totals.misses).toBe(1);
    expect(body.totals.tokens_saved - before.totals.tokens_saved).toBe(2 * usage.output_tokens);
    expect(body.entries).toBe(before.entries + 1);
    expect(body.size_bytes).toBeGreaterThan(before.size_bytes);
    expect(JSON.stringify(body)).not.toContain('figures'); // The desk shows nobody's prompts.
    expect((await admin.delete('/api/admin/cache')).status).toBe(204);
    expect((await admin.get('/api/admin/cache')).body.entries).toBe(0);
    expect((await ada!.post('/api/chat', question)).body.cached).toBe(false);
    const { logs } = (await admin.get('/api/admin/logs?action=cache.purged')).body;
    expect(logs).toMatchObject([{ username: admin.username }]);
  });

  it('the scope "user" keeps answers private', async () => {
    const admin = await portal.someone('admin');
    await admin.put('/api/admin/settings', { cache_scope: 'user' });
    const question = { prompt: 'mine alone' };
    await ada!.post('/api/chat', question);
    expect((await ada!.post('/api/chat', question)).body.cached).toBe(true);
    expect((await grace!.post('/api/chat', question)).body.cached).toBe(false);
    expect((await admin.put('/api/admin/settings', { cache_scope: 'world' })).status).toBe(400);
    await admin.put('/api/admin/settings', { cache_scope: 'shared' });
  });

  it('a pinned answer survives purge and restart, counts its hits, and can be unpinned', async () => {
    const admin = await portal.someone('admin');
    const made = (await admin.post('/api/chat', { prompt: 'How do I get a key?' })).body;
    const pin = await admin.post('/api/admin/cache/pins', { message_id: made.message_id });
    expect([pin.status, pin.body]).toMatchObject([
      201,
      { prompt: 'How do I get a key?', pinned_by: admin.username, stale: false },
    ]);
    await admin.delete('/api/admin/cache');
    await portal.restart();
    const [again, user] = [await portal.anyone.login('admin', 'admin123'), await portal.someone()];
    portal.fake.setScenario('echo');
    expect((await user.post('/api/chat', { prompt: 'How do I get a key?' })).body).toMatchObject({
      cached: true,
      response: made.response,
    });
    expect((await again.get('/api/admin/cache')).body.pins).toMatchObject([{ id: pin.body.id, hits: 1 }]);
    expect((await again.delete(`/api/admin/cache/pins/${pin.body.id}`)).status).toBe(204);
    expect((await again.delete(`/api/admin/cache/pins/${pin.body.id}`)).body.code).toBe('pin.not-found');
    expect((await user.post('/api/chat', { prompt: 'How do I get a key?' })).body.cached).toBe(false);
  });

  it('pins no personal, unfinished or foreign answer', async () => {
    const admin = await portal.someone('admin');
    const user = await portal.someone();
    const personal = (await admin.post('/api/chat', { prompt: 'x', system: 'Mine.' })).body;
    const first = (await admin.post('/api/chat', { prompt: 'y' })).body;
    const second = (await admin.post('/api/chat', { prompt: 'z', thread_id: first.thread_id })).body;
    const cut = (await admin.post('/api/chat', { prompt: 'cut', options: { num_predict: 1 } })).body;
    for (const { message_id } of [personal, second, cut])
      expect((await admin.post('/api/admin/cache/pins', { message_id })).body.code).toBe('pin.personal');
    const foreign = (await user.post('/api/chat', { prompt: 'foreign' })).body;
    expect((await admin.post('/api/admin/cache/pins', { message_id: foreign.message_id })).status).toBe(404);
    expect((await user.get('/api/admin/cache')).status).toBe(403);
  });
});
