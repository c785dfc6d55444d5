import { randomUUID } from 'node:crypto';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { until, type Client, type EventStream } from './client.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase, PASSWORD } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';
import { FaultProxy } from './fault-proxy.js';
import { hasRedis, RealRedis } from './real-redis.js';

/** Runs until it is cancelled, and needs no room meanwhile. */
const SERIES = 'generate_series(1, 10000)';
const ENDLESS = `SELECT count(*) FROM ${SERIES} a, ${SERIES} b, ${SERIES} c, ${SERIES} d`;

// Two processes of one installation: one PostgreSQL, one Redis (a real one where it is installed), one backend.

let dir: string;
let redis: FakeRedis | RealRedis;
/** Between the processes and Redis. */
let network: FaultProxy;
let fake: FakeLlm;
let servers: ServerProcess[];
let [a, b]: Client[] = [];
beforeAll(async () => {
  redis = await (hasRedis ? RealRedis.start() : FakeRedis.start());
  network = await FaultProxy.to(redis.url);
  [dir, fake] = [await newDataDir(), await startFakeLlm()];
  const env = {
    DATA_DIR: dir,
    DATABASE_URL: await newDatabase(),
    REDIS_URL: network.url,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    JWT_SECRET,
    LOG_LEVEL: 'error',
  };
  servers = [await ServerProcess.start(env), await ServerProcess.start(env)];
  [a, b] = await Promise.all(servers.map(({ client }) => client.login('admin', ADMIN_PASSWORD)));
});
afterAll(async () => {
  const ended = await Promise.all(servers.map((server) => server.stop()));
  expect(ended.map(({ code, output }) => [code, output.match(/unhandled|uncaught/i)])).toEqual([
    [0, null],
    [0, null],
  ]);
  await network.close();
  await Promise.all([fake.close(), redis.close(), removeDataDir(dir)]);
});
beforeEach(() => {
  fake.clear();
});
afterEach(() => network.heal());

it('a run that began on one is read on the other from any event on, live and to the end, to the letter', async () => {
  fake.setScenario('gated');
  const frames = (await a!.stream('/api/chat', { prompt: 'here and there', stream: true }))[Symbol.asyncIterator]();
  await fake.waitForRequest();
  fake.release(2);
  const begun = await until(frames, 'delta');
  const id = String(begun[0]!.data.run_id);
  const there = await b!.stream(`/api/chat/runs/${id}/events`);
  fake.release(Infinity);
  const [here, read] = [[...begun, ...(await until(frames, 'done'))], await there.all()];
  expect(read).toEqual(here);
  const later = await b!.stream(`/api/chat/runs/${id}/events`, undefined, { 'last-event-id': '2' });
  expect(await later.all()).toEqual(here.slice(2));
});

it('a run is stopped from the other: the backend is free, and the text is kept', async () => {
  fake.setScenario('endless');
  const frames = (await a!.stream('/api/chat', { prompt: 'without end', stream: true }))[Symbol.asyncIterator]();
  const begun = await until(frames, 'delta');
  const stopped = await b!.post(`/api/chat/runs/${begun[0]!.data.run_id}/stop`);
  expect([stopped.status, stopped.body.status]).toEqual([200, 'stopped']);
  await fake.waitForAbort();
  expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stopped');
});

it('a model server that is added on one answers on the other, and is gone there when it is removed', async () => {
  const second = await startFakeLlm({ models: [{ name: 'elsewhere' }] });
  const { id } = (await a!.post('/api/admin/backends', { provider: 'ollama', url: second.url })).body;
  const count = async () => (await b!.get('/api/admin/backends')).body.length;
  await eventually(async () => (await count()) === 2);
  expect((await b!.post('/api/chat', { prompt: 'are you there', model: 'elsewhere' })).status).toBe(200);
  await a!.delete(`/api/admin/backends/${id}`);
  await eventually(async () => (await count()) === 1);
  await second.close();
});

it('who follows the log on one sees the lines of the other', async () => {
  const tail = await a!.stream('/api/admin/logs/stream?action=models.list');
  const lines = until(tail[Symbol.asyncIterator](), 'log');
  // Until the first has learnt that somebody reads.
  let seen = false;
  void lines.then(() => (seen = true));
  await eventually(async () => {
    await b!.get('/api/models');
    return seen;
  });
  expect((await lines).at(-1)!.data).toMatchObject({ action: 'models.list', endpoint: '/api/models' });
  tail.close();
});

it('a query of the SQL console is cancelled from the other, by whoever runs it only', async () => {
  const query_id = randomUUID();
  const slow = a!.post('/api/admin/database/query', { query_id, sql: ENDLESS });
  const cancel = (by: Client) => by.post(`/api/admin/database/cancel/${query_id}`);
  await b!.post('/api/auth/register', {
    username: 'grace',
    email: 'grace@example.org',
    password: PASSWORD,
    role: 'admin',
  });
  const other = await servers[1]!.client.login('grace', PASSWORD);
  const started = () => b!.get('/api/admin/audit?action=sql.started');
  await eventually(async () => (await started()).body.length > 0);
  expect((await cancel(other)).status).toBe(404);
  expect((await cancel(b!)).status).toBe(204);
  expect((await slow).body).toMatchObject({ code: 'sql.error', sqlstate: '57014' });
});

