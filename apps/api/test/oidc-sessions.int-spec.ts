import { until, type Client } from './client.js';
import { eventually } from './clock.js';
import { Browser } from './oidc.js';
import { isLanding, problemOf, startOidcPortal, who, type OidcPortal } from './oidc-portal.js';
import { ADMIN_PASSWORD, PASSWORD } from './portal.js';
import { Phone } from './second-factor.js';

let portal: OidcPortal['portal'];
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
  ({ portal, scripted, api, sessionOf, scriptedSignIn, scriptedReturn, realSignIn, beginOwn, close } =
    await startOidcPortal());
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => close());

const seconds = () => Math.floor(Date.now() / 1000);
const fresh = () => ({ auth_time: seconds() });
const signedIn = async (sub: string, claims: object = fresh()) =>
  sessionOf((await scriptedSignIn(who(sub, claims))).browser);
const refresh = (cookie: string) =>
  portal.anyone.with({ cookie: `refresh=${cookie}`, 'x-requested-with': 'test' }).post('/api/auth/refresh');
/** What the audit log says of an action, oldest first. */
const trail = (action: string) =>
  portal.sql<{ actor_name: string | null; result: string; detail: { code?: string } | null }>(
    'SELECT actor_name, result, detail FROM audit_log WHERE action = $1 ORDER BY seq',
    [action],
  );

const EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const logoutToken = (claims: object) => scripted.token({}, { events: EVENT, jti: crypto.randomUUID(), ...claims });
const sendLogout = async (token: string, more: Record<string, string> = {}) =>
  (await new Browser().send(api('/api/auth/oidc/scripted/backchannel-logout'), { logout_token: token, ...more }))
    .status;

describe('what a sign-in at a provider proves', () => {
  it('is as old as the provider says; where it says nothing, nobody has confirmed anything', async () => {
    for (const [claims, status] of [
      [{}, 403],
      [{ auth_time: seconds() - 3_600 }, 403],
      [fresh(), 200],
      // A clock that is ahead makes it worth no more than one of this moment.
      [{ auth_time: seconds() + 50 }, 200],
    ] as const)
      expect([claims, (await (await signedIn('silent', claims)).post('/api/auth/totp')).status]).toEqual([
        claims,
        status,
      ]);
    const [ahead] = await portal.sql(`SELECT bool_or(confirmed_at > now()) AS yes FROM sessions`);
    expect(ahead).toEqual({ yes: false });
  });

  it('is known as well when a second factor is asked for here', async () => {
    const person = await signedIn('two');
    const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
    await person.post('/api/auth/totp/confirm', { code: phone.code() });
    await portal.sql('UPDATE totp_secrets SET last_step = NULL');
    const { url } = await scriptedSignIn(who('two', { auth_time: seconds() - 3_600 }));
    const challenge = new URLSearchParams(url.hash.slice(1)).get('challenge');
    const { body } = await portal.anyone.post('/api/auth/login/second', { challenge, code: phone.code(1) });
    const again = portal.anyone.withToken(body.token as string);
    expect((await again.post('/api/auth/recovery-codes')).body.code).toBe('auth.confirm-required');
  });

  it('that the provider cannot say when it was, has an answer of its own', async () => {
    const { browser } = await scriptedSignIn(who('timeless'));
    const timeless = await sessionOf(browser);
    const confirm = async (claims: object) =>
      scriptedReturn(await beginOwn(timeless, 'scripted', 'confirm', browser), who('timeless', claims), { browser });
    const back = await confirm({});
    expect(back.url.href).toBe(api('/login?via=scripted&problem=oidc.no-auth-time&purpose=confirm'));
    expect(problemOf(await confirm({ auth_time: seconds() - 600 }))).toBe('oidc.not-fresh');
    expect(problemOf(await confirm(fresh()))).toBe(null);
    expect((await trail('auth.identity-confirmed')).map(({ actor_name, result }) => [actor_name, result])).toEqual([
      ['timeless', 'refused'],
      ['timeless', 'refused'],
      ['timeless', 'ok'],
    ]);
  });
});

