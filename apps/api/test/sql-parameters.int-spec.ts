import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

// Named parameters of the SQL console, and the saved queries that have them.

const DESK = '/api/admin/database';
let portal: Portal;
let admin: Client;
let other: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
  other = await portal.someone('admin', 'grace');
  await other.post('/api/chat', { prompt: 'my secret' });
  await admin.post(`${DESK}/write-mode`, { password: 'admin123', confirmation: 'write' });
});
afterAll(() => portal.close());

const run = (sql: string, parameters: object, more: object = {}) =>
  admin.post(`${DESK}/query`, { sql, parameters, ...more });

it('binds values, whatever they contain; PostgreSQL decides their types', async () => {
  const evil = `'; DROP TABLE users; -- :a $1`;
  expect(
    (await run('SELECT :a AS a, :n::int + 1 AS n, :none::text IS NULL AS none', { a: evil, n: '41', none: null })).body,
  ).toMatchObject({ rows: [[evil, '42', 't']], command: 'SELECT' });
  const { rows } = (
    await run(`SELECT username FROM users WHERE id = :id AND created_at < :at`, {
      id: other.id,
      at: '2999-01-01',
    })
  ).body;
  expect(rows).toEqual([['grace']]);
  const csv = await admin.post(`${DESK}/export`, { sql: 'SELECT :a AS a', parameters: { a: '=1' } });
  expect(csv.body).toBe(`a\r\n'=1\r\n`);
  const { plan } = (
    await admin.post(`${DESK}/explain`, {
      sql: 'SELECT * FROM users WHERE username = :name',
      parameters: { name: 'x' },
    })
  ).body;
  expect(JSON.stringify(plan)).toContain('x');
});

it('refuses missing, unknown and unusable parameters by name, and runs nothing', async () => {
  const pointer = async (parameters: unknown, sql = 'SELECT :name') =>
    (await admin.post(`${DESK}/query`, { sql, parameters })).body;
  expect(await pointer({})).toMatchObject({ status: 400, errors: [{ pointer: '/parameters/name' }] });
  expect(await pointer(undefined)).toMatchObject({ status: 400, errors: [{ pointer: '/parameters/name' }] });
  expect((await run('SELECT 1', null as never)).status).toBe(200);
  expect(await pointer({ name: 'x', more: 'y' })).toMatchObject({ errors: [{ pointer: '/parameters/more' }] });
  for (const parameters of [{ name: 1 }, { name: ['x'] }, [], 'x', { name: 'x'.repeat(10_001) }, { 'a b': 'x' }])
    expect(await pointer(parameters)).toMatchObject({ status: 400, errors: [{ pointer: '/parameters' }] });
  expect(await pointer({ name: 'a\0b' })).toMatchObject({ status: 400 });
});

it("reports PostgreSQL's errors in the person's own text", async () => {
  expect((await run('SELECT :identifier::text, broken', { identifier: 'x' })).body).toMatchObject({
    sqlstate: '42703',
    position: 27,
  });
  expect(
    (await admin.post(`${DESK}/explain`, { sql: 'SELECT :identifier, broken', parameters: { identifier: '1' } })).body,
  ).toMatchObject({ position: 21 });
  expect((await run('SELECT username FROM users WHERE :x IS NULL', { x: null })).body).toMatchObject({
    sqlstate: '42P18',
    detail: expect.stringContaining(':x'),
    hint: expect.stringContaining(':name::text'),
  });
  expect((await run('SELECT id FROM users WHERE id = :id', { id: 'not-a-uuid' })).body).toMatchObject({
    sqlstate: '22P02',
  });
});

it.each([
  [`UPDATE chat_threads SET title = :title WHERE title = :old`, { title: 'x', old: 'y' }],
  [`DELETE FROM chat_messages WHERE content = :text`, { text: 'y' }],
  [`UPDATE users SET email = email WHERE :go = 'go' AND id IN (SELECT user_id FROM chat_threads)`, { go: 'go' }],
  [`INSERT INTO chat_threads SELECT * FROM chat_threads WHERE title = :title AND false`, { title: 'x' }],
])('a change that uses chats needs a reason, with parameters too: %s', async (sql, parameters) => {
  expect((await run(sql, parameters, { mode: 'write' })).body).toMatchObject({ code: 'sql.reason-required' });
  expect((await run(sql, parameters, { mode: 'write', reason: 'Ticket 4711' })).status).toBe(200);
});

