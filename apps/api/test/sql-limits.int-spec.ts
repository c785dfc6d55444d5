import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

const DESK = '/api/admin/database';
let portal: Portal;
let admin: Client;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
  ada = await portal.someone();
});
afterAll(() => portal.close());

const run = (sql: string, more: object = {}) => admin.post(`${DESK}/query`, { sql, ...more });

describe('S2 S3: a statement that is no query has no effect', () => {
  it.each([
    'SET statement_timeout = 0',
    'SET default_transaction_read_only = off',
    'SET TRANSACTION READ WRITE',
    'RESET ALL',
    'COMMIT',
    'ROLLBACK',
    `NOTIFY somebody, 'news'`,
    'LISTEN somebody',
    'LOCK TABLE console.users IN ACCESS SHARE MODE',
    'PREPARE x AS SELECT 1',
    'DECLARE x CURSOR FOR SELECT 1',
    'DISCARD ALL',
    'CALL nobody()',
  ])('%s', async (sql) => {
    expect((await run(sql)).body).toMatchObject({ status: 400, code: 'sql.error' });
    expect((await run('SHOW statement_timeout')).body.rows).toEqual([['10s']]);
    expect((await run('SHOW default_transaction_read_only')).body.rows).toEqual([['on']]);
  });

  it('NOTIFY reaches nobody, in the write mode neither', async () => {
    await admin.post(`${DESK}/write-mode`, { password: 'admin123', confirmation: 'write' });
    await portal.sql('LISTEN somebody');
    expect((await run(`NOTIFY somebody, 'news'`, { mode: 'write' })).body).toMatchObject({
      sqlstate: '0A000',
      detail: expect.stringContaining('NOTIFY has no effect here and was undone.'),
    });
    expect(await portal.sql('SELECT pg_notification_queue_usage()::float8 AS used')).toEqual([{ used: 0 }]);
  });

  it('each statement has a session of its own', async () => {
    const pids = await Promise.all([run('SELECT pg_backend_pid()'), run('SELECT pg_backend_pid()')]);
    pids.push(await run('SELECT pg_backend_pid()'));
    expect(new Set(pids.map(({ body }) => body.rows[0][0])).size).toBe(3);
  });
});

describe('S6: what takes too much ends, and nobody else waits', () => {
  it.each([
    ['a cross join of 100 million rows', 'SELECT * FROM generate_series(1, 10000) a, generate_series(1, 10000) b'],
    ['a long series', 'SELECT generate_series(1, 1000000000000)'],
    ['a recursion without end', 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r'],
  ])('the rows of %s are cut', async (_, sql) => {
    expect((await run(sql)).body).toMatchObject({ row_count: 1000, truncated: true });
  });

  it.each([
    ['a count of all', 'SELECT count(*) FROM generate_series(1, 1000000000000)'],
    ['a doubling text', `WITH RECURSIVE r AS (SELECT 'x' AS t UNION ALL SELECT t || t FROM r) SELECT max(t) FROM r`],
    ['a gigabyte of one value', `SELECT length(repeat('x', 500000000) || repeat('y', 500000000))`],
    ['a wide sort', `SELECT g FROM generate_series(1, 100000000) g ORDER BY md5(g::text)`],
  ])('%s ends by time, memory or temporary files, while others are answered', async (_, sql) => {
    const query_id = randomUUID();
    const answer = run(sql, { query_id });
    for (let i = 0; i < 20; i++) expect((await ada.get('/api/auth/me')).status).toBe(200);
    expect((await answer).body).toMatchObject({
      code: 'sql.error',
      sqlstate: expect.stringMatching(/^(53200|53400|54000|57014)$/),
    });
  });
});

it('the doctor knows of no right that the role should not have', async () => {
  const { body } = await admin.get('/api/admin/doctor');
  const checks = (Array.isArray(body) ? body : body.checks) as { id: string; state: string }[];
  expect(checks.find(({ id }) => id === 'sql-console')).toMatchObject({ state: 'ok' });
});
