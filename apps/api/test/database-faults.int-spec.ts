import { scenarioText } from '@pocket-llm/fake-llm';
import { textOf, until, type Client } from './client.js';
import { eventually } from './clock.js';
import {
  closeWithCluster,
  expectKept,
  expectOutage,
  expectRecovery,
  load,
  startOnOwnCluster,
} from './database-load.js';
import type { OwnCluster } from './own-cluster.js';
import type { Person, Portal } from './portal.js';

let cluster: OwnCluster;
let portal: Portal;
let dev: Person;
let revoked: Client;
beforeAll(async () => {
  ({ cluster, portal, dev, revoked } = await startOnOwnCluster());
});
afterAll(() => closeWithCluster({ cluster, portal }));
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

it('F5: a restart of PostgreSQL under load is a 503 that ends by itself, and loses nothing', async () => {
  const people = [dev, await portal.someone()];
  const loads = people.map((person) => load(person));
  const reader = await portal.someone();
  const stream = await reader.stream('/api/chat', { prompt: 'scenario:gated', stream: true });
  const frames = stream[Symbol.asyncIterator]();
  const gated = await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes('scenario:gated'));
  portal.fake.release(1);
  const seen = await until(frames, 'delta');
  await eventually(() => loads.every(({ acknowledged }) => acknowledged.length > 3));
  await cluster.stop();
  portal.fake.release(Infinity);
  await portal.fake.waitForFinish(({ id }) => id === gated.id);
  // Answers that end now wait for the database; new questions are refused.
  expectOutage([await reader.post('/api/chat', { prompt: 'meanwhile' }), await reader.get('/api/chat/threads')]);
  expect((await portal.anyone.get('/health')).body).toBe('OK');
  expect((await portal.anyone.get('/health/ready')).status).toBe(503);
  expect((await revoked.get('/api/models')).status).not.toBe(200);
  await cluster.restart();
  const since = performance.now();
  await expectRecovery(dev, since);
  await Promise.all(loads.map(({ stop }) => stop()));
  expect((await revoked.get('/api/models')).status).toBe(401);
  expectOutage(loads.flatMap(({ others }) => others));
  await expectKept(
    cluster,
    loads.flatMap(({ acknowledged }) => acknowledged),
  );
  // What the reader was told to be complete is complete in the thread.
  seen.push(...(await until(frames, 'done')));
  const { messages } = (await reader.get(`/api/chat/threads/${seen[0]!.data.thread_id}`)).body;
  expect(messages[1]).toMatchObject({ status: 'complete', content: scenarioText('hello') });
  expect(textOf(seen)).toBe(scenarioText('hello'));
});

it('F5: lines of the request log wait for the database', async () => {
  const client = await cluster.connect();
  cluster.network.set({ kind: 'cut' });
  const refused = await dev.get('/api/chat/threads');
  expectOutage([refused]);
  cluster.network.heal();
  const id = String(refused.headers['x-request-id']);
  await eventually(async () => (await client.query('SELECT 1 FROM logs WHERE request_id = $1', [id])).rowCount === 1);
  await client.end();
});

it('F5: with every connection of the pool in use others are told to come back, and are served afterwards', async () => {
  const client = await cluster.connect();
  // Inside its transaction a session sees the statistics of the transaction's beginning.
  const observer = await cluster.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE chat_threads');
  const waiting = Array.from({ length: 20 }, () => dev.get('/api/chat/threads'));
  await eventually(async () => {
    const { rows } = await observer.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
    );
    return rows[0].n === 20;
  });
  const late = await Promise.all([dev.get('/api/chat/threads'), dev.get('/api/auth/me')]);
  expectOutage(late);
  expect((await portal.anyone.get('/health')).body).toBe('OK');
  await client.query('COMMIT');
  await Promise.all([client.end(), observer.end()]);
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  await expectRecovery(dev, performance.now());
});
