import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let other: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
  other = await portal.someone('admin');
});
afterAll(() => portal.close());

const DESK = '/api/admin/database';
const run = (sql: string, more: object = {}, who = admin) => who.post(`${DESK}/query`, { sql, ...more });
const trail = () =>
  portal.sql<{ actor: string; detail: Record<string, unknown> }>(
    `SELECT actor_name AS actor, detail FROM audit_log WHERE action = 'sql.executed' ORDER BY seq DESC LIMIT 1`,
  );

it('the rows of a partitioned table are those of its partitions that PostgreSQL has counted', async () => {
  const estimate = async () =>
    (await admin.get(`${DESK}/schema`)).body.tables.find(({ name }: { name: string }) => name === 'logs').row_estimate;
  expect(await estimate()).toBeNull();
  // Another one than this month's, in which the portal itself writes.
  const [month] = await portal.sql<{ name: string }>(
    `SELECT max(inhrelid::regclass::text) AS name FROM pg_inherits WHERE inhparent = 'logs'::regclass AND
       inhrelid::regclass::text ~ '_[0-9]{4}_[0-9]{2}$'`,
  );
  await portal.sql(
    `INSERT INTO ${month!.name} (id, action, endpoint, method, status_code, duration_ms, created_at)
     SELECT gen_random_uuid(), 'seeded', '/seeded', 'GET', 200, 1,
       to_date(right('${month!.name}', 7), 'YYYY_MM') + interval '10 days' FROM generate_series(1, 70)`,
  );
  await portal.sql(`ANALYZE ${month!.name}`);
  expect(await estimate()).toBe(70);
});

it('the schema: tables, keys, references, and no secret column', async () => {
  const { tables } = (await admin.get(`${DESK}/schema`)).body as {
    tables: { name: string; columns: { name: string }[] }[];
  };
  const table = (name: string) => tables.find((one) => one.name === name)!;
  expect(table('chat_threads').columns).toContainEqual({
    name: 'user_id',
    type: 'uuid',
    nullable: false,
    primary_key: false,
    references: 'users.id',
  });
  expect(table('users').columns[0]).toMatchObject({ name: 'id', type: 'uuid', primary_key: true });
  expect(table('migrations')).toBeUndefined();
  expect(
    tables.flatMap(({ columns }) => columns.map(({ name }) => name)).filter((name) => /(_hash|secret)$/.test(name)),
  ).toEqual([]);
});

it('explains, with or without ANALYZE, and reports error positions in the text that was sent', async () => {
  const { plan } = (await admin.post(`${DESK}/explain`, { sql: 'SELECT * FROM users' })).body;
  expect(plan.Plan).toMatchObject({ 'Node Type': expect.any(String), 'Total Cost': expect.any(Number) });
  expect(plan['Execution Time']).toBeUndefined();
  expect((await admin.post(`${DESK}/explain`, { sql: 'SELECT * FROM users;', analyze: true })).body.plan).toMatchObject(
    { 'Execution Time': expect.any(Number), Plan: { 'Actual Rows': expect.any(Number) } },
  );
  expect((await admin.post(`${DESK}/explain`, { sql: 'SELECT usernam FROM users' })).body).toMatchObject({
    sqlstate: '42703',
    position: 8,
  });
  expect((await admin.post(`${DESK}/explain`, { sql: 'DELETE FROM users', analyze: true })).body).toMatchObject({
    sqlstate: '42501',
  });
});

