import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { until, type Client } from './client.js';
import { Browser, RealProvider, ScriptedProvider, type Script } from './oidc.js';
import { freePort } from './process.js';
import { ADMIN_PASSWORD, PASSWORD, startPortal, type Portal } from './portal.js';
import { Phone } from './second-factor.js';

let portal: Portal;
let real: RealProvider;
let scripted: ScriptedProvider;
let silent: ReturnType<typeof createServer>;
let admin: Client;

beforeAll(async () => {
  const port = await freePort();
  [real, scripted] = [await RealProvider.start(port), await ScriptedProvider.start()];
  // It takes connections and never answers.
  silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const of = (id: string, issuer: string, more: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries({ ISSUER: issuer, CLIENT_ID: 'portal', AUTO_REGISTER: 'yes', ...more }).map(([name, value]) => [
        id === 'oidc' ? `OIDC_${name}` : `OIDC_${id.toUpperCase()}_${name}`,
        value,
      ]),
    );
  portal = await startPortal({
    env: {
      PORT: String(port),
      OIDC_PROVIDERS: 'oidc,scripted,roles,wait,shut,down,silent',
      ...of('oidc', real.issuer, {
        CLIENT_SECRET: 'a secret & more',
        NAME: 'The real one',
        SCOPES: 'openid email profile groups',
      }),
      ...of('scripted', scripted.issuer),
      ...of('roles', scripted.issuer, {
        ROLE_CLAIM: 'realm_access.roles',
        ADMIN_VALUES: 'boss',
        DEVELOPER_VALUES: 'dev,coder',
      }),
      ...of('wait', scripted.issuer, { AUTO_REGISTER: 'approval' }),
      ...of('shut', scripted.issuer, { AUTO_REGISTER: 'no' }),
      ...of('down', `http://127.0.0.1:${await freePort()}`),
      ...of('silent', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`),
    },
  });
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(async () => {
  await portal.close();
  silent.closeAllConnections();
  silent.close();
  await Promise.all([real.close(), scripted.close()]);
});

const api = (path: string) => `${portal.anyone.url}${path}`;
const isLanding = (url: URL) => url.pathname === '/login/provider';
const problemOf = ({ url }: { url: URL }) => url.searchParams.get('problem');

/** Exchanges the refresh cookie of a browser, as our page does. */
async function sessionOf(browser: Browser): Promise<Client & { user: { id: string; username: string; role: string } }> {
  const cookie = `refresh=${browser.cookie(portal.anyone.url, 'refresh') ?? ''}`;
  const { body, status } = await portal.anyone.with({ cookie, 'x-requested-with': 'test' }).post('/api/auth/refresh');
  if (status !== 200) throw new Error(JSON.stringify(body));
  return Object.assign(portal.anyone.withToken(body.token), { user: body.user });
}

/** From our sign-in page to the scripted provider and back, with what it says this time. */
async function scriptedSignIn(
  script: Script,
  { id = 'scripted', browser = new Browser(), next = '' } = {},
): Promise<{ url: URL; browser: Browser; callback: string }> {
  const { headers } = await browser.send(
    api(`/api/auth/oidc/${id}/start${next && `?next=${encodeURIComponent(next)}`}`),
  );
  return scriptedReturn(String(headers.location), script, { id, browser });
}

async function scriptedReturn(location: string, script: Script, { id = 'scripted', browser = new Browser() }) {
  const away = new URL(location, portal.anyone.url);
  if (isLanding(away)) return { url: away, browser, callback: '' };
  scripted.nonce = away.searchParams.get('nonce')!;
  scripted.script = script;
  const state = away.searchParams.get('state')!;
  const callback = api(`/api/auth/oidc/${id}/callback?code=a-code&state=${state}`);
  const { url } = await browser.open(callback, isLanding);
  return { url, browser, callback };
}

const who = (sub: string, claims: object = {}): Script => ({
  claims: { sub, preferred_username: sub, email: `${sub}@example.org`, ...claims },
});

/** From our sign-in page to the real provider's own, and back. */
async function realSignIn(name: string, { browser = new Browser(), at = (url: URL) => url } = {}) {
  const start = await browser.send(api('/api/auth/oidc/oidc/start?next=/history'));
  let page = await browser.open(at(new URL(String(start.headers.location))), isLanding);
  if (!isLanding(page.url) && page.status === 200)
    page = await browser.open(page.url, isLanding, { prompt: 'login', login: name, password: 'anything' });
  return { ...page, browser };
}

/** Begins what a signed-in person goes to a provider for. @returns the address there */
async function beginOwn(client: Client, id: string, purpose: 'connect' | 'confirm', browser: Browser): Promise<string> {
  const { status, body, headers } = await client.post(`/api/auth/oidc/${id}/${purpose}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  browser.setCookie(portal.anyone.url, 'oidc', /oidc=([\w-]+)/.exec(String(headers['set-cookie']))![1]!);
  return body.url as string;
}

describe('the whole way', () => {
  it('goes from the sign-in page through the provider’s own into a session, and out of both', async () => {
    await real.people({ ada: { preferred_username: 'Ada L.', email: 'ada@real.example', email_verified: true } });
    const { url, browser } = await realSignIn('ada');
    expect(url.href).toBe(api('/login/provider?redirect=%2Fhistory'));
    const ada = await sessionOf(browser);
    expect(ada.user).toMatchObject({ username: 'Ada-L', email: 'ada@real.example', role: 'user', is_active: true });
    const { body } = await ada.post('/api/auth/logout');
    expect(body.provider_logout_url).toContain(`${real.issuer}/session/end?`);
    const out = new URL(body.provider_logout_url as string);
    expect(out.searchParams.get('post_logout_redirect_uri')).toBe(api('/login'));
    expect(out.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect((await ada.get('/api/auth/me')).status).toBe(401);
  });

  it('the second time it is the same account, whatever its names are by now', async () => {
    const first = (await sessionOf((await realSignIn('ada')).browser)).user;
    await real.people({ ada: { preferred_username: 'lovelace', email: 'other@real.example' } });
    expect((await sessionOf((await realSignIn('ada')).browser)).user).toEqual({
      ...first,
      last_login_at: expect.any(String),
    });
  });

  it('goes on when the provider changes its key', async () => {
    await real.rotate();
    expect((await realSignIn('ada')).url.searchParams.get('problem')).toBe(null);
  });

  it('without the right PKCE challenge the provider itself gives nothing', async () => {
    const at = (url: URL) => {
      url.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
      return url;
    };
    expect(problemOf(await realSignIn('ada', { at }))).toBe('oidc.failed');
  });

  it('who is refused there is told so, and nothing that the provider wrote is in the address', async () => {
    const browser = new Browser();
    const start = await browser.send(api('/api/auth/oidc/oidc/start'));
    const state = new URL(String(start.headers.location)).searchParams.get('state')!;
    const back = new URLSearchParams({
      error: 'access_denied',
      error_description: '<b>no</b>',
      state,
      iss: real.issuer,
    });
    const { url } = await browser.open(api(`/api/auth/oidc/oidc/callback?${back}`), isLanding);
    expect(url.href).toBe(api('/login/provider?problem=oidc.denied&provider=oidc'));
  });
});

describe('what binds a sign-in', () => {
  it('a state works once, in the browser that began, at its provider', async () => {
    const { callback, browser, url } = await scriptedSignIn(who('once'), { next: '/chat?x=1#y' });
    expect(url.href).toBe(api(`/login/provider?redirect=${encodeURIComponent('/chat?x=1#y')}`));
    expect(problemOf(await browser.open(callback, isLanding))).toBe('oidc.state-lost');
    const start = await browser.send(api('/api/auth/oidc/scripted/start'));
    const state = new URL(String(start.headers.location)).searchParams.get('state')!;
    const here = api(`/api/auth/oidc/scripted/callback?code=c&state=${state}`);
    const stranger = new Browser();
    await stranger.send(api('/api/auth/oidc/scripted/start'));
    for (const [who, address] of [
      [stranger, here],
      [new Browser(), here],
      [browser, here.replace('/scripted/', '/roles/')],
      [browser, here.replace(state, 'invented')],
      [browser, here.replace(`&state=${state}`, '')],
    ] as const)
      expect([address, problemOf(await who.open(address, isLanding))]).toEqual([address, 'oidc.state-lost']);
    await portal.sql(`UPDATE oidc_sign_ins SET expires_at = now() - interval '1 second'`);
    expect(problemOf(await browser.open(here, isLanding))).toBe('oidc.state-lost');
  });

  it('the cookie is out of reach of scripts and of other sites, and the database holds no secret of it', async () => {
    const { headers } = await new Browser().send(api('/api/auth/oidc/scripted/start'));
    expect(headers['set-cookie']).toMatch(
      /^oidc=[\w-]{43}; Max-Age=600; Path=\/api\/auth\/oidc; HttpOnly; SameSite=Lax$/,
    );
    const secret = /oidc=([\w-]+)/.exec(String(headers['set-cookie']))![1]!;
    const away = new URL(String(headers.location)).searchParams;
    expect(away.get('code_challenge_method')).toBe('S256');
    const rows = JSON.stringify(await portal.sql('SELECT * FROM oidc_sign_ins'));
    for (const known of [secret, away.get('state')!, away.get('nonce')!]) expect(rows).not.toContain(known);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example', ''])(
    'nobody is sent on to %s',
    async (next) => {
      const { url } = await scriptedSignIn(who('once'), { next });
      expect(url.href).toBe(api('/login/provider?'));
    },
  );

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, string, Script]>([
    ['another nonce', 'oidc.refused', { claims: { nonce: 'another' } }],
    ['no nonce', 'oidc.refused', { claims: { nonce: undefined } }],
    ['another issuer', 'oidc.wrong-issuer', { claims: { iss: 'https://id.example.org' } }],
    ['another audience', 'oidc.refused', { claims: { aud: 'another' } }],
    ['several audiences and another party', 'oidc.refused', { claims: { aud: ['portal', 'x'], azp: 'x' } }],
    ['an expired token', 'oidc.clock', { claims: { exp: now - 3600, iat: now - 7200 } }],
    ['no subject', 'oidc.refused', { claims: { sub: undefined } }],
    ['no signature', 'oidc.refused', { sign: 'none' }],
    ['a signature of another key', 'oidc.refused', { sign: 'foreign' }],
  ])('%s is refused', async (_, problem, script) => {
    const { claims } = who('eve');
    const { url, browser } = await scriptedSignIn({ ...script, claims: { ...claims, ...script.claims } });
    expect(problemOf({ url })).toBe(problem);
    expect(browser.cookie(portal.anyone.url, 'refresh')).toBeUndefined();
    expect(await portal.sql(`SELECT id FROM users WHERE username = 'eve'`)).toEqual([]);
  });

  it('a minute between the clocks is forgiven', async () => {
    const { url } = await scriptedSignIn({
      claims: { ...who('late').claims, exp: Math.floor(Date.now() / 1000) - 30 },
    });
    expect(problemOf({ url })).toBe(null);
  });

  it('a new key counts at once, also right after the one before', async () => {
    await scripted.rotate('two');
    expect(problemOf(await scriptedSignIn(who('rotated')))).toBe(null);
    await scripted.rotate('three');
    expect(problemOf(await scriptedSignIn(who('rotated')))).toBe(null);
  });

  it('the log has no code and no state', async () => {
    const { callback } = await scriptedSignIn(who('once'));
    const { body } = await admin.get('/api/admin/logs?limit=200');
    const log = JSON.stringify(body);
    expect(log).toContain('oidc.callback');
    expect(log).not.toContain(new URL(callback).searchParams.get('state')!);
    expect(log).not.toContain('a-code');
  });
});

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
    const { browser } = await scriptedSignIn(who('totp'));
    const person = await sessionOf(browser);
    const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
    await person.post('/api/auth/totp/confirm', { code: phone.code() });
    await portal.sql('UPDATE totp_secrets SET last_step = NULL');
    const asked = await scriptedSignIn(who('totp', { amr: ['pwd'] }), { next: '/chat' });
    expect(asked.browser.cookie(portal.anyone.url, 'refresh')).toBeUndefined();
    expect(asked.url.search).toBe('?redirect=%2Fchat');
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
    expect(back.url.href).toBe(api('/login/provider?done=connect'));
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
    expect((await only.delete(`/api/auth/identities/${id}`)).body.code).toBe('identity.only-way');
    await old();
    expect((await only.post('/api/auth/totp')).body.code).toBe('auth.confirm-required');
    const confirm = async (script: Script) => {
      const url = await beginOwn(only, 'scripted', 'confirm', browser);
      expect(new URL(url).searchParams.get('prompt')).toBe('login');
      return scriptedReturn(url, script, { browser });
    };
    const seconds = Math.floor(Date.now() / 1000);
    expect(problemOf(await confirm(who('only')))).toBe('oidc.not-fresh');
    expect(problemOf(await confirm(who('only', { auth_time: seconds - 600 })))).toBe('oidc.not-fresh');
    expect(problemOf(await confirm(who('hedy-there', { auth_time: seconds })))).toBe('oidc.other-person');
    expect((await only.post('/api/auth/totp')).body.code).toBe('auth.confirm-required');
    expect((await confirm(who('only', { auth_time: seconds }))).url.search).toBe('?done=confirm');
    expect((await only.post('/api/auth/totp')).status).toBe(200);
  });
});

describe('sign-out at the provider', () => {
  it('ends the sessions that came from there, and the answers that they wait for', async () => {
    const [here, elsewhere] = [await realSignIn('mary'), await realSignIn('mary')];
    const [mary, other] = [await sessionOf(here.browser), await sessionOf(elsewhere.browser)];
    const [{ sid }] = (await portal.sql(
      `SELECT e.sid FROM external_sessions e JOIN sessions s ON s.id = e.session_id WHERE s.user_id = $1 ORDER BY s.created_at`,
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

describe('a provider that is out', () => {
  it('says so, and the local admin signs in', async () => {
    const { body } = await portal.anyone.get('/api/auth/providers');
    expect(body).toEqual([
      { id: 'oidc', name: 'The real one', kind: 'oidc', available: true },
      ...['scripted', 'roles', 'wait', 'shut'].map((id) => ({ id, name: '127.0.0.1', kind: 'oidc', available: true })),
      { id: 'down', name: '127.0.0.1', kind: 'oidc', available: false },
      { id: 'silent', name: '127.0.0.1', kind: 'oidc', available: false },
      { id: 'password', name: 'Password', kind: 'password', available: true },
    ]);
    for (const id of ['down', 'silent']) expect(problemOf(await scriptedSignIn({}, { id }))).toBe('oidc.unavailable');
    expect((await portal.anyone.get('/api/auth/oidc/nobody/start')).body.code).toBe('provider.not-found');
    expect((await portal.anyone.login('admin', ADMIN_PASSWORD)).url).toBe(portal.anyone.url);
  });
});
