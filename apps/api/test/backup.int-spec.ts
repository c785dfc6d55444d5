import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { until, type Client } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';
import { BackupRepository } from '../src/modules/admin/backup/backup.repository.js';

let portal: Portal;
let admin: Client;
let token: string;
beforeAll(async () => {
  portal = await startPortal();
  await signIn();
});
afterAll(() => portal.close());

async function signIn() {
  admin = await portal.anyone.login('admin', 'admin123');
  token = (await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' })).body.token;
}
const headers = () => ({ authorization: `Bearer ${token}` });
const backup = async () =>
  Buffer.from(
    await (await fetch(`${portal.server.url}/api/admin/backup?reason=test`, { headers: headers() })).arrayBuffer(),
  );
const restore = async (file: Buffer, more: Record<string, string> = {}, query = '?reason=test') => {
  const reply = await fetch(`${portal.server.url}/api/admin/backup/restore${query}`, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/gzip', ...more },
    body: new Uint8Array(file),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
};
const rows = (table: string) => portal.sql(`SELECT * FROM ${table} ORDER BY 1, 2`);
const KEPT = ['users', 'chat_threads', 'chat_messages', 'models', 'api_keys', 'settings', 'quotas', 'usage_days'];
const snapshot = async () =>
  Object.fromEntries(await Promise.all(KEPT.map(async (table) => [table, await rows(table)] as const)));

it('restores exactly, whatever happened since; the audit log continues; everybody is signed out', async () => {
  const ada = await portal.someone('developer', 'ada');
  const { thread_id } = (await ada.post('/api/chat', { prompt: `Quotes ' " \\ \u0001 and 😀, 12345678901234567890` }))
    .body;
  await ada.post('/api/developer/api-keys', { name: 'kept', tokens_per_day: 1_000_000_000 });
  await admin.put('/api/admin/quotas/user', { requests_per_day: 7 });
  await admin.put('/api/admin/settings', { retention_days: 30 });
  await ada.get('/api/usage/today'); // This writes the ledger.
  // A device belongs to a session, and neither is in a backup.
  await portal.sql(`INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, p256dh, auth, with_title)
    SELECT gen_random_uuid(), user_id, id, 'https://push.example.org/secret-device', 'k', 'a', false
    FROM sessions ORDER BY id LIMIT 1`);
  const before = await snapshot();
  const file = await backup();
  expect(gunzipSync(file).toString()).not.toContain('secret-device');
  expect(gunzipSync(file).toString()).not.toContain('"key_value"');

  await ada.delete(`/api/chat/threads/${thread_id}`);
  await admin.put('/api/admin/settings', { retention_days: 0 });
  await portal.someone('user', 'later');
  const audited = (await portal.sql('SELECT seq FROM audit_log')).length;
  const { status, body } = await restore(file);
  expect([status, body]).toEqual([200, { made_at: expect.any(String), rows: expect.any(Number) }]);
  expect(await snapshot()).toEqual(before);

  expect((await ada.get('/api/auth/me')).status).toBe(401);
  expect((await admin.get('/api/auth/me')).status).toBe(401);
  await signIn();
  const again = await portal.anyone.login('ada', PASSWORD);
  expect((await again.get(`/api/chat/threads/${thread_id}`)).body.messages).toHaveLength(2);
  expect((await portal.sql('SELECT seq FROM audit_log')).length).toBeGreaterThan(audited);
  expect((await admin.get('/api/admin/audit/verify')).body.ok).toBe(true);
  expect((await admin.get('/api/admin/audit?action=backup.restored')).body).toMatchObject([
    { actor_name: 'admin', result: 'ok', detail: { rows: body.rows, reason: 'test' } },
  ]);
  // Triggers rebuild the full text index and the counts of the log.
  expect((await again.get('/api/chat/threads?q=Quotes')).body).toHaveLength(1);
  expect((await admin.get('/api/admin/logs')).body.total).toBeGreaterThan(0);
});

describe('changes nothing when the file is', () => {
  let file: Buffer;
  let before: unknown;
  beforeAll(async () => {
    file = await backup();
    before = await snapshot();
  });
  const lines = () => gunzipSync(file).toString().split('\n');
  const packed = (text: string) => gzipSync(Buffer.from(text));

  it.each<[string, () => Buffer, number, string]>([
    ['no gzip', () => Buffer.from('hello'), 400, 'backup.invalid'],
    ['empty', () => Buffer.alloc(0), 400, 'backup.invalid'],
    ['something else', () => packed('{"threads":[]}\n'), 400, 'backup.invalid'],
    ['cut off', () => file.subarray(0, file.length - 200), 400, 'backup.invalid'],
    ['without its end', () => packed(`${lines().slice(0, -2).join('\n')}\n`), 400, 'backup.invalid'],
    [
      'short of a row',
      () =>
        packed(
          lines()
            .filter((line) => !line.includes('"kept"'))
            .join('\n'),
        ),
      400,
      'backup.invalid',
    ],
    [
      'with a row the database refuses',
      () =>
        packed(
          lines()
            .map((line) => line.replace('"role":"admin"', '"role":"emperor"'))
            .join('\n'),
        ),
      400,
      'backup.invalid',
    ],
    [
      'with a table that is not known',
      () =>
        packed(
          lines()
            .map((line) => line.replace('T{"name":"users"', 'T{"name":"pg_authid"'))
            .join('\n'),
        ),
      400,
      'backup.invalid',
    ],
    [
      'of another version',
      () =>
        packed(
          lines()
            .map((line, i) => (i === 0 ? line.replace('"migrations":[', '"migrations":["Later9999999999999",') : line))
            .join('\n'),
        ),
      409,
      'backup.other-version',
    ],
  ])('%s', async (_, make, status, code) => {
    const reply = await restore(make());
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    expect(await snapshot()).toEqual(before);
    expect((await admin.get('/api/auth/me')).status).toBe(200);
  });
});

it('requires a recent password, an admin, and the right content type; no other route accepts such a file', async () => {
  const file = await backup();
  expect((await restore(file, { 'content-type': 'application/json' })).status).not.toBe(200);
  const elsewhere = await fetch(`${portal.server.url}/api/chat`, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/gzip' },
    body: new Uint8Array(file),
  });
  expect(elsewhere.status).toBe(415);
  await portal.sql(`UPDATE sessions SET confirmed_at = now() - interval '2 hours'`);
  expect((await fetch(`${portal.server.url}/api/admin/backup`, { headers: headers() })).status).toBe(403);
  expect((await restore(file)).body.code).toBe('auth.confirm-required');
  await portal.anyone.with(headers()).post('/api/auth/confirm', { password: 'admin123' });
  expect((await restore(file)).status).toBe(200);
});

it('requires a reason, which everybody whose chats are in the file can read', async () => {
  await signIn();
  const ada = await portal.someone();
  const refused = await fetch(`${portal.server.url}/api/admin/backup`, { headers: headers() });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([400, 'backup.reason-required']);
  const file = await backup();
  expect((await ada.get('/api/auth/me/access')).body).toMatchObject([
    { reader: 'admin', reason: 'test', how: 'backup' },
  ]);
  for (const query of ['', '?reason=', '?reason=%20'])
    expect((await restore(file, {}, query)).body.code).toBe('backup.reason-required');
});

it('a file that only the database rejects stops nobody’s answer', async () => {
  await signIn();
  const ada = await portal.someone();
  portal.fake.setScenario('gated');
  const stream = await ada.stream('/api/chat', { prompt: 'not stopped', stream: true, cache: 'bypass' });
  const frames = stream[Symbol.asyncIterator]();
  portal.fake.release(1);
  await until(frames, 'delta');
  const emperor = gunzipSync(await backup())
    .toString()
    .replaceAll('"role":"admin"', '"role":"emperor"');
  const stranger = gunzipSync(await backup())
    .toString()
    .replaceAll(`"user_id":"${ada.id}"`, `"user_id":"${randomUUID()}"`);
  for (const text of [emperor, stranger])
    expect((await restore(gzipSync(Buffer.from(text)))).body.code).toBe('backup.invalid');
  portal.fake.release(Infinity);
  expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
});

it('never has many large rows in memory, wherever they are among small ones', async () => {
  const file = "INSERT INTO batch_files (id, user_id, name, purpose, expires_at) SELECT $1, id, 'x', 'batch', now()";
  const id = randomUUID();
  await portal.sql(`${file} FROM users LIMIT 1`, [id]);
  await portal.sql(
    `INSERT INTO batch_file_chunks SELECT $1, n, decode(repeat('5a', CASE WHEN n > 400 THEN 262144 ELSE 1 END), 'hex')
     FROM generate_series(1, 460) n`,
    [id],
  );
  let rows = 0;
  let most = 0;
  for await (const part of portal.server.app.get(BackupRepository).rows()) {
    if (!('lines' in part)) continue;
    rows += part.lines.length;
    most = Math.max(most, part.lines.join('').length);
  }
  expect(rows).toBeGreaterThan(460);
  expect(most).toBeLessThan(5 * 2 ** 20);
  await portal.sql('DELETE FROM batch_files WHERE id = $1', [id]);
});