describe('export', () => {
  it('S8: is CSV that distinguishes NULL from the empty text and contains no formula', async () => {
    const { status, body, headers } = await admin.post(`${DESK}/export`, {
      sql:
        `SELECT * FROM (VALUES ('=1+1', NULL::text, '', -5, 'a,"b"'), ('+x', '@y', E'\\tz', 1, E'two\\nlines')) AS ` +
        't("=head", b, c, n, e)',
    });
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(body).toBe(`'=head,b,c,n,e\r\n'=1+1,,"",-5,"a,""b"""\r\n'+x,'@y,'\tz,1,"two\nlines"\r\n`);
  });

  it('ends at 100,000 rows, and the history says that it was truncated', async () => {
    const query_id = randomUUID();
    const { body } = await admin.post(`${DESK}/export`, { sql: 'SELECT generate_series(1, 150000) AS n', query_id });
    expect((body as string).split('\r\n')).toHaveLength(100_002);
    expect((await admin.get(`${DESK}/history`)).body[0]).toMatchObject({
      query_id,
      mode: 'export',
      row_count: 100_000,
      truncated: true,
      status: 'ok',
    });
  });

  it('is an HTTP error when the query is wrong, and frees its connection when the reader leaves', async () => {
    expect((await admin.post(`${DESK}/export`, { sql: 'SELECT nothing' })).body).toMatchObject({
      status: 400,
      code: 'sql.error',
      sqlstate: '42703',
    });
    const { authorization } = admin['headers'] as { authorization: string };
    for (let i = 0; i < 3; i++) {
      const { body } = await request(`${portal.server.url}${DESK}/export`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ sql: `SELECT repeat('x', 10000) FROM generate_series(1, 100000)` }),
      });
      body.on('error', () => undefined).destroy();
      await eventually(
        async () =>
          (
            await portal.sql(
              `SELECT 1 FROM pg_stat_activity WHERE usename LIKE 'pocket_llm_console_%' AND datname = ` +
                'current_database()',
            )
          ).length === 0,
      );
    }
    await eventually(async () => (await run('SELECT 1')).status === 200);
  });
});

it('saved queries belong to one admin', async () => {
  const { status, body } = await admin.post(`${DESK}/queries`, { name: ' People ', sql: 'SELECT 1' });
  expect([status, body.name]).toEqual([201, 'People']);
  expect((await admin.patch(`${DESK}/queries/${body.id}`, { sql: 'SELECT 2' })).body).toMatchObject({
    name: 'People',
    sql: 'SELECT 2',
  });
  for (const reply of [
    await other.patch(`${DESK}/queries/${body.id}`, { name: 'Mine' }),
    await other.delete(`${DESK}/queries/${body.id}`),
  ])
    expect(reply.body).toMatchObject({ status: 404, code: 'sql.not-found' });
  expect((await other.get(`${DESK}/queries`)).body).toEqual([]);
  expect((await admin.delete(`${DESK}/queries/${body.id}`)).status).toBe(204);
  expect((await admin.get(`${DESK}/queries`)).body).toEqual([]);
  for (const sql of ['', '  ', 'SELECT \0'])
    expect((await admin.post(`${DESK}/queries`, { name: 'x', sql })).status).toBe(400);
});

it('the history keeps 500 lines per admin, and can be cleared; the audit log stays', async () => {
  const [{ id }] = (await portal.sql<{ id: string }>(`SELECT id FROM users WHERE username = 'admin'`)) as [
    { id: string },
  ];
  await portal.sql(
    'INSERT INTO sql_queries (id, user_id, kind, sql, query_id, mode, status, truncated, duration_ms, ' +
      `created_at, updated_at) SELECT gen_random_uuid(), $1, 'run', 'old', gen_random_uuid(), 'read', 'ok', false, ` +
      `1, now() - interval '1 day', now() FROM generate_series(1, 600)`,
    [id],
  );
  await run(`SELECT 'newest'`);
  const { body } = await admin.get(`${DESK}/history`);
  expect(body).toHaveLength(500);
  expect(body[0]).toMatchObject({ sql: `SELECT 'newest'`, status: 'ok', row_count: 1 });
  expect((await other.get(`${DESK}/history`)).body.length).toBeLessThan(500);
  expect((await admin.delete(`${DESK}/history`)).status).toBe(204);
  expect((await admin.get(`${DESK}/history`)).body).toEqual([]);
  expect(await trail()).toMatchObject([{ detail: { sql: `SELECT 'newest'`, row_count: 1 } }]);
});

