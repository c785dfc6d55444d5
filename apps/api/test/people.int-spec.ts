import { randomUUID } from 'node:crypto';
import { until, type Client } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.setScenario('hello'));
beforeEach(() => portal.fake.clear());

const users = '/api/admin/users';
const NEW_PASSWORD = 'seven purple umbrellas';
/** The secret of a link, taken from the fragment as a browser's page does. */
const tokenOf = (url: string) => url.split('#')[1]!;

describe('the list', () => {
  it('searches, filters, sorts and pages, and returns the total', async () => {
    const names = await Promise.all(
      ['zoe_100%', 'zoe_100x', 'zoe_200'].map(
        async (name) =>
          (
            await admin.post(users, {
              username: name.replaceAll('%', '-pct'),
              email: `${name.replaceAll('%', '-')}@example.org`,
              role: 'developer',
              password: PASSWORD,
            })
          ).body.user?.username,
      ),
    );
    expect(names).toHaveLength(3);
    const found = await admin.get(`${users}?q=zoe_100&sort=username&order=desc`);
    expect(found.body.map(({ username }: { username: string }) => username)).toEqual(['zoe_100x', 'zoe_100-pct']);
    expect(found.headers['x-total-count']).toBe('2');
    expect((await admin.get(`${users}?q=zoe%25`)).body).toEqual([]);
    expect((await admin.get(`${users}?role=admin`)).body).toMatchObject([{ username: 'admin' }]);
    const seen: string[] = [];
    for (let url: string | undefined = `${users}?q=zoe&limit=2&sort=username`; url;) {
      const page: Awaited<ReturnType<Client['get']>> = await admin.get(url);
      seen.push(...page.body.map(({ username }: { username: string }) => username));
      url = /<([^>]+)>/.exec(String(page.headers.link ?? ''))?.[1];
    }
    expect(seen).toEqual(['zoe_100-pct', 'zoe_100x', 'zoe_200']);
    expect((await admin.get(`${users}?sort=password_hash`)).status).toBe(400);
    expect((await admin.get(`${users}?cursor=abc`)).status).toBe(400);
  });

  it('shows an account’s usage and last activity, never its hash', async () => {
    const ada = await portal.someone('user', 'ada-seen');
    await ada.post('/api/chat', { prompt: 'count me' });
    const row = async () => (await admin.get(`${users}?q=ada-seen`)).body[0];
    const listed = await row();
    expect(listed).toMatchObject({ last_seen_at: expect.any(String), api_keys: 0, quota: null, is_pending: false });
    expect(Object.keys(listed).join()).not.toMatch(/hash|key,/);
    await ada.get('/api/usage/today');
    expect((await row()).tokens_30d).toBeGreaterThan(0);
  });
});

