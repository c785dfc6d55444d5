import { hkdfSync } from 'node:crypto';
import pg from 'pg';
import type { Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

// No HTTP, no route and no parser of ours in between: PostgreSQL alone rejects whoever has the console's own
// credentials.

let portal: Portal;
let admin: Client;
let reader: pg.Client;
let writer: pg.Client;
let secrets: string[];
let appPid: number;

async function signIn(role: string, purpose: string): Promise<pg.Client> {
  const [{ name }] = (await portal.sql<{ name: string }>('SELECT current_database() AS name')) as [{ name: string }];
  const url = new URL(`${process.env.TEST_POSTGRES!}/${name}`);
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    user: `${role}_${name}`,
    database: name,
    password: Buffer.from(hkdfSync('sha256', 'integration-tests-0123456789abcdef', '', purpose, 24)).toString(
      'base64url',
    ),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The SQLSTATE of the rejection; the result when there was none. */
async function outcome(client: pg.Client, text: string): Promise<string> {
  try {
    return JSON.stringify((await client.query(text)).rows);
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
  const { status } = await admin.post('/api/developer/api-keys', { name: 'one with a hash' });
  expect(status).toBe(201);
  [reader, writer] = await Promise.all([
    signIn('pocket_llm_console', 'sql console'),
    signIn('pocket_llm_writer', 'sql writer'),
  ]);
  secrets = (
    await portal.sql<{ secret: string }>(
      'SELECT password_hash AS secret FROM users UNION SELECT refresh_hash FROM sessions UNION SELECT key_hash ' +
        'FROM api_keys',
    )
  ).map(({ secret }) => secret);
  expect(secrets.length).toBeGreaterThanOrEqual(3);
  [{ pid: appPid }] = (await portal.sql<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'pocket-llm' AND datname = current_database() LIMIT 1`,
  )) as [{ pid: number }];
  await portal.sql('ANALYZE users');
});
afterAll(async () => {
  await Promise.all([reader?.end(), writer?.end()]);
  await portal.close();
});

const DENIED = '42501';

describe('S1 S3: the reader cannot write, even after it has switched its session to read-write', () => {
  const WRITES = [
    `INSERT INTO settings (key, value, updated_at) VALUES ('x', '1', now())`,
    `UPDATE users SET role = 'admin'`,
    `DELETE FROM logs`,
    `TRUNCATE public.logs`,
    `DROP VIEW users`,
    `DROP TABLE public.users`,
    `ALTER TABLE public.users ADD x int`,
    `CREATE TABLE x (a int)`,
    `CREATE TABLE public.x (a int)`,
    `CREATE TEMP TABLE x (a int)`,
    `SELECT * INTO TEMP x FROM users`,
    `WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone`,
    `EXPLAIN ANALYZE DELETE FROM users`,
    `GRANT SELECT ON users TO PUBLIC WITH GRANT OPTION`,
    `DO $$ BEGIN DELETE FROM public.users; END $$`,
    `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    `CREATE SCHEMA x`,
    `CREATE EXTENSION dblink`,
    `ALTER ROLE CURRENT_USER SUPERUSER`,
    `CREATE ROLE x`,
    `SELECT lo_creat(-1)`,
    `CREATE VIEW console.x AS SELECT 1`,
  ];
  it.each(WRITES)('%s', async (text) => {
    const client = await signIn('pocket_llm_console', 'sql console');
    await client.query('SET default_transaction_read_only = off');
    await client.query('SET transaction_read_only = off');
    expect([DENIED, '42P01', '0A000', '0LP01']).toContain(await outcome(client, text));
    await client.end();
    expect(await portal.sql(`SELECT 1 FROM users WHERE role = 'admin'`)).toHaveLength(1);
  });

  it.each([
    `SET ROLE postgres`,
    `SET SESSION AUTHORIZATION postgres`,
    `ALTER SYSTEM SET work_mem = '1GB'`,
    `SET temp_file_limit = -1`,
  ])('%s', async (text) => expect(await outcome(reader, text)).toBe(DENIED));

  it('nor by assuming the writer’s role', async () => {
    const [{ role }] = (await writer.query<{ role: string }>('SELECT current_user AS role')).rows as [{ role: string }];
    expect(role).toMatch(/^pocket_llm_writer_/);
    expect(await outcome(reader, `SET ROLE ${role}`)).toBe(DENIED);
  });
});

describe('S4: no files, programs, other servers or other sessions', () => {
  it.each([
    `COPY users TO PROGRAM 'cat'`,
    `COPY (SELECT 1) TO '/tmp/x'`,
    `COPY users FROM '/etc/passwd'`,
    `SELECT pg_read_file('/etc/passwd')`,
    `SELECT pg_read_binary_file('/etc/passwd')`,
    `SELECT pg_ls_dir('/')`,
    `SELECT pg_stat_file('/')`,
    `SELECT lo_import('/etc/passwd')`,
    `SELECT pg_reload_conf()`,
    `SELECT pg_rotate_logfile()`,
    `SELECT pg_sleep(60)`,
    `SELECT pg_sleep_for('60 s')`,
    `SELECT pg_advisory_lock(7265003)`,
    `SELECT pg_try_advisory_lock(1)`,
    `SELECT pg_advisory_xact_lock(7265001)`,
    `SELECT pg_logical_emit_message(false, 'x', 'y')`,
    `SELECT set_config('work_mem', '2GB', false)`,
    `SELECT lo_from_bytea(0, 'x')`,
    `SELECT lo_get(1)`,
    `SELECT pg_export_snapshot()`,
    `DO $$ BEGIN PERFORM 1; END $$`,
    `SELECT pg_notify('x', 'y')`,
    `SELECT * FROM pg_stat_activity`,
    `SELECT * FROM pg_stat_get_activity(NULL)`,
    `SELECT * FROM pg_shadow`,
    `SELECT * FROM pg_authid`,
    `SELECT * FROM pg_settings`,
    `SELECT * FROM pg_hba_file_rules`,
    `SELECT pg_current_logfile()`,
    `CREATE SERVER x FOREIGN DATA WRAPPER y`,
    `SELECT pg_create_physical_replication_slot('x')`,
  ])('%s', async (text) => expect([DENIED, '42704', '25006']).toContain(await outcome(reader, text)));

  it('dblink does not exist', async () =>
    expect(await outcome(reader, `SELECT * FROM dblink('host=127.0.0.1', 'SELECT 1') AS t(a int)`)).toBe('42883'));

  it.each(['pg_terminate_backend', 'pg_cancel_backend'])('%s reaches nobody', async (name) => {
    expect(await outcome(reader, `SELECT ${name}(${appPid})`)).toBe(DENIED);
    expect(await outcome(reader, `SELECT ${name}(pg_backend_pid())`)).toBe(DENIED);
    expect((await admin.get('/api/auth/me')).status).toBe(200);
  });
});

describe('S5: the secret columns, however they are queried', () => {
  it.each([
    ['by their name', `SELECT password_hash FROM users`],
    ['of the table itself', `SELECT password_hash FROM public.users`],
    ['with everything else', `SELECT * FROM public.users`],
    ['under an alias', `SELECT u.password_hash AS colour FROM public.users AS u`],
    ['as JSON', `SELECT row_to_json(u) FROM public.users u`],
    ['as the text of a row', `SELECT u::text FROM public.users u`],
    ['by a whole-row reference', `SELECT u FROM public.users u`],
    ['by a condition', `SELECT username FROM public.users WHERE password_hash LIKE '$argon2%'`],
    ['by an order', `SELECT username FROM users ORDER BY password_hash`],
    ['by a join with USING', `SELECT username FROM users JOIN (VALUES ('x')) v(password_hash) USING (password_hash)`],
    ['by a correlated subquery', `SELECT (SELECT p.password_hash FROM public.users p WHERE p.id = u.id) FROM users u`],
    ['by the message of a failing cast', `SELECT CAST(password_hash AS int) FROM public.users`],
    ['by an aggregate', `SELECT string_agg(key_hash, ',') FROM public.api_keys`],
    ['by a natural key of a session', `SELECT refresh_hash, previous_hash FROM public.sessions`],
    ['by TABLE', `TABLE public.users`],
    ['by COPY', `COPY public.users (password_hash) TO STDOUT`],
    ['by the statistics', `SELECT * FROM pg_stats WHERE tablename = 'users'`],
    ['by the raw statistics', `SELECT stavalues1 FROM pg_statistic`],
    ['by query_to_xml', `SELECT query_to_xml('SELECT password_hash FROM public.users', true, false, '')`],
    ['by table_to_xml', `SELECT table_to_xml('public.users', true, false, '')`],
    ['by a leaking function in a condition', `DO $$ BEGIN PERFORM password_hash FROM public.users; END $$`],
  ])('%s', async (_, text) => {
    for (const client of [reader, writer]) {
      const got = await outcome(client, text);
      expect([DENIED, '42703']).toContain(got);
    }
  });

  it.each([
    `SELECT * FROM users`,
    `SELECT row_to_json(u) FROM users u`,
    `SELECT u::text FROM users u`,
    `SELECT u FROM users u`,
    `SELECT to_jsonb(k) FROM api_keys k`,
    `SELECT * FROM sessions`,
    `SELECT table_to_xml('console.users', true, false, '')`,
    `SELECT pg_get_viewdef('console.users'::regclass)`,
  ])('what is there shows none of them: %s', async (text) => {
    for (const client of [reader, writer]) {
      const got = await outcome(client, text);
      expect(got.length).toBeGreaterThan(10);
      for (const secret of secrets) expect(got).not.toContain(secret);
    }
  });

  it('no error message contains one', async () => {
    const messages: string[] = [];
    for (const text of [
      `SELECT u::text::int FROM users u`,
      `SELECT to_jsonb(k)::text::int FROM api_keys k`,
      `SELECT 1 / 0 FROM public.users`,
      `SELECT s::text::date FROM sessions s`,
    ])
      await reader.query(text).catch((error: Error) => messages.push(error.message));
    expect(messages).toHaveLength(4);
    for (const secret of secrets) expect(messages.join()).not.toContain(secret);
  });

  it('a leaky function does not see rows that the view filters out', async () => {
    const plan = await outcome(reader, `EXPLAIN SELECT * FROM users WHERE username::int = 1`);
    expect(plan).toContain('Subquery Scan');
  });
});

describe('the writer', () => {
  it.each([
    `DELETE FROM logs`,
    `UPDATE logs SET username = 'nobody'`,
    `INSERT INTO logs SELECT * FROM logs`,
    `UPDATE sessions SET confirmed_at = now()`,
    `DELETE FROM sql_queries`,
    `UPDATE sql_windows SET until = 'infinity'`,
    `DELETE FROM public.migrations`,
    `UPDATE public.users SET password_hash = 'x'`,
    `TRUNCATE public.users`,
    `DROP VIEW users`,
    `CREATE TABLE x (a int)`,
    `CREATE TEMP TABLE x (a int)`,
    `ALTER TABLE public.users ADD x int`,
    `COPY users TO PROGRAM 'cat'`,
  ])('may not: %s', async (text) => {
    expect(await outcome(writer, text)).toBe(DENIED);
  });

  it('changes the product’s rows, but not their secret columns', async () => {
    await writer.query('BEGIN');
    expect((await writer.query(`UPDATE users SET email = 'new@example.org' WHERE username = 'admin'`)).rowCount).toBe(
      1,
    );
    await writer.query('ROLLBACK');
    expect(await outcome(writer, `UPDATE users SET password_hash = 'x'`)).toBe('42703');
  });

  it('has no privilege where the write mode is not configured', async () => {
    await portal.restart({ ADMIN_SQL_WRITE: 'false' });
    expect(await outcome(writer, `SELECT 1 FROM console.users`)).toBe(DENIED);
    expect(await outcome(writer, `UPDATE console.users SET email = 'x'`)).toBe(DENIED);
  });
});