describe('the life of a session', () => {
  it('ends after some hours if it came from a provider, however much it is used', async () => {
    const { browser } = await scriptedSignIn(who('leaver'));
    const cookie = () => browser.cookie(portal.anyone.url, 'refresh')!;
    const { body, headers } = await refresh(cookie());
    const sid = (body.token as string) && cookie().split('.')[0];
    const [capped] = await portal.sql(
      `SELECT expires_at <= created_at + interval '12 hours' AS yes FROM sessions WHERE id = $1`,
      [sid],
    );
    expect(capped).toEqual({ yes: true });
    // As a session that was opened before there was an end, or under a later one.
    await portal.sql(`UPDATE sessions SET created_at = now() - interval '13 hours'`);
    const newest = /refresh=([^;]+)/.exec(String(headers['set-cookie']))![1]!;
    const over = await refresh(newest);
    expect([over.status, over.body.code]).toEqual([401, 'auth.provider-again']);
    const someone = await portal.someone();
    const login = await portal.anyone.post('/api/auth/login', { username: someone.username, password: PASSWORD });
    await portal.sql(`UPDATE sessions SET created_at = now() - interval '13 hours'`);
    const own = /refresh=([^;]+)/.exec(String(login.headers['set-cookie']))![1]!;
    expect((await refresh(own)).status).toBe(200);
    admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  });

  it('ends with the connection that it came through, but the one that ends the connection goes on', async () => {
    const hedy = await portal.someone('user', 'hedy');
    const browser = new Browser();
    await scriptedReturn(await beginOwn(hedy, 'scripted', 'connect', browser), who('hedy-there'), { browser });
    const [thief, mine] = [await signedIn('hedy-there'), await signedIn('hedy-there')];
    const [{ id }] = (await mine.get('/api/auth/identities')).body.identities;
    expect((await mine.delete(`/api/auth/identities/${id}`)).status).toBe(204);
    expect((await thief.get('/api/auth/me')).status).toBe(401);
    for (const kept of [mine, hedy]) expect((await kept.get('/api/auth/me')).status).toBe(200);
  });
});

