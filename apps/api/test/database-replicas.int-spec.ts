import { randomUUID } from 'node:crypto';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { expectKept, expectOutage, expectRecovery, load } from './database-load.js';
import { FakeRedis } from './fake-redis.js';
import { OwnCluster } from './own-cluster.js';
import { ADMIN_PASSWORD, JWT_SECRET } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

// Two processes whose PostgreSQL is started again under load.

let dir: string;
let cluster: OwnCluster;
let redis: FakeRedis;
let fake: FakeLlm;
let servers: ServerProcess[];
let people: Client[];
beforeAll(async () => {
  dir = await newDataDir();
  [cluster, redis, fake] = [await OwnCluster.start(), await FakeRedis.start(), await startFakeLlm()];
  const env = {
    DATA_DIR: dir,
    DATABASE_URL: cluster.url,
    REDIS_URL: redis.url,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    JWT_SECRET,
    LOG_LEVEL: 'error',
  };
  servers = [await ServerProcess.start(env), await ServerProcess.start(env)];
  people = await Promise.all(servers.map(({ client }) => client.login('admin', ADMIN_PASSWORD)));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all([fake.close(), redis.close(), cluster.close(), removeDataDir(dir)]);
});

it('both refuse with 503 while it is away, answer within five seconds after it, and lose nothing', async () => {
  const loads = people.map((person) => load(person));
  await eventually(() => loads.every(({ acknowledged }) => acknowledged.length > 3));
  await cluster.stop();
  expectOutage(await Promise.all(people.map((person) => person.post('/api/chat', { prompt: 'meanwhile' }))));
  for (const { client } of servers)
    expect([(await client.get('/health')).status, (await client.get('/health/ready')).status]).toEqual([200, 503]);
  await cluster.restart();
  const since = performance.now();
  await Promise.all(people.map((person) => expectRecovery(person, since)));
  await Promise.all(loads.map(({ stop }) => stop()));
  expectOutage(loads.flatMap(({ others }) => others));
  await expectKept(
    cluster,
    loads.flatMap(({ acknowledged }) => acknowledged),
  );
  // What was answered on one meanwhile is read on the other.
  const { thread_id } = (await people[0]!.post('/api/chat', { prompt: `after it ${randomUUID()}` })).body;
  expect((await people[1]!.get(`/api/chat/threads/${thread_id}`)).body.messages).toHaveLength(2);
});
