import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { startPortal, type Portal } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

// The console's statements run in a process of its own: what ends it does not end the portal.

const DESK = '/api/admin/database';
const ENDLESS = 'SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000) b';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const run = (sql: string, more: object = {}) => admin.post(`${DESK}/query`, { sql, ...more });
const entries = (queryId: string) =>
  portal.sql<{ action: string; result: string; error?: string }>(
    `SELECT action, result, detail->>'error' AS error FROM audit_log WHERE detail->>'query_id' = $1 ORDER BY seq`,
    [queryId],
  );
const running = () =>
  portal.sql(
    `SELECT 1 FROM pg_stat_activity WHERE usename LIKE 'pocket_llm_%' AND state = 'active' AND datname = ` +
      'current_database()',
  );

/** Process ids of the console below a portal. */
function consolesOf(parent: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('database/process/main.js'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent)
    .map(([pid]) => pid!);
}

describe('COPY', () => {
  it.each([
    'COPY (SELECT 1) TO STDOUT',
    'COPY (SELECT generate_series(1, 1000000)) TO STDOUT',
    'COPY (SELECT 1 WHERE false) TO STDOUT',
    'COPY users TO STDOUT',
    'COPY settings FROM STDIN',
    `COPY (SELECT 1) TO STDOUT (FORMAT binary)`,
  ])('%s is an error of the statement', async (sql) => {
    for (const path of ['query', 'export'])
      expect((await admin.post(`${DESK}/${path}`, { sql })).body).toMatchObject({
        status: 400,
        code: 'sql.error',
        sqlstate: expect.stringMatching(/^(0A000|42809|42501|25006)$/),
      });
    expect((await run('SELECT 1')).body.rows).toEqual([['1']]);
  });

  it('also in the write mode', async () => {
    await admin.post(`${DESK}/write-mode`, { password: 'admin123', confirmation: 'write' });
    for (const sql of ['COPY (SELECT 1) TO STDOUT', 'COPY settings FROM STDIN'])
      expect((await run(sql, { mode: 'write' })).body).toMatchObject({ status: 400, code: 'sql.error' });
    expect((await run('SELECT 1', { mode: 'write' })).status).toBe(200);
  });
});

it('S8: the statement is in the audit log before it runs, and its result afterwards', async () => {
  const query_id = randomUUID();
  const answer = run(ENDLESS, { query_id });
  await eventually(async () => (await running()).length === 1);
  expect(await entries(query_id)).toEqual([{ action: 'sql.started', result: 'ok', error: null }]);
  await admin.post(`${DESK}/cancel/${query_id}`);
  await answer;
  expect(await entries(query_id)).toEqual([
    { action: 'sql.started', result: 'ok', error: null },
    { action: 'sql.executed', result: 'failed', error: '57014' },
  ]);
});

it('a killed process fails its statement and says so; the next statement starts another', async () => {
  const query_id = randomUUID();
  const answer = run(ENDLESS, { query_id });
  await eventually(async () => (await running()).length === 1);
  const [pid] = consolesOf(process.pid);
  process.kill(pid!, 'SIGKILL');
  expect((await answer).body).toMatchObject({
    status: 503,
    code: 'sql.unavailable',
    detail: expect.stringContaining('ended before this one was through (SIGKILL)'),
  });
  expect((await entries(query_id)).at(-1)).toEqual({
    action: 'sql.executed',
    result: 'failed',
    error: 'sql.unavailable',
  });
  expect((await run('SELECT 1')).status).toBe(200);
  const [next, ...more] = consolesOf(process.pid);
  expect(more).toEqual([]);
  expect(next).not.toBe(pid);
  await eventually(async () => (await running()).length === 0); // PostgreSQL notices that nobody waits.
});

it('all statements share one process, which ends with the portal', async () => {
  await Promise.all([run('SELECT 1'), run('SELECT 2'), admin.get(`${DESK}/schema`)]);
  expect(consolesOf(process.pid)).toHaveLength(1);
  await portal.restart({ ADMIN_SQL_WRITE: 'true' });
  expect(consolesOf(process.pid)).toEqual([]);
  admin = await portal.anyone.login('admin', 'admin123');
});

it('a portal that is killed leaves no process behind, even in mid-statement', async () => {
  const dir = await newDataDir();
  const server = await ServerProcess.start({ DATA_DIR: dir });
  try {
    const own = await server.client.login('admin', 'admin123');
    const left = own.post(`${DESK}/query`, { sql: ENDLESS }).catch(() => undefined);
    await eventually(() => consolesOf(server.child.pid!).length === 1);
    const [pid] = consolesOf(server.child.pid!);
    await server.stop('SIGKILL');
    await left;
    await eventually(() => !isAlive(pid!));
  } finally {
    await server.stop('SIGKILL');
    await removeDataDir(dir);
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
