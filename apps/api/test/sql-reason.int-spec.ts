import type { Client } from './client.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

// Break-glass: reading people's chats by SQL takes a reason, and they can see it. The database decides.

const DESK = '/api/admin/database';
let portal: Portal;
let admin: Client;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
  ada = await portal.someone('user', 'ada');
  await ada.post('/api/chat', { prompt: 'my secret' });
  await admin.post(`${DESK}/write-mode`, { password: 'admin123', confirmation: 'write' });
});
afterAll(() => portal.close());

const run = (sql: string, more: object = {}) => admin.post(`${DESK}/query`, { sql, ...more });
const accesses = async (who: Client = ada) =>
  (await who.get('/api/auth/me/access')).body as { at: string; reader: string; reason: string | null; how: string }[];

const READS = [
  `SELECT * FROM chat_messages`,
  `SELECT title FROM console.chat_threads`,
  `TABLE chat_threads`,
  `SELECT count(*) FROM chat_threads`,
  `SELECT username FROM users u WHERE EXISTS (SELECT FROM chat_threads t WHERE t.user_id = u.id)`,
  `WITH t AS (SELECT * FROM chat_messages) SELECT 1 FROM t`,
  `SELECT query_to_xml('SELECT * FROM chat_' || 'messages', true, false, '')`,
  `SELECT schema_to_xml('console', true, false, '')`,
  `SELECT (SELECT max(content) FROM chat_messages)`,
  `EXPLAIN ANALYZE SELECT * FROM chat_messages`,
  `SELECT name FROM files`,
];
it.each(READS)('needs a reason: %s', async (sql) => {
  const { body } = await run(sql);
  expect(body).toMatchObject({ status: 400, code: 'sql.reason-required' });
  expect(JSON.stringify(body)).not.toContain('my secret');
  expect((await run(sql, { reason: 'Ticket 4711' })).status).toBe(200);
});

it.each([
  `UPDATE chat_threads SET title = 'x' WHERE title = 'y'`,
  `DELETE FROM chat_messages WHERE content = 'y'`,
  `INSERT INTO chat_threads SELECT * FROM chat_threads WHERE false`,
  `SELECT * FROM chat_messages FOR UPDATE`,
  `DELETE FROM chat_queued_messages WHERE prompt = 'y'`,
  `UPDATE chat_instructions SET about = about WHERE user_id = '00000000-0000-0000-0000-000000000000'`,
  `UPDATE files SET user_id = (SELECT id FROM users WHERE username = 'admin') WHERE name = 'y'`,
])('also in the write mode: %s', async (sql) => {
  expect((await run(sql, { mode: 'write' })).body).toMatchObject({ code: 'sql.reason-required' });
  expect((await run(sql, { mode: 'write', reason: 'Ticket 4711' })).status).toBe(200);
});

it('also to export and to measure a plan', async () => {
  const sql = 'SELECT content FROM chat_messages';
  expect((await admin.post(`${DESK}/export`, { sql })).body.code).toBe('sql.reason-required');
  expect((await admin.post(`${DESK}/explain`, { sql, analyze: true })).body.code).toBe('sql.reason-required');
  expect((await admin.post(`${DESK}/export`, { sql, reason: 'Ticket 4711' })).body).toContain('my secret');
  // The plan alone reads no chat.
  expect((await admin.post(`${DESK}/explain`, { sql })).status).toBe(200);
});

it('no other statement needs one, and the permission ends with its statement', async () => {
  for (const table of ['users', 'sessions', 'api_keys', 'models', 'logs', 'settings', 'usage_days'])
    expect([table, (await run(`SELECT * FROM ${table} LIMIT 1`)).status]).toEqual([table, 200]);
  await run('SELECT * FROM chat_threads', { reason: 'Ticket 4711' });
  expect(await portal.sql('SELECT * FROM sql_chat_sessions')).toEqual([]);
  for (const sql of ['SELECT * FROM sql_chat_sessions', 'SELECT * FROM public.sql_chat_sessions'])
    expect((await run(sql)).body.code).toBe('sql.error');
  expect(
    (await run(`INSERT INTO public.sql_chat_sessions VALUES (pg_backend_pid(), 'infinity')`, { mode: 'write' })).body,
  ).toMatchObject({ sqlstate: '42501' });
  for (const reason of ['', '   ', 'x'.repeat(501)])
    expect((await run('SELECT 1', { reason })).body).toMatchObject({ code: 'request.invalid' });
});

it('is audited with its reason, before it runs', async () => {
  await run('SELECT title FROM chat_threads', { reason: 'Ticket 42' });
  expect(
    await portal.sql(
      `SELECT actor_name, action, detail->>'reason' AS reason FROM audit_log WHERE detail->>'sql' = ` +
        `'SELECT title FROM chat_threads' ORDER BY seq`,
    ),
  ).toEqual([
    { actor_name: 'admin', action: 'sql.chats-read', reason: 'Ticket 42' },
    { actor_name: 'admin', action: 'sql.executed', reason: null },
  ]);
});

it('the people see who read, when and why; those who came later see nothing of it', async () => {
  await run('SELECT title FROM chat_threads', { reason: 'Ticket 43' });
  expect((await accesses())[0]).toEqual({
    at: expect.stringMatching(/^20\d\d-/),
    reader: 'admin',
    reason: 'Ticket 43',
    how: 'sql',
  });
  const grace = await portal.someone('user', 'grace');
  expect(await accesses(grace)).toEqual([]);
  expect((await portal.anyone.get('/api/auth/me/access')).status).toBe(401);
});

it('a backup and a restore are shown as well', async () => {
  const { authorization } = admin['headers'] as { authorization: string };
  const backup = await fetch(`${portal.server.url}/api/admin/backup?reason=moving`, { headers: { authorization } });
  const { status } = await fetch(`${portal.server.url}/api/admin/backup/restore?reason=moved`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/gzip' },
    body: await backup.arrayBuffer(),
  });
  expect(status).toBe(200);
  ada = Object.assign(await portal.anyone.login('ada', PASSWORD), { id: ada.id, username: 'ada' });
  expect((await accesses()).slice(0, 2)).toMatchObject([
    { reader: 'admin', reason: 'moved', how: 'restore' },
    { reader: 'admin', reason: 'moving', how: 'backup' },
  ]);
});
