import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';

interface Entry {
  seq: string;
  actor_name: string | null;
  action: string;
  target_id: string | null;
  target_name: string | null;
  result: string;
  request_id: string;
}

let portal: Portal;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const entries = async (query = ''): Promise<Entry[]> => (await admin.get(`/api/admin/audit?${query}`)).body;
const ofRequest = (id: unknown) => portal.sql<Entry>('SELECT * FROM audit_log WHERE request_id = $1', [id]);
const verify = async () => (await admin.get('/api/admin/audit/verify')).body;

describe('every change through the admin routes leaves exactly one audit entry', () => {
  it('whether it succeeds or is rejected, for every caller', async () => {
    const paths = (await portal.anyone.get('/openapi.json')).body.paths as Record<string, Record<string, unknown>>;
    const operations = Object.entries(paths)
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })))
      .filter(({ method, path }) => path.startsWith('/api/admin/') && method !== 'GET');
    expect(operations.length).toBeGreaterThan(7);
    const user = await portal.someone();
    for (const [client, who] of [
      [admin, 'admin'],
      [user, user.username],
    ] as const) {
      for (const { method, path } of operations) {
        const reply = await client.send(
          method,
          path.replaceAll(/\{\w+\}/g, () => randomUUID()),
          method === 'DELETE' ? undefined : {},
        );
        const found = await ofRequest(reply.headers['x-request-id']);
        const result = reply.status >= 500 ? 'failed' : reply.status >= 400 ? 'refused' : 'ok';
        expect([method, path, ...found.map((entry) => [entry.actor_name, entry.result])]).toEqual([
          method,
          path,
          [who, result],
        ]);
      }
    }
  });

  it('with actor, target and result', async () => {
    const user = await portal.someone();
    await admin.put(`/api/admin/users/${user.id}/role`, { role: 'developer' });
    await admin.put(`/api/admin/users/${user.id}/role`, { role: 'root' });
    expect(await entries(`target=${user.id}`)).toMatchObject([
      { action: 'users.role', actor_name: 'admin', target_id: user.id, result: 'refused' },
      {
        action: 'user.role-changed',
        actor_name: 'admin',
        target_id: user.id,
        target_name: user.username,
        result: 'ok',
        detail: { from: 'user', to: 'developer' },
      },
      { action: 'user.created', actor_name: 'admin', target_id: user.id, result: 'ok' },
    ]);
  });

  it('but not for anonymous requests', async () => {
    const { headers } = await portal.anyone.put(`/api/admin/users/${randomUUID()}/role`, { role: 'admin' });
    expect(await ofRequest(headers['x-request-id'])).toEqual([]);
  });

  it('and none for a change that did not happen', async () => {
    const user = await portal.someone();
    const [before] = await portal.sql<{ seq: string }>('SELECT seq FROM audit_head');
    await portal.sql(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$; CREATE CONSTRAINT ` +
        'TRIGGER late AFTER UPDATE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()',
    );
    const reply = await admin.put(`/api/admin/users/${user.id}/status`, { is_active: false });
    await portal.sql('DROP TRIGGER late ON users; DROP FUNCTION fail');
    expect(reply.status).toBe(500);
    expect(await ofRequest(reply.headers['x-request-id'])).toMatchObject([{ target_id: user.id, result: 'failed' }]);
    const [after] = await portal.sql<{ seq: string }>('SELECT seq FROM audit_head');
    expect(Number(after!.seq)).toBe(Number(before!.seq) + 1);
    expect(await verify()).toMatchObject({ ok: true, entries: Number(after!.seq) });
  });
});

it('records sign-ins, failed ones too, and changes of passwords, sessions and keys', async () => {
  const person = await portal.someone('developer');
  const name = person.username;
  await portal.anyone.post('/api/auth/login', { username: name, password: 'wrong' });
  const key = (await person.post('/api/developer/api-keys', { name: 'mine' })).body;
  await person.post(`/api/developer/api-keys/${key.id}/rotate`, {});
  await person.delete(`/api/developer/api-keys/${key.id}`);
  await portal.anyone.login(name, PASSWORD);
  const other = (await person.get('/api/auth/sessions')).body.find(({ current }: { current: boolean }) => !current).id;
  await person.delete(`/api/auth/sessions/${other}`);
  await person.put('/api/auth/password', { current_password: PASSWORD, new_password: 'another horse battery' });
  await person.post('/api/auth/logout');
  const found = (await entries(`actor=${name}`)).map(({ action, result }) => `${action} ${result}`).reverse();
  expect(found).toEqual([
    'auth.login ok',
    'auth.login refused',
    'api-key.created ok',
    'api-key.rotated ok',
    'api-key.revoked ok',
    'auth.login ok',
    'auth.endSession ok',
    'auth.changePassword ok',
    'auth.logout ok',
  ]);
  expect(JSON.stringify(await portal.sql('SELECT * FROM audit_log'))).not.toContain(key.key_value);
});

it('records a sign-in under an unknown name, without what was typed', async () => {
  await portal.anyone.post('/api/auth/login', { username: 'perhaps-a-password', password: 'wrong' });
  const [entry] = await portal.sql(`SELECT * FROM audit_log ORDER BY seq DESC LIMIT 1`);
  expect(entry).toMatchObject({ action: 'auth.login', result: 'refused', actor_id: null, actor_name: null });
  expect(JSON.stringify(entry)).not.toContain('perhaps-a-password');
});

it('records every new account, whoever creates it, and its owner’s changes', async () => {
  const register = async (client: Client, name: string, more: object = {}) =>
    (
      await client.post('/api/auth/register', {
        username: name,
        email: `${name}@example.org`,
        password: PASSWORD,
        ...more,
      })
    ).body.user.id as string;
  const [byAdmin, own] = [
    await register(admin, 'made-by-admin', { role: 'developer' }),
    await register(portal.anyone, 'made-by-oneself'),
  ];
  const { invite_url } = (await admin.post('/api/admin/invites', { role: 'developer' })).body;
  const invited = await register(portal.anyone, 'made-by-invitation', { invite: String(invite_url).split('#')[1] });
  expect(await entries(`target=${byAdmin}`)).toMatchObject([
    { action: 'user.created', actor_name: 'admin', target_name: 'made-by-admin', detail: { role: 'developer' } },
  ]);
  expect(await entries(`target=${own}`)).toMatchObject([
    { action: 'user.registered', actor_name: 'made-by-oneself', detail: { role: 'user' } },
  ]);
  expect(await entries(`target=${invited}`)).toMatchObject([
    { action: 'user.registered', actor_name: 'made-by-invitation', detail: { role: 'developer', invited: true } },
  ]);
  const taken = await portal.anyone.post('/api/auth/register', {
    username: 'made-by-oneself',
    email: 'another@example.org',
    password: PASSWORD,
  });
  expect(await ofRequest(taken.headers['x-request-id'])).toEqual([]);
  await (
    await portal.anyone.login('made-by-oneself', PASSWORD)
  ).patch('/api/auth/me', { email: 'elsewhere@example.org' });
  expect((await entries(`target=${own}`))[0]).toMatchObject({
    action: 'user.profile-changed',
    actor_name: 'made-by-oneself',
    detail: { from: { email: 'made-by-oneself@example.org' }, to: { email: 'elsewhere@example.org' } },
  });
});

it('pages and filters; wildcards are literal', async () => {
  const all: string[] = [];
  for (let next: string | undefined = '/api/admin/audit?limit=3'; next;) {
    const { body, headers } = await admin.get(next);
    all.push(...body.map(({ seq }: Entry) => seq));
    next = /<([^>]+)>/.exec(String(headers.link ?? ''))?.[1];
  }
  expect(all).toEqual(Array.from({ length: all.length }, (_, i) => String(all.length - i)));
  expect(await entries('q=%25')).toEqual([]);
  expect(new Set((await entries('result=refused')).map(({ result }) => result))).toEqual(new Set(['refused']));
  expect(
    new Set((await entries('target_type=user')).map((entry) => (entry as Entry & { target_type: string }).target_type)),
  ).toEqual(new Set(['user']));
  const facets = async (field: string) =>
    (await admin.get(`/api/admin/audit/facets?field=${field}`)).body as { value: string; count: number }[];
  const [counted] = await portal.sql<{ n: string }>(`SELECT count(*) AS n FROM audit_log WHERE action = 'auth.login'`);
  // The most frequent come first, and only some of them; this one always is.
  expect(await facets('action')).toContainEqual({ value: 'auth.login', count: Number(counted!.n) });
  expect((await facets('actor_name')).map(({ value }) => value)).toContain('admin');
  for (const wrong of ['result=maybe', 'limit=0', 'cursor=x', 'from=yesterday', 'sort=x'])
    expect((await admin.get(`/api/admin/audit?${wrong}`)).status).toBe(400);
  expect((await admin.get('/api/admin/audit/facets?field=detail')).status).toBe(400);
});

it('guards cells that a spreadsheet would execute', async () => {
  await portal.sql(
    `INSERT INTO audit_log (id, action, actor_name, result) VALUES (gen_random_uuid(), 'auth.login', $1, 'refused')`,
    ['=HYPERLINK("x")'],
  );
  const { body, headers } = await admin.get('/api/admin/audit/export?format=csv&result=refused');
  expect(headers['content-disposition']).toMatch(/attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"/);
  expect(body).toContain(`"'=HYPERLINK(""x"")"`);
});

describe('nobody can change it', () => {
  it.each([
    'UPDATE audit_log SET actor_name = NULL',
    'DELETE FROM audit_log',
    'TRUNCATE audit_log',
    'UPDATE audit_head SET seq = 0',
    'DELETE FROM audit_head',
    'TRUNCATE audit_head',
  ])('%s is refused, also to the owner', async (statement) => {
    await expect(portal.sql(statement)).rejects.toThrow('append-only');
    await expect(
      portal
        .sql(`SET session_replication_role = replica; ${statement}`)
        .finally(() => portal.sql('RESET session_replication_role')),
    ).rejects.toThrow('append-only');
  });

  it('numbers concurrent entries without a gap', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 12 }, () => admin.put('/api/admin/settings', { retention_days: 0 })),
    );
    expect(crowd.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(await verify()).toMatchObject({ ok: true });
  });

  // A superuser can disable the triggers; then the chain reveals the change.
  const tampered = async (statement: string) => {
    await portal.sql('CREATE TABLE kept AS SELECT * FROM audit_log');
    await portal.sql('ALTER TABLE audit_log DISABLE TRIGGER USER');
    await portal.sql(statement);
    const check = await verify();
    await portal.sql('TRUNCATE audit_log; INSERT INTO audit_log SELECT * FROM kept; DROP TABLE kept');
    await portal.sql(
      'ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_kept; ALTER TABLE audit_log ENABLE ALWAYS TRIGGER ' +
        'audit_log_chained',
    );
    expect((await verify()).ok).toBe(true);
    return check;
  };

  it.each([
    [
      `UPDATE audit_log SET actor_name = 'somebody else' WHERE seq = 3`,
      { ok: false, entries: 2, broken_at: 3, reason: 'changed' },
    ],
    [
      `UPDATE audit_log SET at = at + interval '1 second' WHERE seq = 4`,
      { ok: false, entries: 3, broken_at: 4, reason: 'changed' },
    ],
    ['DELETE FROM audit_log WHERE seq IN (5, 6)', { ok: false, entries: 4, broken_at: 5, reason: 'missing' }],
    ['DELETE FROM audit_log WHERE seq = 1', { ok: false, entries: 0, broken_at: 1, reason: 'missing' }],
  ])('%s shows', async (statement, expected) => {
    expect(await tampered(statement)).toEqual(expected);
  });

  it('detects a truncated tail', async () => {
    const [head] = await portal.sql<{ seq: string }>('SELECT seq FROM audit_head');
    expect(await tampered('DELETE FROM audit_log WHERE seq > (SELECT max(seq) - 2 FROM audit_log)')).toEqual({
      ok: false,
      entries: Number(head!.seq) - 2,
      broken_at: Number(head!.seq) - 1,
      reason: 'cut-off',
    });
  });
});