describe('links', () => {
  it('a new account without a password gets a link to set one', async () => {
    const { status, body } = await admin.post(users, {
      username: 'linked',
      email: 'linked@example.org',
      role: 'developer',
    });
    expect([status, body.user.role]).toEqual([201, 'developer']);
    expect(body.reset_url).toMatch(/^\/reset-password#[\w-]{43}$/);
    expect((await portal.anyone.post('/api/auth/links/look', { token: tokenOf(body.reset_url) })).body).toMatchObject({
      kind: 'reset',
      username: 'linked',
    });
    expect(
      (await portal.anyone.post('/api/auth/reset-password', { token: tokenOf(body.reset_url), password: NEW_PASSWORD }))
        .status,
    ).toBe(200);
    const linked = await portal.anyone.login('linked', NEW_PASSWORD);
    expect((await linked.get('/api/auth/me')).body.username).toBe('linked');
    const again = await portal.anyone.post('/api/auth/reset-password', {
      token: tokenOf(body.reset_url),
      password: NEW_PASSWORD,
    });
    expect([again.status, again.body.code]).toEqual([400, 'auth.link-invalid']);
  });

  it('J12: a reset ends every session; a newer link replaces an older; a weak password uses up no link', async () => {
    const user = await portal.someone();
    const [old, fresh] = [
      (await admin.post(`${users}/${user.id}/reset-password`)).body,
      (await admin.post(`${users}/${user.id}/reset-password`)).body,
    ];
    const reset = (url: string, password: string) =>
      portal.anyone.post('/api/auth/reset-password', { token: tokenOf(url), password });
    expect((await reset(old.reset_url, NEW_PASSWORD)).body.code).toBe('auth.link-invalid');
    expect((await reset(fresh.reset_url, 'password123')).body.code).toBe('auth.weak-password');
    expect((await user.get('/api/auth/me')).status).toBe(200);
    expect((await reset(fresh.reset_url, NEW_PASSWORD)).status).toBe(200);
    expect((await user.get('/api/auth/me')).status).toBe(401);
    await portal.anyone.login(user.username, NEW_PASSWORD);
  });

  it('an expired link does not work, ten concurrent uses count once, and only the hash is stored', async () => {
    const user = await portal.someone();
    const expired = (await admin.post(`${users}/${user.id}/reset-password`)).body.reset_url;
    await portal.sql(`UPDATE account_links SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [user.id]);
    expect(
      (await portal.anyone.post('/api/auth/reset-password', { token: tokenOf(expired), password: NEW_PASSWORD }))
        .status,
    ).toBe(400);
    const { reset_url } = (await admin.post(`${users}/${user.id}/reset-password`)).body;
    const replies = await Promise.all(
      Array.from({ length: 10 }, () =>
        portal.anyone.post('/api/auth/reset-password', { token: tokenOf(reset_url), password: NEW_PASSWORD }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(JSON.stringify(await portal.sql('SELECT * FROM account_links'))).not.toContain(tokenOf(reset_url));
  });

  it('L11: an invitation opens closed registration once, with its role and for its address', async () => {
    await admin.put('/api/admin/settings', { registration_mode: 'closed' });
    const { invite_url, id } = (
      await admin.post('/api/admin/invites', { role: 'developer', email: 'guest@example.org' })
    ).body;
    expect((await admin.get('/api/admin/invites')).body).toMatchObject([
      { id, role: 'developer', email: 'guest@example.org' },
    ]);
    const register = (email: string, username = 'guest') =>
      portal.anyone.post('/api/auth/register', { username, email, password: PASSWORD, invite: tokenOf(invite_url) });
    expect((await register('other@example.org')).body).toMatchObject({
      code: 'auth.link-invalid',
      errors: [{ pointer: '/email' }],
    });
    expect((await register('guest@example.org', 'admin')).body.code).toBe('user.exists');
    expect((await register('Guest@Example.org')).body.user).toMatchObject({ role: 'developer', is_active: true });
    expect((await register('guest@example.org', 'guest2')).body.code).toBe('auth.link-invalid');
    const second = (await admin.post('/api/admin/invites', {})).body;
    expect((await admin.delete(`/api/admin/invites/${second.id}`)).status).toBe(204);
    expect((await portal.anyone.post('/api/auth/links/look', { token: tokenOf(second.invite_url) })).status).toBe(400);
    await admin.put('/api/admin/settings', { registration_mode: 'open' });
  });
});

describe('one account', () => {
  it('lists its sessions and signs a device out', async () => {
    const user = await portal.someone();
    const sessions = (await admin.get(`${users}/${user.id}/sessions`)).body;
    expect(sessions).toMatchObject([
      { current: false, last_seen_at: expect.any(String), ip_address: expect.any(String) },
    ]);
    expect((await admin.delete(`${users}/${randomUUID()}/sessions/${sessions[0].id}`)).status).toBe(404);
    expect((await admin.delete(`${users}/${user.id}/sessions/${sessions[0].id}`)).status).toBe(204);
    expect((await user.get('/api/auth/me')).status).toBe(401);
  });

  it('lists its keys without secrets and revokes one, even during an answer', async () => {
    const dev = await portal.someone('developer');
    const { id, key_value } = (await dev.post('/api/developer/api-keys', { name: 'gone soon' })).body;
    const program = portal.anyone.withKey(key_value);
    const keys = (await admin.get(`${users}/${dev.id}/api-keys`)).body;
    expect(keys).toMatchObject([{ id, name: 'gone soon' }]);
    expect(JSON.stringify(keys)).not.toMatch(/hash|key_value/);
    portal.fake.setScenario('gated');
    const frames = (await program.stream('/api/chat', { prompt: 'x', stream: true, cache: 'bypass' }))[
      Symbol.asyncIterator
    ]();
    portal.fake.release(1);
    await until(frames, 'delta');
    const freed = portal.fake.waitForAbort();
    expect((await admin.delete(`${users}/${dev.id}/api-keys/${id}`)).status).toBe(204);
    await freed;
    expect((await program.get('/api/models')).status).toBe(401);
  });

  it('is deleted with everything it owns, and its running answer ends', async () => {
    const user = await portal.someone();
    portal.fake.setScenario('gated');
    const frames = (await user.stream('/api/chat', { prompt: 'x', stream: true, cache: 'bypass' }))[
      Symbol.asyncIterator
    ]();
    portal.fake.release(1);
    await until(frames, 'delta');
    const freed = portal.fake.waitForAbort();
    expect((await admin.delete(`${users}/${user.id}`)).status).toBe(204);
    await freed;
    expect((await user.get('/api/auth/me')).status).toBe(401);
    expect(await portal.sql('SELECT 1 FROM chat_threads WHERE user_id = $1', [user.id])).toEqual([]);
    expect((await portal.anyone.post('/api/auth/login', { username: user.username, password: PASSWORD })).status).toBe(
      401,
    );
    expect((await admin.delete(`${users}/${user.id}`)).status).toBe(404);
  });

  it('the last admin and the caller’s own account stay', async () => {
    const me = (await admin.get('/api/auth/me')).body.id;
    expect((await admin.delete(`${users}/${me}`)).body.code).toBe('user.last-admin');
    const other = await portal.someone('admin');
    expect((await admin.delete(`${users}/${me}`)).body.code).toBe('user.self-lockout');
    expect((await admin.delete(`${users}/${other.id}`)).status).toBe(204);
  });

  it('waits for approval, and is approved', async () => {
    await admin.put('/api/admin/settings', { registration_mode: 'approval' });
    await portal.anyone.post('/api/auth/register', {
      username: 'waiting',
      email: 'waiting@example.org',
      password: PASSWORD,
    });
    const [row] = (await admin.get(`${users}?state=pending`)).body;
    expect(row).toMatchObject({ username: 'waiting', is_pending: true, is_active: false });
    await admin.put(`${users}/${row.id}/status`, { is_active: true });
    await portal.anyone.login('waiting', PASSWORD);
    await admin.put('/api/admin/settings', { registration_mode: 'open' });
  });
});
