import { randomUUID } from 'node:crypto';
import { until } from './client.js';
import { MODEL, startPoolOfTwo, type PoolOfTwo } from './pool-of-two.js';

// Which model server is asked, and which of them may stand in for each other.

let pool: PoolOfTwo;
beforeEach(async () => {
  pool = await startPoolOfTwo();
});
afterEach(() => pool.close());

it('a lower tier is used first, also without the model in memory; while it is full, the next one helps', async () => {
  const { a, b, second } = pool;
  await pool.warm(a);
  await pool.use(a, { tier: 1 });
  for (let i = 0; i < 3; i++) await pool.ask();
  expect(pool.asked()).toEqual([0, 3]);
  await pool.use(b, { max_parallel: 1 });
  second.setScenario('gated');
  const busy = pool.ask();
  await second.waitForRequest();
  expect((await pool.ask()).status).toBe(200);
  expect(pool.asked()).toEqual([1, 4]);
  second.release(Infinity);
  await busy;
  second.setScenario('hello');
  await pool.ask();
  expect(pool.asked()).toEqual([1, 5]);
});

it('a server that has other weights does not stand in for a busy one, nor with a cached answer', async () => {
  const { admin, a, b, first, second } = pool;
  await pool.warm(b);
  first.setModels([{ name: MODEL, digest: '1'.repeat(64) }]);
  await admin.get('/api/admin/models/discover');
  await pool.use(b, { max_parallel: 1 });
  second.setScenario('gated');
  const busy = pool.ask();
  await second.waitForRequest();
  const body = { prompt: randomUUID(), model: MODEL };
  const frames = (await admin.stream('/api/chat', { ...body, stream: true }))[Symbol.asyncIterator]();
  // The other one is free.
  await until(frames, 'queued');
  second.release(Infinity);
  await until(frames, 'done');
  await busy;
  expect(pool.asked()).toEqual([0, 2]);
  second.setScenario('hello');
  expect((await admin.post('/api/chat', body)).body.cached).toBe(true);
  await pool.use(b, { state: 'off' });
  expect((await admin.post('/api/chat', body)).body.cached).toBe(false);
  expect([pool.asked(), (await pool.backend(a)).running]).toEqual([[1, 2], 0]);
});

it('embeddings fail over only to where the same weights make them, and the reply says which', async () => {
  const [one, other] = ['1', '2'].map((digit) => [
    { name: 'embedder', capabilities: ['embedding' as const], digest: digit.repeat(64) },
  ]);
  const { key_value } = (await pool.admin.post('/api/developer/api-keys', {})).body;
  const key = pool.portal.anyone.withKey(key_value);
  const embed = () => key.post('/v1/embeddings', { model: 'embedder', input: ['a', 'b'] });
  const asked = () => pool.asked('/api/embed');
  /** The first has lost its model, which nobody knows yet. */
  const lose = async (atSecond: typeof one) => {
    pool.first.setModels(one!);
    pool.second.setModels(atSecond!);
    await pool.admin.get('/api/admin/models/discover');
    pool.first.setModels([]);
  };
  await lose(one);
  const made = await embed();
  expect([made.status, made.body.data.length, asked()]).toEqual([200, 2, [1, 1]]);
  expect(made.headers['x-pocket-model-digest']).toBe(one![0]!.digest);
  expect((await pool.line(made)).metadata).toMatchObject({ backend: pool.b, failed_over_from: [pool.a] });
  await lose(other);
  expect([(await embed()).body.error.code, asked()]).toEqual(['model_not_found', [2, 1]]);
  // By now it is known.
  expect((await embed()).headers['x-pocket-model-digest']).toBe(other![0]!.digest);
});
