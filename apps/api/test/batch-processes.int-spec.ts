import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import pg from 'pg';
import { begin, chatLine, over, resultsOf } from './batch-client.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

// Processes of one installation that share the work at night, and end without a word.

let dir: string;
let redis: FakeRedis;
let fake: FakeLlm;
let database: pg.Pool;
let env: NodeJS.ProcessEnv;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  [dir, fake, redis] = [await newDataDir(), await startFakeLlm({ scenario: 'gated' }), await FakeRedis.start()];
  const DATABASE_URL = await newDatabase();
  database = new pg.Pool({ connectionString: DATABASE_URL, max: 1 });
  env = {
    DATA_DIR: dir,
    DATABASE_URL,
    REDIS_URL: redis.url,
    OLLAMA_HOST: fake.url,
    TITLE_MODEL: 'off',
    JWT_SECRET,
    LOG_LEVEL: 'error',
    BATCH_PARALLEL: '1',
  };
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await database.end();
  await Promise.all([fake.close(), redis.close(), removeDataDir(dir)]);
});

const start = async () => {
  servers.push(await ServerProcess.start(env));
  return servers.at(-1)!.client.login('admin', ADMIN_PASSWORD);
};
const asked = (prompt: string) => fake.requests.filter(({ rawBody }) => rawBody.includes(`"${prompt}"`));

it('share a batch; one that is killed leaves its line to the others, and each line has one result', async () => {
  const [, there] = [await start(), await start()];
  const lines = Array.from({ length: 20 }, (_, i) => chatLine(`line-${i + 1}`));
  const id = await begin(there, lines);
  await Promise.all(
    ['line-1', 'line-2'].map((name) => fake.waitForRequest(({ rawBody }) => rawBody.includes(`"${name}"`))),
  );

  await servers[0]!.stop('SIGKILL');
  // As if its time without a sign of life were over.
  await database.query(`UPDATE batch_items SET claimed_until = now() WHERE state = 'running'`);
  fake.release(Infinity);
  const { status, request_counts, output_file_id } = await over(there, id);
  expect([status, request_counts]).toEqual(['completed', { total: 20, completed: 20, failed: 0 }]);
  const results = await resultsOf(there, output_file_id);
  expect(results.map(({ custom_id }) => custom_id)).toEqual(lines.map(({ custom_id }) => custom_id));
  expect(asked('line-1').length + asked('line-2').length).toBeGreaterThan(2);
  expect(asked('line-3')).toHaveLength(1);
});

it('a batch goes on after the only process was killed', async () => {
  fake.clear();
  const last = servers.at(-1)!;
  const before = await last.client.login('admin', ADMIN_PASSWORD);
  const id = await begin(before, [chatLine('before'), chatLine('after')]);
  await fake.waitForRequest(({ rawBody }) => rawBody.includes('"before"'));
  await last.stop('SIGKILL');
  await database.query(
    `UPDATE batch_items SET claimed_until = now() WHERE state = 'running'; UPDATE batches SET claimed_until = now()`,
  );
  fake.release(Infinity);
  const after = await start();
  expect((await over(after, id)).request_counts).toEqual({ total: 2, completed: 2, failed: 0 });
});

it('ask a scheduled prompt once between them, and go on with it when the one that asks is killed', async () => {
  fake.clear();
  const [here, there] = [await servers.at(-1)!.client.login('admin', ADMIN_PASSWORD), await start()];
  const body = { name: 'both', prompt: 'of both', cron: '0 7 * * *', timezone: 'UTC' };
  const { id } = (await here.post('/api/chat/schedules', body)).body;
  await database.query('UPDATE chat_schedules SET next_run_at = now()');
  await Promise.all([here, there].map((by) => by.patch(`/api/chat/schedules/${id}`, { name: 'both' })));
  await fake.waitForRequest(({ rawBody }) => rawBody.includes('of both'));
  await servers.at(-2)!.stop('SIGKILL');
  await servers.at(-1)!.stop('SIGKILL');
  await database.query('UPDATE chat_schedules SET claimed_until = now()');
  await database.query(`UPDATE chat_messages SET heartbeat_at = now() - interval '1 day' WHERE status <> 'complete'`);
  fake.release(Infinity);
  const after = await start();
  await eventually(async () => (await after.get('/api/chat/schedules')).body[0].last_run_at !== null);
  const threads = (await after.get('/api/chat/threads')).body;
  expect(threads).toHaveLength(1);
  const { messages } = (await after.get(`/api/chat/threads/${threads[0].id}`)).body;
  // The answer that broke off stays beside the other, as everywhere.
  const answers = [{ status: 'failed', error: { code: 'run.interrupted' } }, { status: 'complete' }];
  expect(messages).toMatchObject([{ content: 'of both' }, ...answers]);
});

it('a server that is stopped gives its lines back at once', async () => {
  fake.clear();
  const by = await servers.at(-1)!.client.login('admin', ADMIN_PASSWORD);
  const id = await begin(by, [chatLine('given back')]);
  await fake.waitForRequest(({ rawBody }) => rawBody.includes('"given back"'));
  await servers.at(-1)!.stop();
  const { rows } = await database.query('SELECT state, attempts, claim FROM batch_items');
  expect(rows).toEqual([{ state: 'waiting', attempts: 0, claim: null }]);
  fake.release(Infinity);
  const next = await start();
  expect((await over(next, id)).status).toBe('completed');
});
