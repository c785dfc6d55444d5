import { randomUUID } from 'node:crypto';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { until, type Client } from './client.js';
import { eventually } from './clock.js';
import { FaultProxy } from './fault-proxy.js';
import { startPortal, type Portal } from './portal.js';

// Several model servers as one: which of them answers, and what happens when it cannot.

const MODEL = 'gemma2:2b';
const DESK = '/api/admin/backends';

let portal: Portal;
let admin: Client;
let key: Client;
let first: FakeLlm;
let second: FakeLlm;
let network: FaultProxy;
/** Ids of the two. */
let [a, b] = ['', ''];
beforeEach(async () => {
  portal = await startPortal();
  first = portal.fake;
  second = await startFakeLlm();
  network = await FaultProxy.to(second.url);
  admin = await portal.anyone.login('admin', 'admin123');
  const added = await admin.post(DESK, { provider: 'ollama', url: network.url, name: 'Second' });
  [a, b] = [(await admin.get(DESK)).body[0].id, added.body.id];
  const { key_value } = (await admin.post('/api/developer/api-keys', {})).body;
  key = portal.anyone.withKey(key_value).with({ 'cache-control': 'no-store' });
});
afterEach(async () => {
  await portal.close();
  await network.close();
  await second.close().catch(() => undefined);
});

const use = (id: string, change: object) => admin.patch(`${DESK}/${encodeURIComponent(id)}`, change);
const backend = async (id: string): Promise<{ breaker: { state: string }; running: number }> =>
  (await admin.get(DESK)).body.find((one: { id: string }) => one.id === id);
const ask = (client = admin, more: object = {}) =>
  client.post('/api/chat', { prompt: randomUUID(), model: MODEL, ...more });
const stream = async () =>
  (await admin.stream('/api/chat', { prompt: randomUUID(), model: MODEL, stream: true }))[Symbol.asyncIterator]();
const answers = (fake: FakeLlm) => fake.requests.filter(({ path }) => path === '/api/chat').length;
const line = async (id: unknown) => {
  const find = async () => (await admin.get(`/api/admin/logs?request_id=${String(id)}`)).body.logs[0];
  await eventually(async () => Boolean(await find()));
  return find();
};
/** Only the first server has the model in memory, so it is preferred. */
const warmFirst = async () => {
  await use(b, { state: 'off' });
  await ask();
  await use(b, { state: 'on' });
  first.clear();
};

it('a model that both have is one row, which says where; the one that has it in memory answers', async () => {
  const rows = async () =>
    (await admin.get('/api/admin/models')).body.filter(({ name }: { name: string }) => name === MODEL);
  expect(await rows()).toMatchObject([
    {
      hosts: [
        { id: a, loaded: false },
        { id: b, name: 'Second', loaded: false },
      ],
    },
  ]);
  await use(a, { state: 'off' });
  await ask();
  await use(a, { state: 'on' });
  expect(await rows()).toMatchObject([{ loaded: true, hosts: [{ id: b, loaded: true }, { id: a }] }]);
  await ask();
  expect([answers(first), answers(second)]).toEqual([0, 2]);
});

describe('before the first word', () => {
  it.each([
    ['is gone', async () => first.close()],
    ['fails', async () => first.setScenario('errorBeforeFirst')],
    ['has too much to do', async () => first.setScenario('busy')],
    ['no longer has the model', async () => first.setScenario('notFoundJson')],
    ['has no memory for it', async () => first.setScenario('oom')],
    ['hangs up', async () => first.setScenario({ text: '', fault: { after: 0, kind: 'reset' } })],
  ])('another one answers for a server that %s, and only the log says so', async (_, fail) => {
    await warmFirst();
    await fail();
    const reply = await ask(key);
    expect([reply.status, reply.body.response]).toEqual([200, expect.stringMatching(/\w/)]);
    expect(JSON.stringify([reply.body, reply.headers])).not.toContain(a.split('@')[1]);
    expect((await line(reply.headers['x-request-id'])).metadata).toMatchObject({ backend: b, failed_over_from: [a] });
    expect(answers(second)).toBe(1);
  });

  it('what the model itself refuses is not asked elsewhere, and says nothing against the server', async () => {
    await warmFirst();
    first.setScenario('nestedError');
    for (let i = 0; i < 4; i++) expect((await ask(key)).status).toBe(400);
    expect(answers(second)).toBe(0);
    expect((await backend(a)).breaker).toMatchObject({ state: 'closed', fault: null });
  });

  it('when none can, the last one says why, without an address', async () => {
    first.setScenario('errorBeforeFirst');
    second.setScenario('errorBeforeFirst');
    const { status, body } = await ask(key);
    expect([status, body.code]).toEqual([502, 'llm.failed']);
    expect(body.detail).not.toMatch(/127\.0\.0\.1/);
    expect([answers(first), answers(second)]).toEqual([1, 1]);
  });

  it('whoever stops while it hangs ends it everywhere', async () => {
    await warmFirst();
    first.setScenario('hang');
    const frames = await stream();
    const begun = await until(frames, 'started');
    await first.waitForRequest();
    await admin.post(`/api/chat/runs/${begun.at(-1)!.data.run_id}/stop`);
    await first.waitForAbort();
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stopped');
    expect(answers(second)).toBe(0);
  });
});

it('after the first word nothing is asked again: the answer ends as it is', async () => {
  await warmFirst();
  first.setScenario('errorMidStream');
  const events = await (await admin.stream('/api/chat', { prompt: 'a', model: MODEL, stream: true })).all();
  expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['delta', 'error']));
  expect([answers(first), answers(second)]).toEqual([1, 0]);
});