it('a session that ends on one ends on the other, and so do the answers of a key that is revoked', async () => {
  const session = await servers[0]!.client.login('admin', ADMIN_PASSWORD);
  const there = servers[1]!.client.with(session.headers);
  expect((await there.get('/api/auth/me')).status).toBe(200);
  await session.post('/api/auth/logout');
  await eventually(async () => (await there.get('/api/auth/me')).status === 401);

  const { id, key_value } = (await a!.post('/api/developer/api-keys', { name: 'gone soon' })).body;
  const program = servers[1]!.client.withKey(key_value);
  fake.setScenario('endless');
  const body = { model: 'gemma2:2b', stream: true, messages: [{ role: 'user', content: 'on and on' }] };
  const answer = await program.stream('/v1/chat/completions', body);
  await answer.chunks()[Symbol.asyncIterator]().next();
  await a!.delete(`/api/developer/api-keys/${id}`);
  await fake.waitForAbort();
  await eventually(async () => (await program.get('/api/models')).status === 401);
});

const promptsAsked = () =>
  fake.requests
    .filter(({ path }) => path === '/api/chat')
    .map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)!.content);

it('ten identical questions on both ask the backend once, and its answer is a hit on both', async () => {
  fake.setScenario('gated');
  const prompt = `the same everywhere ${randomUUID()}`;
  const first = a!.post('/api/chat', { prompt });
  await fake.waitForRequest();
  const others = Array.from({ length: 9 }, (_, i) => (i % 2 ? a! : b!).post('/api/chat', { prompt }));
  fake.release(Infinity);
  const replies = await Promise.all([first, ...others]);
  expect(new Set(replies.map(({ status, body }) => `${status} ${body.response}`)).size).toBe(1);
  for (const client of [a!, b!]) expect((await client.post('/api/chat', { prompt })).body.cached).toBe(true);
  expect(promptsAsked()).toEqual([prompt]);
});

it('LLM_MAX_PARALLEL is counted over both, and the queue is fair over both', async () => {
  const setting = await a!.put('/api/admin/settings', { llm_max_parallel: 1 });
  expect(setting.status).toBe(200);
  await b!.post('/api/auth/register', { username: 'noah', email: 'noah@example.org', password: PASSWORD });
  const noah = await servers[1]!.client.login('noah', PASSWORD);
  fake.setScenario('gated');
  const open = async (who: Client, prompt: string, until_: string) => {
    const stream = await who.stream('/api/chat', { prompt, stream: true, cache: 'bypass' });
    const frames = stream[Symbol.asyncIterator]();
    return { frames, seen: (await until(frames, until_)).at(-1)!.data };
  };
  const streams = [await open(a!, 'A1', 'started'), await open(a!, 'A2', 'queued'), await open(b!, 'A3', 'queued')];
  const other = await open(noah, 'N1', 'queued');
  expect(other.seen.position).toBe(1);
  fake.release(Infinity);
  await Promise.all([...streams, other].map(({ frames }) => until(frames, 'done')));
  expect(promptsAsked()).toEqual(['A1', 'N1', 'A2', 'A3']);
  await a!.put('/api/admin/settings', { llm_max_parallel: 4 });
});

it('wrong passwords are counted over both', async () => {
  await b!.post('/api/auth/register', { username: 'guessed', email: 'guessed@example.org', password: PASSWORD });
  const guess = (i: number) =>
    servers[i]!.client.post('/api/auth/login', { username: 'guessed', password: 'wrong one' });
  let looked = 0;
  for (; (await guess(looked % 2)).status === 401; looked++);
  // Each alone looks at five; the waits that follow double, so a slow machine gets no more than one or two further.
  expect(looked).toBeLessThan(9);
  expect((await guess((looked + 1) % 2)).body.code).toBe('auth.too-many-attempts');
});

it.each([
  ['out of reach', { kind: 'cut' }],
  ['silent', { kind: 'hang' }],
] as const)('while Redis is %s, people sign in, ask and read, and no right outlives its end', async (_, fault) => {
  fake.setScenario('hello');
  const session = await servers[0]!.client.login('admin', ADMIN_PASSWORD);
  const there = servers[1]!.client.with(session.headers);
  const { key_value, id } = (await a!.post('/api/developer/api-keys', { name: 'gone soon' })).body;
  const program = servers[1]!.client.withKey(key_value);
  expect([(await there.get('/api/auth/me')).status, (await program.get('/api/models')).status]).toEqual([200, 200]);
  network.set(fault);
  for (const { client } of servers) {
    const person = await client.login('admin', ADMIN_PASSWORD);
    const { status, body } = await person.post('/api/chat', { prompt: `still there? ${randomUUID()}` });
    expect([status, (await person.get(`/api/chat/threads/${body.thread_id}`)).body.messages?.length]).toEqual([200, 2]);
  }
  await session.post('/api/auth/logout');
  await a!.delete(`/api/developer/api-keys/${id}`);
  await eventually(async () => (await there.get('/api/auth/me')).status === 401);
  await eventually(async () => (await program.get('/api/models')).status === 401);
});

it('an answer in progress is read on the other after Redis was emptied', async () => {
  fake.setScenario('gated');
  const frames = (await a!.stream('/api/chat', { prompt: `emptied ${randomUUID()}`, stream: true }))[
    Symbol.asyncIterator
  ]();
  await fake.waitForRequest();
  fake.release(2);
  const begun = await until(frames, 'delta');
  await redis.flush();
  const id = String(begun[0]!.data.run_id);
  let there: EventStream | undefined;
  await eventually(async () => {
    there = await b!.stream(`/api/chat/runs/${id}/events`).catch(() => undefined);
    return there !== undefined;
  });
  fake.release(Infinity);
  expect(await there!.all()).toEqual([...begun, ...(await until(frames, 'done'))]);
});
