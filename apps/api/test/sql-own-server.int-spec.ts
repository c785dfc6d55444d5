import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Portal } from './portal.js';

// A database of one's own whose DATABASE_URL role is no superuser: what it cannot revoke, the console still makes
// harmless, and the doctor says so.

const name = `own_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
let portal: Portal;
let admin: Client;
beforeAll(async () => {
  const root = new pg.Client(`${process.env.TEST_POSTGRES!}/postgres`);
  await root.connect();
  await root.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'own'`);
  await root.query(`CREATE DATABASE ${name} OWNER ${name}`);
  await root.end();
  const url = new URL(`${process.env.TEST_POSTGRES!}/${name}`);
  Object.assign(url, { username: name, password: 'own' });
  portal = await startPortal({ env: { DATABASE_URL: url.href, ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const run = (sql: string, more: object = {}) => admin.post('/api/admin/database/query', { sql, ...more });

it('the console works, and the doctor names what could not be revoked', async () => {
  expect((await run('SELECT username FROM users')).body.rows).toEqual([['admin']]);
  const { body } = await admin.get('/api/admin/doctor');
  const checks = (Array.isArray(body) ? body : body.checks) as { id: string; state: string; detail: string }[];
  const { state, detail } = checks.find(({ id }) => id === 'sql-console')!;
  expect(state).toBe('note');
  for (const open of ['LANGUAGE plpgsql', 'pg_advisory_lock', 'pg_sleep', 'set_config']) expect(detail).toContain(open);
});

it('a restart leaves the views of the console alone, unless something in them is not as it was made', async () => {
  const root = new pg.Client(`${process.env.TEST_POSTGRES!}/${name}`);
  await root.connect();
  const made = async () => {
    await portal.restart();
    return (await root.query(`SELECT oid FROM pg_namespace WHERE nspname = 'console'`)).rows[0].oid as number;
  };
  const first = await made();
  expect(await made()).toBe(first);
  await root.query('DROP VIEW console.users CASCADE');
  const second = await made();
  expect(second).not.toBe(first);
  expect(await made()).toBe(second);
  for (const change of [
    `REVOKE USAGE ON SCHEMA console FROM pocket_llm_console_${name}`,
    `GRANT DELETE ON console.users TO pocket_llm_console_${name}`,
    `CREATE OR REPLACE FUNCTION console.require_reason() RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
    `CREATE OR REPLACE VIEW console.models AS SELECT * FROM public.models WHERE false`,
  ]) {
    const now = await made();
    await root.query(change);
    expect([change, await made()]).not.toEqual([change, now]);
  }
  await root.end();
  admin = await portal.anyone.login('admin', 'admin123');
  expect((await run('SELECT username FROM users')).body.rows).toEqual([['admin']]);
});

it.each([
  `DO $$ BEGIN DELETE FROM console.users; END $$`,
  `DO $$ BEGIN PERFORM 1; END $$`,
  `SELECT set_config('transaction_read_only', 'off', false), (SELECT count(*) FROM public.users)`,
  `NOTIFY somebody`,
  `COPY (SELECT 1) TO STDOUT`,
  `SELECT password_hash FROM public.users`,
])('S1 S3 S4: is refused: %s', async (sql) => {
  expect((await run(sql)).body).toMatchObject({ status: 400, code: 'sql.error' });
});

it('chats take a reason all the same, also after set_config in the same statement', async () => {
  const sql = `SELECT set_config('role', 'none', false), query_to_xml('SELECT * FROM chat_threads', true, false, '')`;
  expect((await run(sql)).body).toMatchObject({ code: 'sql.reason-required' });
  expect((await run('SELECT * FROM chat_threads', { reason: 'Ticket 4711' })).status).toBe(200);
});

it('S3: a statement that switches its own time limit off ends all the same', async () => {
  // The first rows are fetched together; PostgreSQL's limit is gone when the rest is asked for.
  const sql = `SELECT set_config('statement_timeout', '0', false) FROM generate_series(1, 200)
    UNION ALL SELECT count(*)::text FROM generate_series(1, 1000000000000)`;
  expect((await run(sql)).body).toMatchObject({ code: 'sql.error', sqlstate: '57014' });
});

it('a console that holds an advisory lock keeps nobody from signing in', async () => {
  const query_id = randomUUID();
  const held = run(
    'SELECT pg_advisory_lock(7265003), ' +
      '(SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000) b)',
    { query_id },
  );
  await eventually(
    async () => (await portal.sql(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted`)).length > 0,
  );
  expect((await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' })).status).toBe(200);
  await admin.post(`/api/admin/database/cancel/${query_id}`);
  expect((await held).body.sqlstate).toBe('57014');
});
