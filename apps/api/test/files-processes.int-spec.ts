import pg from 'pg';
import { eventually } from './clock.js';
import { sendBytes, settled } from './documents.js';
import { FakeRedis } from './fake-redis.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

// Processes of one installation that share the reading of files, and end without a word.

let dir: string;
let redis: FakeRedis;
let database: pg.Pool;
let env: NodeJS.ProcessEnv;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  [dir, redis] = [await newDataDir(), await FakeRedis.start()];
  const DATABASE_URL = await newDatabase();
  database = new pg.Pool({ connectionString: DATABASE_URL, max: 1 });
  env = { DATA_DIR: dir, DATABASE_URL, REDIS_URL: redis.url, OLLAMA_HOST: 'off', JWT_SECRET, LOG_LEVEL: 'error' };
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await database.end();
  await Promise.all([redis.close(), removeDataDir(dir)]);
});

const start = async () => {
  servers.push(await ServerProcess.start(env));
  return servers.at(-1)!.client.login('admin', ADMIN_PASSWORD);
};
const rows = Buffer.from('name,age\n'.repeat(800_000));

it('a file whose process was killed while it read is read by the next one, from the beginning', async () => {
  const before = await start();
  const { id } = (await before.post('/api/files', { name: 'long.csv', bytes: rows.length })).body;
  await sendBytes(before, id, 0, rows);
  await eventually(async () => (await before.get(`/api/files/${id}`)).body.pages_done > 0);
  await servers[0]!.stop('SIGKILL');
  // As if its time without a sign of life were over.
  await database.query(`UPDATE files SET lease_until = now() WHERE state = 'parsing'`);
  const after = await start();
  const file = await settled(after, id);
  expect(file).toMatchObject({ state: 'ready', fault: null });
  const { rows: pages } = await database.query('SELECT page FROM file_pages WHERE file_id = $1 ORDER BY page', [id]);
  expect(pages.map(({ page }) => page)).toEqual(Array.from({ length: file.pages }, (_, i) => i + 1));
});

it('an upload goes on at another process, which tells how far a third reads', async () => {
  const [here, there] = [await servers.at(-1)!.client.login('admin', ADMIN_PASSWORD), await start()];
  const { id } = (await here.post('/api/files', { name: 'parts.csv', bytes: rows.length })).body;
  await sendBytes(here, id, 0, rows.subarray(0, 300_000));
  expect((await sendBytes(there, id, 300_000, rows.subarray(300_000))).body.state).toBe('queued');
  const [a, b] = await Promise.all([settled(here, id), settled(there, id)]);
  expect([a.state, b.state, a.sha256]).toEqual(['ready', 'ready', b.sha256]);
});