describe('a sign-out at the provider', () => {
  it('ends sessions whose sign-in told no name of the session, and none of another one', async () => {
    const [nameless, other] = [await signedIn('sids'), await signedIn('sids', { sid: 'another', ...fresh() })];
    expect(await sendLogout(await logoutToken({ sub: 'sids', sid: 'the-session' }))).toBe(200);
    expect((await nameless.get('/api/auth/me')).status).toBe(401);
    expect((await other.get('/api/auth/me')).status).toBe(200);
  });

  it('ends a sign-in that waits for its second factor', async () => {
    const person = await signedIn('waiting');
    const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
    await person.post('/api/auth/totp/confirm', { code: phone.code() });
    await portal.sql('UPDATE totp_secrets SET last_step = NULL');
    const { url } = await scriptedSignIn(who('waiting', { sid: 'waits' }));
    const challenge = new URLSearchParams(url.hash.slice(1)).get('challenge');
    expect(await sendLogout(await logoutToken({ sid: 'waits' }))).toBe(200);
    const { body } = await portal.anyone.post('/api/auth/login/second', { challenge, code: phone.code(1) });
    expect(body.code).toBe('auth.challenge-ended');
  });

  it('counts again when it could not be carried out, and takes fields that it does not know', async () => {
    const person = await signedIn('unlucky', { sid: 'unlucky', ...fresh() });
    const token = await logoutToken({ sid: 'unlucky' });
    await portal.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$`);
    await portal.sql('CREATE TRIGGER refuse BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION refuse()');
    try {
      expect(await sendLogout(token)).toBe(500);
    } finally {
      await portal.sql('DROP TRIGGER refuse ON sessions');
    }
    expect((await person.get('/api/auth/me')).status).toBe(200);
    expect(await sendLogout(token, { state: 'of some provider' })).toBe(200);
    expect((await person.get('/api/auth/me')).status).toBe(401);
    expect(await sendLogout(token)).toBe(400);
  });

  it('ends the answers also in a process that was not told', async () => {
    const person = await signedIn('reader', { sid: 'reader', ...fresh() });
    portal.fake.setScenario('endless');
    const frames = (await person.stream('/api/chat', { prompt: 'go on', stream: true }))[Symbol.asyncIterator]();
    await until(frames, 'delta');
    // What another process leaves in the database.
    await portal.sql(
      `UPDATE sessions SET revoked_at = now(), ended_from_outside = true
       WHERE id IN (SELECT session_id FROM external_sessions WHERE sid = 'reader')`,
    );
    await portal.fake.waitForAbort();
    portal.fake.setScenario('hello');
  });

  it('is offered right after a restart', async () => {
    const person = await sessionOf((await realSignIn('late')).browser);
    await portal.restart();
    expect((await person.post('/api/auth/logout')).body.provider_logout_url).toContain('/session/end?');
    admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  });
});

describe('the way there and back', () => {
  it('a place that begins too many sign-ins is in nobody else’s way', async () => {
    await portal.sql(
      `INSERT INTO oidc_sign_ins (state_hash, browser_hash, provider, purpose, redirect_uri, address_block, expires_at)
       SELECT 'h' || i, 'b', 'scripted', 'sign-in', 'r', '203.0.113.9', now() + interval '10 minutes'
       FROM generate_series(1, 20000) i`,
    );
    expect(problemOf(await scriptedSignIn(who('calm')))).toBe(null);
    await portal.sql(`UPDATE oidc_sign_ins SET address_block = '127.0.0.1'`);
    expect(problemOf(await scriptedSignIn(who('calm')))).toBe(null);
    const [left] = await portal.sql('SELECT count(*) < 2000 AS few FROM oidc_sign_ins');
    expect(left).toEqual({ few: true });
  });

  it('what goes wrong is told on a page, whatever it is', async () => {
    const back = async (path: string) => (await new Browser().open(api(path), isLanding)).url.href;
    expect(await back('/api/auth/oidc/nobody/start')).toBe(api('/login?via=unknown&problem=provider.not-found'));
    expect(await back('/api/auth/oidc/nobody/callback')).toBe(api('/login?via=unknown&problem=provider.not-found'));
    expect(await back('/api/auth/oidc/%2F%2Fevil/start')).toBe(api('/login?via=unknown&problem=provider.not-found'));
    await portal.sql('ALTER TABLE oidc_sign_ins RENAME TO away');
    try {
      expect(await back('/api/auth/oidc/scripted/start')).toBe(api('/login?via=scripted&problem=internal.error'));
    } finally {
      await portal.sql('ALTER TABLE away RENAME TO oidc_sign_ins');
    }
  });

  it('what a person who was signed in went for is said when it failed', async () => {
    const eve = await portal.someone('user', 'eve');
    const browser = new Browser();
    await signedIn('taken');
    const back = await scriptedReturn(await beginOwn(eve, 'scripted', 'connect', browser), who('taken'), { browser });
    expect(back.url.href).toBe(api('/login?via=scripted&problem=oidc.connected-elsewhere&purpose=connect'));
    expect((await trail('auth.identity-connected')).at(-1)).toMatchObject({
      actor_name: 'eve',
      result: 'refused',
      detail: { code: 'oidc.connected-elsewhere' },
    });
    const { email } = (await eve.get('/api/auth/me')).body;
    expect(problemOf(await scriptedSignIn(who('else', { email })))).toBe('oidc.email-taken');
    expect((await trail('oidc.callback')).at(-1)).toMatchObject({
      result: 'refused',
      detail: { code: 'oidc.email-taken' },
    });
  });

  it.each(['/.//evil.example', '/a/..//evil.example', '/%2e//evil.example'])(
    'nobody is sent on to %s',
    async (next) => {
      expect((await scriptedSignIn(who('calm'), { next })).url.href).toBe(api('/login?via=scripted'));
    },
  );

  it('a person of whom the token says enough comes in without user info; roles wait for it', async () => {
    scripted.userInfo = undefined;
    try {
      expect(problemOf(await scriptedSignIn(who('bare', { preferred_username: undefined })))).toBe(null);
      expect(problemOf(await scriptedSignIn(who('bare'), { id: 'roles' }))).not.toBe(null);
    } finally {
      scripted.userInfo = {};
    }
    expect(problemOf(await scriptedSignIn(who('bare'), { id: 'roles' }))).toBe(null);
  });
});

describe('the last way in', () => {
  it('stays, also when two are given up at once, and a provider that is gone is none', async () => {
    const only = await signedIn('only');
    const insert = (issuer: string) =>
      portal.sql(
        `INSERT INTO external_identities (id, user_id, issuer, subject) VALUES (gen_random_uuid(), $1, $2, 'only-2')`,
        [only.user.id, issuer],
      );
    await insert('https://gone.example.org');
    const ids = async () =>
      (await only.get('/api/auth/identities')).body.identities.map(({ id }: { id: string }) => id) as string[];
    const [first] = await ids();
    expect((await only.delete(`/api/auth/identities/${first}`)).body.code).toBe('identity.only-way');
    await portal.sql(`UPDATE external_identities SET issuer = $1 WHERE subject = 'only-2'`, [scripted.issuer]);
    const statuses = (await Promise.all((await ids()).map((id) => only.delete(`/api/auth/identities/${id}`)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([204, 409]);
  });
});

describe('work at night', () => {
  it('is done for a person whose second factor is the provider’s', async () => {
    const night = await signedIn('night', { amr: ['mfa'], ...fresh() });
    const path = '/api/chat/schedules';
    const { id } = (await night.post(path, { name: 'N', prompt: 'New?', cron: '30 7 * * *', timezone: 'UTC' })).body;
    await admin.put('/api/admin/settings', { second_factor_required: 'all' });
    await portal.sql(`UPDATE chat_schedules SET next_run_at = now() - interval '1 day' WHERE id = $1`, [id]);
    await night.patch(`${path}/${id}`, { name: 'N2' });
    const state = async () => (await night.get(path)).body[0];
    await eventually(async () => (await state()).last_run_at !== null || (await state()).failures > 0);
    expect(await state()).toMatchObject({ failures: 0, last_error: null });
  });
});

// Last, because this address may begin no more for a minute.
it('a stranger’s callbacks are bounded, and keep nobody who is on the way from coming home', async () => {
  const browser = new Browser();
  const { headers } = await browser.send(api('/api/auth/oidc/scripted/start'));
  const made = new Browser();
  const junk = () => made.open(api('/api/auth/oidc/scripted/callback?code=c&state=s'), isLanding);
  let told: string | null = null;
  for (let calls = 0; calls < 200 && told !== 'request.rate-limited'; calls++) told = problemOf(await junk());
  expect(told).toBe('request.rate-limited');
  expect(problemOf(await made.open(api('/api/auth/oidc/scripted/start'), isLanding))).toBe('request.rate-limited');
  expect(problemOf(await scriptedReturn(String(headers.location), who('calm'), { browser }))).toBe(null);
});
