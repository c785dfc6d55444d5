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
/** Sorts until the time limit. */
const ENDLESS = 'SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000) b';
const run = (sql: string, more: object = {}, who = admin) => who.post(`${DESK}/query`, { sql, ...more });
const running = () =>
  portal.sql<{ query: string }>(
    `SELECT query FROM pg_stat_activity WHERE usename LIKE 'pocket_llm_%' AND state = 'active' AND datname = ` +
      'current_database()',
  );
const trail = () =>
  portal.sql<{ actor: string; detail: Record<string, unknown> }>(
    `SELECT actor_name AS actor, detail FROM audit_log WHERE action = 'sql.executed' ORDER BY seq DESC LIMIT 1`,
  );

describe('cancelling', () => {
  it('stops the query at the database, and only its owner may', async () => {
    const query_id = randomUUID();
    const answer = run(ENDLESS, { query_id });
    await eventually(async () => (await running()).length === 1);
    expect((await other.post(`${DESK}/cancel/${query_id}`)).body).toMatchObject({
      status: 404,
      code: 'sql.not-running',
    });
    expect((await run('SELECT 1', { query_id })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/query_id' }],
    });
    expect((await admin.post(`${DESK}/cancel/${query_id}`)).status).toBe(204);
    expect((await answer).body).toMatchObject({
      status: 400,
      code: 'sql.error',
      sqlstate: '57014',
      detail: 'The query was cancelled.',
    });
    expect(await running()).toEqual([]);
    expect((await admin.post(`${DESK}/cancel/${query_id}`)).status).toBe(404);
    expect((await admin.get(`${DESK}/history`)).body[0]).toMatchObject({
      query_id,
      status: 'cancelled',
      sqlstate: '57014',
      sql: ENDLESS,
      mode: 'read',
    });
    expect(await trail()).toMatchObject([{ actor: 'admin', detail: { query_id, error: '57014', sql: ENDLESS } }]);
  });

  it('a caller who hangs up cancels the query', async () => {
    const gone = new AbortController();
    const { authorization } = admin['headers'] as { authorization: string };
    const left = request(`${portal.server.url}${DESK}/query`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ sql: ENDLESS }),
      signal: gone.signal,
    }).catch((error: Error) => error.name);
    await eventually(async () => (await running()).length === 1);
    gone.abort();
    expect(await left).toBe('AbortError');
    await eventually(async () => (await running()).length === 0);
    await eventually(async () => (await trail())[0]?.detail.error === '57014');
    expect((await run('SELECT 1')).status).toBe(200);
  });
});

describe('S6: the portal stays responsive', () => {
  it('a third query waits its turn, and the rest of the portal answers', async () => {
    const ids = [randomUUID(), randomUUID()];
    const both = ids.map((query_id) => run(ENDLESS, { query_id }));
    await eventually(async () => (await running()).length === 2);
    expect((await run('SELECT 1')).body).toMatchObject({ status: 503, code: 'sql.unavailable' });
    expect((await admin.get('/api/models')).status).toBe(200);
    expect((await admin.get('/health/ready')).status).toBe(200);
    for (const id of ids) await admin.post(`${DESK}/cancel/${id}`);
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([400, 400]);
  });

  it('a text of hundreds of megabytes, deep nesting and endless recursion are errors, not a crash', async () => {
    // Beyond what the embedded PostgreSQL lets one of its processes take: only the statement ends.
    for (const length of [300_000_000, 1_000_000_000])
      expect((await run(`SELECT repeat('x', ${length})`)).body).toMatchObject({ code: 'sql.error', sqlstate: '53200' });
    expect((await run(`SELECT ${'('.repeat(40_000)}1${')'.repeat(40_000)}`)).body).toMatchObject({
      code: 'sql.error',
      sqlstate: '42601',
    });
    expect((await run(`SELECT 1${'+1'.repeat(40_000)}`)).body).toMatchObject({ code: 'sql.error', sqlstate: '54001' });
    expect(
      (await run('WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r')).body,
    ).toMatchObject({ row_count: 1000, truncated: true });
    expect((await run('SELECT 1')).status).toBe(200);
  });
});

describe('S7: access', () => {
  const age = (minutes: number) =>
    portal.sql(`UPDATE sessions SET confirmed_at = now() - make_interval(mins => $1)`, [minutes]);
  const codes = async () =>
    Promise.all(
      [
        ['query', {}],
        ['explain', {}],
        ['export', {}],
      ].map(
        async ([path, more]) =>
          (await admin.post(`${DESK}/${path as string}`, { sql: 'SELECT 1', ...(more as object) })).body.code as
            string | undefined,
      ),
    );

  it('requires a password confirmation within the last hour, which can be renewed', async () => {
    await age(61);
    expect(await codes()).toEqual(Array(3).fill('auth.confirm-required'));
    expect((await admin.post('/api/auth/confirm', { password: 'wrong' })).body).toMatchObject({
      status: 401,
      code: 'auth.wrong-credentials',
    });
    expect(await codes()).toEqual(Array(3).fill('auth.confirm-required'));
    expect((await admin.post('/api/auth/confirm', { password: 'admin123' })).status).toBe(200);
    expect((await run('SELECT 1')).status).toBe(200);
    await age(59);
    expect((await run('SELECT 1')).status).toBe(200);
  });

  it('rejects a form from another site and a token of an ended session', async () => {
    const { authorization } = admin['headers'] as { authorization: string };
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const { statusCode, body } = await request(`${portal.server.url}${DESK}/query`, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body: '{"sql":"SELECT 1"}',
      });
      await body.dump();
      expect(statusCode).toBe(415);
    }
    const brief = await portal.anyone.login('admin', 'admin123');
    await brief.post('/api/auth/logout');
    expect((await run('SELECT 1', {}, brief)).status).toBe(401);
  });

  it('rejects an admin’s API key, with every scope', async () => {
    const { key_value } = (
      await admin.post('/api/developer/api-keys', { scopes: ['chat', 'models', 'threads', 'embeddings'] })
    ).body;
    const key = portal.anyone.withKey(key_value);
    for (const path of ['query', 'explain', 'export', 'write-mode', 'queries'])
      expect([path, (await key.post(`${DESK}/${path}`, { sql: 'SELECT 1' })).status]).toEqual([path, 403]);
  });

  it('a former admin loses access at once', async () => {
    const fallen = await portal.someone('admin');
    expect((await run('SELECT 1', {}, fallen)).status).toBe(200);
    await admin.put(`/api/admin/users/${fallen.id}/role`, { role: 'developer' });
    expect((await run('SELECT 1', {}, fallen)).status).toBe(403);
  });
});
