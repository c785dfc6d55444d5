import { until, type Client } from './client.js';
import { Browser, type Script } from './oidc.js';
import { problemOf, startOidcPortal, who, type OidcPortal } from './oidc-portal.js';
import { ADMIN_PASSWORD, PASSWORD } from './portal.js';
import { Phone } from './second-factor.js';

let portal: OidcPortal['portal'];
let real: OidcPortal['real'];
let scripted: OidcPortal['scripted'];
let api: OidcPortal['api'];
let sessionOf: OidcPortal['sessionOf'];
let scriptedSignIn: OidcPortal['scriptedSignIn'];
let scriptedReturn: OidcPortal['scriptedReturn'];
let realSignIn: OidcPortal['realSignIn'];
let beginOwn: OidcPortal['beginOwn'];
let close: OidcPortal['close'];
let admin: Client;
beforeAll(async () => {
  ({ portal, real, scripted, api, sessionOf, scriptedSignIn, scriptedReturn, realSignIn, beginOwn, close } =
    await startOidcPortal());
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => close());

describe('accounts', () => {
  it('nobody gets an account by having its e-mail address or its name', async () => {
    const grace = await portal.someone('admin', 'grace');
    const taken = await scriptedSignIn(who('grace', { email: 'GRACE@example.org', email_verified: true }));
    expect(problemOf(taken)).toBe('oidc.email-taken');
    const { browser } = await scriptedSignIn(who('grace', { email: 'mine@example.org' }));
    const other = await sessionOf(browser);
    expect([other.user.username, other.user.role]).toEqual(['grace-2', 'user']);
    expect(other.user.id).not.toBe(grace.id);
    // It has no password that could be guessed or confirmed.
    const guess = await portal.anyone.post('/api/auth/login', { username: 'grace-2', password: '!' });
    expect(guess.body.code).toBe('auth.wrong-credentials');
    expect((await other.post('/api/auth/confirm', { password: '!' })).body.code).toBe('auth.no-password');
  });

  it('an address that the provider does not vouch for, or none, stands for nothing', async () => {
    for (const [sub, claims] of [
      ['unverified', { email_verified: false }],
      ['mailless', { email: undefined }],
    ] as const) {
      const { user } = await sessionOf((await scriptedSignIn(who(sub, claims))).browser);
      expect(user).toMatchObject({ username: sub, email: expect.stringMatching(/^\w{16}@oidc\.invalid$/) });
    }
  });

  it('who may come is configured: at once, after an admin agreed, or not at all', async () => {
    expect(problemOf(await scriptedSignIn(who('new-one'), { id: 'shut' }))).toBe('oidc.no-account');
    expect(await portal.sql(`SELECT id FROM users WHERE username = 'new-one'`)).toEqual([]);
    for (let time = 0; time < 2; time++)
      expect(problemOf(await scriptedSignIn(who('new-one'), { id: 'wait' }))).toBe('auth.account-pending');
    const [{ id }] = (await portal.sql(`SELECT id FROM users WHERE username = 'new-one' AND is_pending`)) as [
      { id: string },
    ];
    await admin.put(`/api/admin/users/${id}/status`, { is_active: true });
    expect((await sessionOf((await scriptedSignIn(who('new-one'), { id: 'wait' })).browser)).user.id).toBe(id);
    await admin.put(`/api/admin/users/${id}/status`, { is_active: false });
    expect(problemOf(await scriptedSignIn(who('new-one')))).toBe('auth.account-inactive');
  });

  it('the role follows the claim at each sign-in, and the last admin with a password stays', async () => {
    const withRoles = async (sub: string, ...roles: string[]) =>
      (await sessionOf((await scriptedSignIn(who(sub, { realm_access: { roles } }), { id: 'roles' })).browser)).user;
    expect((await withRoles('linus', 'dev')).role).toBe('developer');
    expect((await withRoles('linus', 'x', 'boss')).role).toBe('admin');
    // A token without the claim says nothing; a list that is there and empty does.
    const mute = await scriptedSignIn(who('linus'), { id: 'roles' });
    expect((await sessionOf(mute.browser)).user.role).toBe('admin');
    expect((await withRoles('linus')).role).toBe('user');
    const trail = await portal.sql(
      `SELECT detail->>'to' AS "to", detail->>'provider' AS provider FROM audit_log
       WHERE target_name = 'linus' AND action = 'user.role-changed' ORDER BY seq`,
    );
    expect(trail.map(({ to, provider }) => [to, provider])).toEqual([
      ['admin', 'roles'],
      ['user', 'roles'],
    ]);
    // The last admin with a password, although another one came from the provider.
    const browser = new Browser();
    await admin.post('/api/auth/confirm', { password: ADMIN_PASSWORD });
    await scriptedReturn(await beginOwn(admin, 'roles', 'connect', browser), who('root'), { id: 'roles', browser });
    await withRoles('linus', 'boss');
    await portal.sql(`UPDATE users SET role = 'user' WHERE role = 'admin' AND username NOT IN ('admin', 'linus')`);
    expect(await withRoles('root')).toMatchObject({ username: 'admin', role: 'admin' });
    expect(await portal.sql(`SELECT target_name FROM audit_log WHERE action = 'user.role-kept'`)).toEqual([
      { target_name: 'admin' },
    ]);
    expect((await withRoles('linus')).role).toBe('user');
  });
});

describe('a second factor', () => {
  it('is asked for here, unless the provider asked for one', async () => {
    const { browser } = await scriptedSignIn(who('totp', { auth_time: Math.floor(Date.now() / 1000) }));
    const person = await sessionOf(browser);
    const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
    await person.post('/api/auth/totp/confirm', { code: phone.code() });
    await portal.sql('UPDATE totp_secrets SET last_step = NULL');
    const asked = await scriptedSignIn(who('totp', { amr: ['pwd'] }), { next: '/chat' });
    expect(asked.browser.cookie(portal.anyone.url, 'refresh')).toBeUndefined();
    expect(asked.url.search).toBe('?via=scripted&redirect=%2Fchat');
    const fragment = new URLSearchParams(asked.url.hash.slice(1));
    expect(fragment.get('methods')).toBe('totp,recovery_code');
    const body = { challenge: fragment.get('challenge'), code: phone.code(1) };
    const done = await portal.anyone.post('/api/auth/login/second', body);
    expect([done.status, done.body.user?.username]).toEqual([200, 'totp']);
    const strong = await scriptedSignIn(who('totp', { amr: ['pwd', 'mfa'] }));
    expect((await sessionOf(strong.browser)).user.username).toBe('totp');
  });

  it('that the portal requires may be one of the provider', async () => {
    await admin.put('/api/admin/settings', { second_factor_required: 'all' });
    try {
      const weak = await sessionOf((await scriptedSignIn(who('strong'))).browser);
      expect((await weak.get('/api/models')).body.code).toBe('auth.second-factor-required');
      const strong = await sessionOf((await scriptedSignIn(who('strong', { amr: ['otp'] }))).browser);
      expect((await strong.get('/api/models')).status).toBe(200);
    } finally {
      await portal.sql(`DELETE FROM settings WHERE key = 'second_factor_required'`);
      await portal.restart();
      admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
    }
  });
});

describe('the own connections', () => {
  it('connects, signs in with it, and disconnects; each with a recent password', async () => {
    const hedy = await portal.someone('user', 'hedy');
    const browser = new Browser();
    const begin = (client: Client) => beginOwn(client, 'scripted', 'connect', browser);
    await portal.sql(`UPDATE sessions SET confirmed_at = now() - interval '10 minutes' WHERE user_id = $1`, [hedy.id]);
    expect((await hedy.post('/api/auth/oidc/scripted/connect')).body.code).toBe('auth.confirm-required');
    await hedy.post('/api/auth/confirm', { password: PASSWORD });
    const back = await scriptedReturn(await begin(hedy), who('hedy-there'), { browser });
    expect(back.url.href).toBe(api('/login?via=scripted&done=connect'));
    const session = await sessionOf((await scriptedSignIn(who('hedy-there'))).browser);
    expect(session.user.id).toBe(hedy.id);
    // Nobody else can have it.
    const eve = await portal.someone();
    const stolen = await scriptedReturn(await begin(eve), who('hedy-there'), { browser });
    expect(problemOf(stolen)).toBe('oidc.connected-elsewhere');
    const { body } = await hedy.get('/api/auth/identities');
    expect(body).toMatchObject({ has_password: true, identities: [{ email: 'hedy-there@example.org' }] });
    const [{ id }] = body.identities;
    expect((await eve.delete(`/api/auth/identities/${id}`)).body.code).toBe('identity.not-found');
    expect((await hedy.delete(`/api/auth/identities/${id}`)).status).toBe(204);
    expect((await hedy.get('/api/auth/identities')).body.identities).toEqual([]);
    // The session that came so has ended with it or lives on; the next sign-in finds another account.
    expect(problemOf(await scriptedSignIn(who('hedy-there'), { id: 'shut' }))).toBe('oidc.no-account');
  });

  it('an account without a password keeps its last connection, and confirms at the provider, freshly', async () => {
    const { browser } = await scriptedSignIn(who('only'));
    const only = await sessionOf(browser);
    const old = () =>
      portal.sql(`UPDATE sessions SET confirmed_at = now() - interval '2 hours' WHERE user_id = $1`, [only.user.id]);
    const [{ id }] = (await only.get('/api/auth/identities')).body.identities;
    await portal.sql('UPDATE sessions SET confirmed_at = now() WHERE user_id = $1', [only.user.id]);
    expect((await only.delete(`/api/auth/identities/${id}`)).body.code).toBe('identity.only-way');
    await old();
    expect((await only.post('/api/auth/totp')).body.code).toBe('auth.confirm-required');
    const confirm = async (script: Script) => {
      const url = await beginOwn(only, 'scripted', 'confirm', browser);
      expect(new URL(url).searchParams.get('prompt')).toBe('login');
      return scriptedReturn(url, script, { browser });
    };
    const seconds = Math.floor(Date.now() / 1000);
    expect(problemOf(await confirm(who('only')))).toBe('oidc.no-auth-time');
    expect(problemOf(await confirm(who('only', { auth_time: seconds - 600 })))).toBe('oidc.not-fresh');
    expect(problemOf(await confirm(who('hedy-there', { auth_time: seconds })))).toBe('oidc.other-person');
    expect((await only.post('/api/auth/totp')).body.code).toBe('auth.confirm-required');
    expect((await confirm(who('only', { auth_time: seconds }))).url.search).toBe('?via=scripted&done=confirm');
    expect((await only.post('/api/auth/totp')).status).toBe(200);
  });
});

describe('sign-out at the provider', () => {
  it('ends the sessions that came from there, and the answers that they wait for', async () => {
    const [here, elsewhere] = [await realSignIn('mary'), await realSignIn('mary')];
    const [mary, other] = [await sessionOf(here.browser), await sessionOf(elsewhere.browser)];
    const [{ sid }] = (await portal.sql(
      `SELECT e.sid FROM external_sessions e JOIN sessions s ON s.id = e.session_id 
       WHERE s.user_id = $1 ORDER BY s.created_at`,
      [mary.user.id],
    )) as [{ sid: string }];
    portal.fake.setScenario('endless');
    const frames = (await mary.stream('/api/chat', { prompt: 'go on', stream: true }))[Symbol.asyncIterator]();
    await until(frames, 'delta');
    await real.logout({ subject: 'mary', sid });
    await portal.fake.waitForAbort();
    for (let ended = false; !ended;) ended = Boolean((await frames.next()).done);
    expect((await mary.get('/api/auth/me')).status).toBe(401);
    expect((await other.get('/api/auth/me')).status).toBe(200);
    portal.fake.setScenario('hello');
    await real.logout({ subject: 'mary' });
    expect((await other.get('/api/auth/me')).status).toBe(401);
  });

  it('only a whole logout token counts, and only once', async () => {
    const person = await sessionOf((await scriptedSignIn(who('out', { sid: 'session-of-out' }))).browser);
    const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const ordinary = { sub: 'out', jti: 'the-first', events: event };
    const send = async (token: string, id = 'scripted') =>
      (
        await new Browser().send(api(`/api/auth/oidc/${id}/backchannel-logout`), {
          logout_token: token,
        })
      ).status;
    const now = Math.floor(Date.now() / 1000);
    const bad: Script[] = [
      { claims: { nonce: 'n' } },
      { claims: { events: {} } },
      { claims: { events: undefined } },
      { claims: { jti: undefined } },
      { claims: { sub: undefined } },
      { claims: { iat: now - 3600 } },
      { claims: { iat: now + 3600 } },
      { claims: { iat: undefined } },
      { claims: { exp: now - 3600 } },
      { claims: { aud: 'another' } },
      { claims: { iss: real.issuer } },
      { sign: 'none' },
      { sign: 'foreign' },
    ];
    for (const script of bad)
      expect([script, await send(await scripted.token(script, ordinary))]).toEqual([script, 400]);
    expect(await send('rubbish')).toBe(400);
    expect((await person.get('/api/auth/me')).status).toBe(200);
    const good = await scripted.token({}, ordinary);
    expect(await send(good, 'oidc')).toBe(400);
    expect(await send(good)).toBe(200);
    expect(await send(good)).toBe(400);
    expect((await person.get('/api/auth/me')).status).toBe(401);
    const again = await sessionOf((await scriptedSignIn(who('out', { sid: 'session-2' }))).browser);
    expect(await send(await scripted.token({}, { jti: '2', sid: 'session-of-out', events: event }))).toBe(200);
    expect((await again.get('/api/auth/me')).status).toBe(200);
    expect(await send(await scripted.token({}, { jti: '3', sid: 'session-2', events: event }))).toBe(200);
    expect((await again.get('/api/auth/me')).status).toBe(401);
  });
});