it('so does a read', async () => {
  const sql = 'SELECT content FROM chat_messages WHERE content = :text';
  expect((await run(sql, { text: 'my secret' })).body).toMatchObject({ code: 'sql.reason-required' });
  expect((await run(sql, { text: 'my secret' }, { reason: 'Ticket 4711' })).body.rows).toEqual([['my secret']]);
});

it('the audit log keeps names and values, the history names alone', async () => {
  await run('SELECT :who::text AS who', { who: 'somebody' });
  const [entry] = await portal.sql(
    `SELECT detail->'parameters' AS parameters FROM audit_log WHERE action = 'sql.started' ORDER BY at DESC LIMIT 1`,
  );
  expect(entry).toEqual({ parameters: { who: 'somebody' } });
  const [line] = (await admin.get(`${DESK}/history`)).body;
  expect(line.sql).toBe('SELECT :who::text AS who');
  expect(JSON.stringify(line)).not.toContain('somebody');
});

it('a shared query is open to every admin, and changed by its owner alone', async () => {
  const { body: saved } = await admin.post(`${DESK}/queries`, {
    name: 'By role',
    sql: 'SELECT username FROM users WHERE role = :role',
    parameters: { role: 'admin' },
  });
  expect(saved).toMatchObject({ shared: false, mine: true, owner: 'admin', parameters: { role: 'admin' } });
  expect((await other.get(`${DESK}/queries`)).body).toEqual([]);
  await admin.patch(`${DESK}/queries/${saved.id}`, { shared: true });
  expect((await other.get(`${DESK}/queries`)).body).toMatchObject([{ id: saved.id, mine: false, owner: 'admin' }]);
  for (const reply of [
    await other.patch(`${DESK}/queries/${saved.id}`, { sql: 'SELECT 1' }),
    await other.delete(`${DESK}/queries/${saved.id}`),
  ])
    expect(reply.body).toMatchObject({ status: 404, code: 'sql.not-found' });
  // Somebody who is no admin any more does not put statements into the hands of admins.
  const { body: theirs } = await other.post(`${DESK}/queries`, { name: 'Theirs', sql: 'SELECT 1', shared: true });
  await portal.sql(`UPDATE users SET role = 'user' WHERE id = $1`, [other.id]);
  expect((await admin.get(`${DESK}/queries`)).body.map(({ id }: { id: string }) => id)).toEqual([saved.id]);
  await portal.sql(`UPDATE users SET role = 'admin' WHERE id = $1`, [other.id]);
  expect((await admin.get(`${DESK}/queries`)).body).toHaveLength(2);
  expect((await admin.delete(`${DESK}/queries/${saved.id}`)).status).toBe(204);
  expect(
    await portal.sql(`SELECT action, target_name FROM audit_log WHERE action LIKE 'sql.query-%' ORDER BY at`),
  ).toEqual([
    { action: 'sql.query-saved', target_name: 'By role' },
    { action: 'sql.query-changed', target_name: 'By role' },
    { action: 'sql.query-saved', target_name: 'Theirs' },
    { action: 'sql.query-deleted', target_name: 'By role' },
  ]);
  expect(theirs.shared).toBe(true);
});

it('an admin saves 200 queries, also when they come at the same moment', async () => {
  await portal.sql(
    `INSERT INTO sql_queries (id, user_id, kind, name, sql, updated_at) SELECT gen_random_uuid(), id, 'saved', 'q', ` +
      `'SELECT 1', now() FROM users, generate_series(1, 198) WHERE username = 'admin'`,
  );
  const replies = await Promise.all(
    [1, 2, 3, 4].map(() => admin.post(`${DESK}/queries`, { name: 'more', sql: 'SELECT 1' })),
  );
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
  expect(replies.find(({ status }) => status === 409)!.body.code).toBe('sql.too-many-saved');
});