it('a server that fails three times is left alone, which desk and metrics show, and comes back', async () => {
  await warmFirst();
  first.setScenario('errorBeforeFirst');
  for (let i = 0; i < 5; i++) expect((await ask(key)).status).toBe(200);
  expect([answers(first), answers(second)]).toEqual([3, 5]);
  expect((await backend(a)).breaker).toMatchObject({
    state: 'open',
    opens_in_ms: expect.any(Number),
    fault: expect.stringContaining('127.0.0.1'),
  });
  const { body: page } = await portal.anyone.get('/metrics');
  expect(page).toContain(`pocket_llm_backend_up{backend="${a}"} 0`);
  expect(page).toContain(`pocket_llm_backend_up{backend="${b}"} 1`);
  first.setScenario('gated');
  first.clear();
  await use(b, { state: 'off' });
  // With nobody else left it is asked at once, and its first word is enough.
  const frames = await stream();
  await first.waitForRequest();
  first.release(1);
  await until(frames, 'delta');
  expect((await backend(a)).breaker).toMatchObject({ state: 'closed', fault: null });
  first.release(Infinity);
  await until(frames, 'done');
  expect((await ask(key)).status).toBe(200);
  expect((await backend(a)).breaker).toMatchObject({ state: 'closed', fault: null });
});

describe('while others wait', () => {
  /** One answer at each, in progress until it is released, and so many questions that wait for either. */
  const full = async (waiting: number) => {
    await warmFirst();
    for (const id of [a, b]) await use(id, { max_parallel: 1 });
    const busy = [];
    for (const fake of [first, second]) {
      fake.setScenario('gated');
      busy.push(ask());
      await fake.waitForRequest();
    }
    const streams: Awaited<ReturnType<typeof stream>>[] = [];
    for (let i = 0; i < waiting; i++) await until((streams[i] = await stream()), 'queued');
    return { busy, streams };
  };
  const end = async ({ busy, streams }: Awaited<ReturnType<typeof full>>) => {
    second.release(Infinity);
    await Promise.all(streams.map((frames) => until(frames, 'done')));
    for (const { status } of await Promise.all(busy)) expect(status).toBe(200);
  };

  it('a server that fails three of them is not asked by the next', async () => {
    const runs = await full(4);
    first.setScenario('busy');
    first.release(Infinity);
    await eventually(async () => (await backend(a)).breaker.state === 'open');
    await end(runs);
    expect([answers(first), answers(second)]).toEqual([4, 5]);
  });

  it('one that is emptied takes none of them', async () => {
    const runs = await full(1);
    await use(a, { state: 'draining' });
    first.release(Infinity);
    await runs.busy[0];
    await end(runs);
    expect([answers(first), answers(second)]).toEqual([1, 2]);
  });

  it('a question that fails where it was waits for the other server, however many may wait', async () => {
    await warmFirst();
    await use(b, { max_parallel: 1 });
    await use(a, { state: 'off' });
    second.setScenario('gated');
    const busy = [ask()];
    await second.waitForRequest();
    await use(a, { state: 'on' });
    await admin.put('/api/admin/settings', { llm_max_queue: 0 });
    first.setScenario('errorBeforeFirst');
    const frames = await stream();
    await until(frames, 'queued');
    await end({ busy, streams: [frames] });
    expect([answers(first), answers(second)]).toEqual([1, 2]);
  });
});

it('draining lets an answer end and begins no new one; switched off, it is not even asked for models', async () => {
  await warmFirst();
  first.setScenario('gated');
  const frames = await stream();
  await first.waitForRequest();
  expect((await use(a, { state: 'draining' })).body).toMatchObject({ state: 'draining', running: 1 });
  expect((await ask()).status).toBe(200);
  expect([answers(first), answers(second)]).toEqual([1, 1]);
  first.release(Infinity);
  expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
  await eventually(async () => (await backend(a)).running === 0);
  await use(a, { state: 'off' });
  first.clear();
  await admin.get('/api/admin/models/discover');
  await admin.get(DESK);
  expect(first.requests).toEqual([]);
  expect((await portal.anyone.get('/health/ready')).body.status).toBe('ready');
  await use(b, { state: 'off' });
  const { status, body } = await ask();
  expect([status, body.code, body.detail]).toEqual([503, 'llm.unavailable', expect.stringMatching(/switched off/)]);
});

it('one that is removed ends the answer that it has begun', async () => {
  await use(a, { state: 'off' });
  second.setScenario('gated');
  const frames = await stream();
  await second.waitForRequest();
  second.release(1);
  await until(frames, 'delta');
  expect((await admin.delete(`${DESK}/${encodeURIComponent(b)}`)).status).toBe(204);
  second.release(Infinity);
  expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
  expect((await ask()).status).toBe(503);
});

it('a conversation goes back to the server that has read it, unless that one is busy', async () => {
  await ask();
  await use(a, { state: 'off' });
  const { thread_id } = (await ask()).body;
  await use(a, { state: 'on' });
  // Both have it in memory now, and only the second one knows this thread.
  first.clear();
  second.clear();
  for (let i = 0; i < 3; i++) await ask(admin, { thread_id });
  expect([answers(first), answers(second)]).toEqual([0, 3]);
  await use(b, { max_parallel: 1 });
  second.setScenario('gated');
  const busy = ask(admin, { thread_id });
  await second.waitForRequest();
  const other = await portal.someone();
  expect((await ask(other)).status).toBe(200);
  expect(answers(first)).toBe(1);
  second.release(Infinity);
  await busy;
});
