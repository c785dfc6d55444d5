import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import pg from 'pg';
import { request } from 'undici';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase, PASSWORD } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

const TABLES = ['users', 'chat_threads', 'chat_messages', 'models', 'api_keys', 'settings', 'quotas', 'usage_days'];

let fake: FakeLlm;
let dir: string;
beforeAll(async () => {
  fake = await startFakeLlm();
  dir = await newDataDir();
});
afterAll(async () => {
  await fake.close();
  await removeDataDir(dir);
});

/** Of every row of every table, by the database itself. */
async function checksums(url: string): Promise<Record<string, string>> {
  const client = new pg.Client(url);
  await client.connect();
  const sums: Record<string, string> = {};
  for (const table of TABLES) {
    const { rows } = await client.query<{ sum: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(md5(t::text), '' ORDER BY t::text), '')) AS sum
       FROM ${table} t`,
    );
    sums[table] = rows[0]!.sum;
  }
  await client.end();
  return sums;
}

const start = (url: string) =>
  ServerProcess.start({ DATA_DIR: dir, DATABASE_URL: url, JWT_SECRET, OLLAMA_HOST: fake.url, LOG_LEVEL: 'error' });

it('F9: the drill: a backup that is restored into an empty portal has the same checksum of every table', async () => {
  const [url, emptyUrl] = [await newDatabase(), await newDatabase()];
  const source = await start(url);
  const admin = await source.client.login('admin', ADMIN_PASSWORD);
  const ada = { username: 'ada', email: 'ada@example.org', password: PASSWORD, role: 'developer' };
  await admin.post('/api/auth/register', ada);
  const person = await source.client.login('ada', PASSWORD);
  for (let i = 0; i < 5; i++) await person.post('/api/chat', { prompt: `Frage ${i} — “quoted” \\ 😀` });
  await person.post('/api/developer/api-keys', { name: 'kept', requests_per_minute: 60 });
  await admin.put('/api/admin/quotas/user', { requests_per_day: 7 });
  await person.get('/api/usage/today'); // This writes the ledger.
  const headers = { authorization: String(admin.headers.authorization) };
  const download = await request(`${source.client.url}/api/admin/backup?reason=drill`, { headers });
  const file = Buffer.from(await download.body.arrayBuffer());
  const before = await checksums(url);
  await source.stop();
  const target = await start(emptyUrl);
  const other = await target.client.login('admin', ADMIN_PASSWORD);
  const restored = await request(`${target.client.url}/api/admin/backup/restore?reason=drill`, {
    method: 'POST',
    headers: { authorization: String(other.headers.authorization), 'content-type': 'application/gzip' },
    body: file,
  });
  expect(restored.statusCode).toBe(200);
  expect(await checksums(emptyUrl)).toEqual(before);
  const again = await target.client.login('ada', PASSWORD);
  expect((await again.get('/api/chat/threads')).body).toHaveLength(5);
  await target.stop();
});
