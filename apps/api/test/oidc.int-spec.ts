import type { Client } from './client.js';
import { Browser, type Script } from './oidc.js';
import { isLanding, problemOf, startOidcPortal, who, type OidcPortal } from './oidc-portal.js';
import { ADMIN_PASSWORD, JWT_SECRET } from './portal.js';
import { ServerProcess } from './process.js';

let portal: OidcPortal['portal'];
let real: OidcPortal['real'];
let scripted: OidcPortal['scripted'];
let api: OidcPortal['api'];
let sessionOf: OidcPortal['sessionOf'];
let scriptedSignIn: OidcPortal['scriptedSignIn'];
let realSignIn: OidcPortal['realSignIn'];
let close: OidcPortal['close'];
let admin: Client;
beforeAll(async () => {
  ({ portal, real, scripted, api, sessionOf, scriptedSignIn, realSignIn, close } = await startOidcPortal());
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => close());

describe('the whole way', () => {
  it('goes from the sign-in page through the provider’s own into a session, and out of both', async () => {
    await real.people({ ada: { preferred_username: 'Ada L.', email: 'ada@real.example', email_verified: true } });
    const { url, browser } = await realSignIn('ada');
    expect(url.href).toBe(api('/login?via=oidc&redirect=%2Fhistory'));
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
    expect(url.href).toBe(api('/login?via=oidc&problem=oidc.denied'));
  });
});

describe('what binds a sign-in', () => {
  it('a state works once, in the browser that began, at its provider', async () => {
    const { callback, browser, url } = await scriptedSignIn(who('once'), { next: '/chat?x=1#y' });
    expect(url.href).toBe(api(`/login?via=scripted&redirect=${encodeURIComponent('/chat?x=1#y')}`));
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
      expect(url.href).toBe(api('/login?via=scripted'));
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

describe('several processes', () => {
  it('one begins, another one takes the callback', async () => {
    const port = new URL(portal.anyone.url).port;
    const [{ url: database }] = (await portal.sql(`SELECT current_database() AS url`)) as [{ url: string }];
    const other = await ServerProcess.start({
      DATABASE_URL: `${process.env.TEST_POSTGRES}/${database}`,
      DATA_DIR: portal.folder,
      JWT_SECRET,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      OIDC_ISSUER: scripted.issuer,
      OIDC_CLIENT_ID: 'portal',
      OIDC_PROVIDERS: 'scripted,oidc',
      OIDC_SCRIPTED_ISSUER: scripted.issuer,
      OIDC_SCRIPTED_CLIENT_ID: 'portal',
    });
    const browser = new Browser();
    const { headers } = await browser.send(api('/api/auth/oidc/scripted/start'));
    const away = new URL(String(headers.location)).searchParams;
    [scripted.nonce, scripted.script] = [away.get('nonce')!, who('once')];
    browser.setCookie(other.client.url, 'oidc', browser.cookie(portal.anyone.url, 'oidc')!);
    const callback = `/api/auth/oidc/scripted/callback?code=c&state=${away.get('state')}`;
    const { url } = await browser.open(`${other.client.url}${callback}`, isLanding);
    expect(problemOf({ url })).toBe(null);
    expect(browser.cookie(other.client.url, 'refresh')).toMatch(/^\S{20,}$/);
    expect((await other.stop()).code).toBe(0);
  });
});

describe('a provider that is out', () => {
  it('says so, and the local admin signs in', async () => {
    const { body } = await portal.anyone.get('/api/auth/providers');
    expect(body).toEqual([
      { id: 'oidc', name: 'The real one', kind: 'oidc', available: true },
      ...['scripted', 'roles', 'work', 'home', 'wait', 'shut'].map((id) => ({
        id,
        name: '127.0.0.1',
        kind: 'oidc',
        available: true,
      })),
      { id: 'down', name: '127.0.0.1', kind: 'oidc', available: false },
      { id: 'silent', name: '127.0.0.1', kind: 'oidc', available: false },
      { id: 'password', name: 'Password', kind: 'password', available: true },
    ]);
    for (const id of ['down', 'silent']) expect(problemOf(await scriptedSignIn({}, { id }))).toBe('oidc.unavailable');
    const nobody = await new Browser().open(api('/api/auth/oidc/nobody/start'), isLanding);
    expect(problemOf(nobody)).toBe('provider.not-found');
    expect((await portal.anyone.login('admin', ADMIN_PASSWORD)).url).toBe(portal.anyone.url);
  });
});