describe('the write mode', () => {
  const write = (sql: string, more: object = {}, who = admin) => run(sql, { mode: 'write', ...more }, who);
  const email = async () =>
    (await portal.sql<{ email: string }>(`SELECT email FROM users WHERE username = 'admin'`))[0]!.email;
  const open = (body: object) => admin.post(`${DESK}/write-mode`, body);

  it('opens with the password and the typed word only, for this session', async () => {
    expect((await write(`UPDATE users SET email = 'x@example.org' WHERE username = 'admin'`)).body).toMatchObject({
      status: 403,
      code: 'sql.write-closed',
    });
    expect((await open({ password: 'admin123', confirmation: 'yes' })).status).toBe(400);
    expect((await open({ password: 'wrong', confirmation: 'write' })).body.code).toBe('auth.wrong-credentials');
    expect((await admin.get(`${DESK}/write-mode`)).body).toEqual({ configured: true, until: null });
    const asked = Date.now();
    const { until: end } = (await open({ password: 'admin123', confirmation: 'write' })).body;
    const opened = Date.parse(end) - 600_000;
    expect(opened).toBeGreaterThanOrEqual(asked);
    expect(opened).toBeLessThanOrEqual(Date.now());
    expect((await write('SELECT 1', {}, other)).body.code).toBe('sql.write-closed');
    expect((await write('SELECT 1', {}, await portal.anyone.login('admin', 'admin123'))).body.code).toBe(
      'sql.write-closed',
    );
  });

  it('says how many rows changed, and audits the text with them', async () => {
    const sql = `UPDATE users SET email = 'written@example.org' WHERE username = 'admin'`;
    expect((await write(sql)).body).toMatchObject({ command: 'UPDATE', affected: 1, rows: [] });
    expect(await email()).toBe('written@example.org');
    expect(await trail()).toMatchObject([{ detail: { mode: 'write', sql, row_count: 1 } }]);
    expect((await write(`DELETE FROM logs WHERE true`)).body).toMatchObject({ sqlstate: '42501' });
    expect((await run(sql)).body).toMatchObject({ sqlstate: expect.stringMatching(/42501|25006/) });
  });

  it('demands a confirmation before every row of a table changes', async () => {
    expect((await write(`DELETE FROM settings -- WHERE`)).body).toMatchObject({ status: 409, code: 'sql.everything' });
    expect((await write(`DELETE FROM chat_presets`, { confirm: true })).body).toMatchObject({
      command: 'DELETE',
      affected: 0,
    });
  });

  it('commits nothing that is not audited', async () => {
    await portal.sql('ALTER TABLE audit_log RENAME TO audit_away');
    expect((await write(`UPDATE users SET email = 'unseen@example.org' WHERE username = 'admin'`)).status).toBe(500);
    await portal.sql('ALTER TABLE audit_away RENAME TO audit_log');
    expect(await email()).toBe('written@example.org');
  });

  it('closes on demand, and when its time is over', async () => {
    await portal.sql(`UPDATE sql_windows SET until = now() - interval '1 s'`);
    expect((await write('SELECT 1')).body.code).toBe('sql.write-closed');
    await open({ password: 'admin123', confirmation: 'write' });
    expect((await write('SELECT 1')).status).toBe(200);
    expect((await admin.delete(`${DESK}/write-mode`)).status).toBe(204);
    expect((await write('SELECT 1')).body.code).toBe('sql.write-closed');
  });

  it('does not exist unless it is configured', async () => {
    await portal.restart({ ADMIN_SQL_WRITE: 'false' });
    admin = await portal.anyone.login('admin', 'admin123');
    expect((await admin.get(`${DESK}/write-mode`)).body).toEqual({ configured: false, until: null });
    for (const reply of [await open({ password: 'admin123', confirmation: 'write' }), await write('SELECT 1')])
      expect(reply.body).toMatchObject({ status: 403, code: 'sql.write-disabled' });
  });
});
