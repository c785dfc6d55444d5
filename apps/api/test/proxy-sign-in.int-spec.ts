import { DoctorService } from '../src/modules/admin/doctor/doctor.service.js';
import { until, type Client } from './client.js';
import { ADMIN_PASSWORD, PASSWORD } from './portal.js';
import {
  codeOf,
  enter,
  PROXY_ENV,
  PROXY_LOGOUT,
  PROXY_SECRET,
  startProxyPortal,
  type ProxyPortal,
} from './proxy-portal.js';
import { Phone } from './second-factor.js';

let portal: ProxyPortal['portal'];
let proxy: ProxyPortal['proxy'];
let signedIn: ProxyPortal['signedIn'];
let admin: Client;
beforeAll(async () => {
  ({ portal, proxy, signedIn } = await startProxyPortal());
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => portal.close());

describe('whom the proxy names', () => {
  it('is signed in, in an ordinary session, each time in the same account', async () => {
    const first = await signedIn('ada', { 'remote-name': 'Ada L.', 'remote-email': 'ada@corp.example' });
    expect(first.user).toMatchObject({ username: 'Ada-L', email: 'ada@corp.example', role: 'user' });
    expect((await first.client.get('/api/auth/me')).body.id).toBe(first.user.id);
    const again = await signedIn('ada', { 'remote-name': 'other', 'remote-email': 'other@corp.example' });
    expect(again.user.id).toBe(first.user.id);
    expect((await signedIn('Ada')).user.id).not.toBe(first.user.id);
    // The session needs no header; only that of somebody else would end it.
    expect((await portal.anyone.withToken(first.token).get('/api/auth/me')).status).toBe(200);
    const { body } = await proxy('ada').get('/api/auth/providers');
    expect(body).toEqual([
      { id: 'proxy', name: 'ada', kind: 'proxy', available: true },
      { id: 'password', name: 'Password', kind: 'password', available: true },
    ]);
  });

  it('is nobody else’s account: neither name nor address decide', async () => {
    const grace = await portal.someone('admin', 'grace');
    const taken = await enter(proxy('grace', { 'remote-email': 'GRACE@example.org' }));
    expect(codeOf(taken)).toEqual([409, 'oidc.email-taken']);
    const { user } = await signedIn('grace');
    expect([user.username, user.role]).toEqual(['grace-2', 'user']);
    expect(user.id).not.toBe(grace.id);
    // Nor is one that a provider calls so, whatever the provider says of itself.
    expect((await signedIn('admin')).user.username).toBe('admin-2');
  });

  it('signs out of the proxy too', async () => {
    const { client } = await signedIn('ada');
    expect((await client.post('/api/auth/logout')).body.provider_logout_url).toBe(PROXY_LOGOUT);
    expect((await client.get('/api/auth/me')).status).toBe(401);
    expect((await portal.anyone.login('admin', ADMIN_PASSWORD)).url).toBe(portal.anyone.url);
  });

  it('has the groups and the role that the proxy tells, at each sign-in', async () => {
    const groupsOf = (id: string) =>
      portal.sql(
        `SELECT g.name, g.source FROM groups g JOIN group_members m ON m.group_id = g.id WHERE m.user_id = $1
         ORDER BY g.name`,
        [id],
      );
    const { user } = await signedIn('emmy', { 'remote-groups': 'staff, bosses' });
    expect(user.role).toBe('admin');
    expect(await groupsOf(user.id)).toEqual([
      { name: 'bosses', source: 'proxy' },
      { name: 'staff', source: 'proxy' },
    ]);
    const later = await signedIn('emmy', { 'remote-groups': 'staff|developer' });
    expect(later.user.role).toBe('developer');
    expect(await groupsOf(user.id)).toEqual([
      { name: 'developer', source: 'proxy' },
      { name: 'staff', source: 'proxy' },
    ]);
    // A missing header says nothing, or a proxy that lost it would free from the limits of groups; an empty one does.
    expect((await signedIn('emmy')).user.role).toBe('developer');
    expect(await groupsOf(user.id)).toHaveLength(2);
    expect((await signedIn('emmy', { 'remote-groups': '' })).user.role).toBe('user');
    expect(await groupsOf(user.id)).toEqual([]);
    await signedIn('emmy', { 'remote-groups': 'staff, developer' });
    await portal.restart({ TRUSTED_HEADER_EMPTY: 'omitted' });
    expect((await signedIn('emmy')).user.role).toBe('user');
    expect(await groupsOf(user.id)).toEqual([]);
    await portal.restart();
    admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
    // Two lists: one of them is not the proxy's.
    const added = await enter(proxy('emmy', { 'remote-groups': ['bosses', 'staff'] }));
    expect(codeOf(added)).toEqual([400, 'proxy.header-invalid']);
  });

  it('gives the second factor that the account has here', async () => {
    const { client, user } = await signedIn('totp');
    await portal.sql('UPDATE sessions SET confirmed_at = now() WHERE user_id = $1', [user.id]);
    const phone = new Phone((await client.post('/api/auth/totp')).body.secret as string);
    await client.post('/api/auth/totp/confirm', { code: phone.code() });
    await portal.sql('UPDATE totp_secrets SET last_step = NULL');
    const asked = await enter(proxy('totp'));
    expect(asked.headers['set-cookie']).toBeUndefined();
    const { challenge } = asked.body;
    const done = await proxy('totp').post('/api/auth/login/second', { challenge, code: phone.code(1) });
    expect(done.body.user.username).toBe('totp');
    const other = await proxy('eve').withToken(done.body.token).get('/api/auth/me');
    expect(codeOf(other)).toEqual([401, 'auth.invalid-token']);
  });

  it('has given no password by that', async () => {
    const { client } = await signedIn('only');
    expect((await client.post('/api/auth/totp')).body.code).toBe('auth.confirm-required');
    expect((await client.post('/api/auth/confirm', { password: '!' })).body.code).toBe('auth.no-password');
  });

  it('stays out when the account is closed, or waits for an admin', async () => {
    const { client, cookie, user } = await signedIn('leaver');
    await admin.put(`/api/admin/users/${user.id}/status`, { is_active: false });
    expect((await client.get('/api/auth/me')).status).toBe(401);
    expect(codeOf(await enter(proxy('leaver')))).toEqual([403, 'auth.account-inactive']);
    expect((await proxy('leaver', { cookie }).post('/api/auth/refresh')).status).toBe(401);
    await portal.restart({ TRUSTED_HEADER_AUTO_REGISTER: 'approval' });
    for (let time = 0; time < 2; time++)
      expect(codeOf(await enter(proxy('newcomer')))).toEqual([403, 'auth.account-pending']);
    const [{ id }] = (await portal.sql(`SELECT id FROM users WHERE username = 'newcomer' AND is_pending`)) as [
      { id: string },
    ];
    admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
    await admin.put(`/api/admin/users/${id}/status`, { is_active: true });
    expect((await signedIn('newcomer')).user.id).toBe(id);
    await portal.restart({ TRUSTED_HEADER_AUTO_REGISTER: 'no' });
    expect(codeOf(await enter(proxy('stranger')))).toEqual([403, 'oidc.no-account']);
    expect(
      await portal.sql(
        `SELECT detail->>'subject' AS subject FROM audit_log WHERE action = 'auth.login' AND result = 'refused'
           AND detail->>'code' = 'oidc.no-account'`,
      ),
    ).toEqual([{ subject: 'stranger' }]);
    await portal.restart();
    admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  });
});

describe('somebody else at the same browser', () => {
  it('does not get the session that was there, and it ends with the answers that it waits for', async () => {
    const ada = await signedIn('ada');
    portal.fake.setScenario('endless');
    const stream = await ada.client.stream('/api/chat', { prompt: 'go on', stream: true });
    const frames = stream[Symbol.asyncIterator]();
    await until(frames, 'delta');
    const other = proxy('bob').withToken(ada.token);
    expect(codeOf(await other.get('/api/chat/threads'))).toEqual([401, 'auth.invalid-token']);
    await portal.fake.waitForAbort();
    for (let ended = false; !ended;) ended = Boolean((await frames.next()).done);
    portal.fake.setScenario('hello');
    expect((await ada.client.get('/api/auth/me')).status).toBe(401);
    expect((await proxy('ada', { cookie: ada.cookie }).post('/api/auth/refresh')).status).toBe(401);
    const trail = await portal.sql(`SELECT actor_name FROM audit_log WHERE action = 'auth.proxy-person-changed'`);
    expect(trail).toContainEqual({ actor_name: 'Ada-L' });
  });

  it('does not get it by its cookie either', async () => {
    const ada = await signedIn('ada');
    const refresh = (client: Client) => client.with({ cookie: ada.cookie }).post('/api/auth/refresh');
    expect(codeOf(await refresh(proxy('bob')))).toEqual([401, 'auth.invalid-token']);
    expect((await ada.client.get('/api/auth/me')).status).toBe(401);
    expect((await refresh(proxy('ada'))).status).toBe(401);
  });

  it('an unclear header is refused and ends nothing; none, or one from elsewhere, changes nothing', async () => {
    const { client, token } = await signedIn('ada');
    const twice = await proxy(['ada', 'bob']).withToken(token).get('/api/auth/me');
    expect(codeOf(twice)).toEqual([400, 'proxy.header-invalid']);
    for (const one of [client, proxy(undefined), proxy(''), portal.anyone.with({ 'remote-user': 'bob' })])
      expect((await one.withToken(token).get('/api/auth/me')).status).toBe(200);
  });

  it('does not end what somebody began with a password or uses with a key', async () => {
    const dev = await portal.someone('developer');
    expect((await proxy('bob').login('admin', ADMIN_PASSWORD)).url).toBe(portal.anyone.url);
    expect((await proxy('bob').with({ authorization: dev.headers.authorization! }).get('/api/auth/me')).status).toBe(
      200,
    );
    const { body } = await dev.post('/api/developer/api-keys', {});
    expect(
      (
        await proxy('bob')
          .withKey(body.key_value as string)
          .get('/v1/models')
      ).status,
    ).toBe(200);
  });
});

describe('an account of before', () => {
  it('is connected with a recent password, and then is the one that the proxy opens', async () => {
    const hedy = await portal.someone('user', 'hedy');
    const through = (name: string) => proxy(name).with({ authorization: hedy.headers.authorization! });
    expect(codeOf(await hedy.post('/api/auth/proxy/connect'))).toEqual([403, 'proxy.not-from-proxy']);
    await portal.sql(`UPDATE sessions SET confirmed_at = now() - interval '10 minutes' WHERE user_id = $1`, [hedy.id]);
    expect(codeOf(await through('hedy-there').post('/api/auth/proxy/connect'))).toEqual([403, 'auth.confirm-required']);
    await hedy.post('/api/auth/confirm', { password: PASSWORD });
    expect(codeOf(await through('ada').post('/api/auth/proxy/connect'))).toEqual([409, 'oidc.connected-elsewhere']);
    expect((await through('hedy-there').post('/api/auth/proxy/connect')).status).toBe(204);
    expect((await through('hedy-there').post('/api/auth/proxy/connect')).status).toBe(204);
    expect((await signedIn('hedy-there')).user.id).toBe(hedy.id);
    const { body } = await hedy.get('/api/auth/identities');
    expect(body.identities).toEqual([expect.objectContaining({ provider_id: 'proxy', issuer: 'proxy' })]);
  });
});

it('its people have no second factor, until the configuration says that it asks for one', async () => {
  const warnings = async () =>
    (await portal.server.app.get(DoctorService, { strict: false }).examine())
      .filter(({ id }) => id === 'proxy-second-factor')
      .map(({ detail }) => detail);
  expect(await warnings()).toEqual([]);
  await admin.put('/api/admin/settings', { second_factor_required: 'admins' });
  try {
    const { client } = await signedIn('chief', { 'remote-groups': 'bosses' });
    expect(codeOf(await client.get('/api/admin/users'))).toEqual([403, 'auth.second-factor-required']);
    expect(await warnings()).toEqual([expect.stringContaining('1 person whom the proxy signs in can set up none')]);
    await portal.restart({ TRUSTED_HEADER_SECOND_FACTOR: 'yes' });
    const vouched = await signedIn('chief', { 'remote-groups': 'bosses' });
    expect((await vouched.client.get('/api/admin/users')).status).toBe(200);
    expect(await warnings()).toEqual([]);
  } finally {
    await portal.sql(`DELETE FROM settings WHERE key = 'second_factor_required'`);
    await portal.restart();
    admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  }
});

it('an admin sees that it is on, and for whom', async () => {
  const checks = async () => (await admin.get('/api/admin/doctor')).body.checks as { id: string }[];
  expect(await checks()).toContainEqual({
    id: 'proxy-sign-in',
    title: 'Sign-in by a proxy',
    state: 'ok',
    detail: 'The header remote-user signs people in, in connections from 127.0.0.2 that carry the secret.',
  });
  const { body } = await admin.get('/api/admin/settings');
  expect(body.environment).toContainEqual(
    expect.objectContaining({ name: 'TRUSTED_HEADER_NETWORKS', value: '127.0.0.2', source: 'environment' }),
  );
  expect(JSON.stringify(body)).not.toContain(PROXY_SECRET);
});

it('without the variable no header opens anything', async () => {
  await portal.restart(Object.fromEntries(Object.keys(PROXY_ENV).map((name) => [name, ''])));
  expect(codeOf(await enter(proxy('ada')))).toEqual([404, 'provider.not-found']);
  expect((await proxy('ada').get('/api/auth/providers')).body).toHaveLength(1);
});
