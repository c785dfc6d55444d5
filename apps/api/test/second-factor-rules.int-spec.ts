import type { Client } from './client.js';
import { PASSWORD, type Person } from './portal.js';
import { startSecondFactors, type SecondFactorPortal } from './second-factor.js';

let portal: SecondFactorPortal['portal'];
let admin: SecondFactorPortal['admin'];
let named: SecondFactorPortal['named'];
let passwordStep: SecondFactorPortal['passwordStep'];
let challengeOf: SecondFactorPortal['challengeOf'];
let second: SecondFactorPortal['second'];
let forgetSteps: SecondFactorPortal['forgetSteps'];
let enrol: SecondFactorPortal['enrol'];
let addPasskey: SecondFactorPortal['addPasskey'];
let passkeyOptions: SecondFactorPortal['passkeyOptions'];
let withPasskey: SecondFactorPortal['withPasskey'];
beforeAll(async () => {
  ({
    portal,
    admin,
    named,
    passwordStep,
    challengeOf,
    second,
    forgetSteps,
    enrol,
    addPasskey,
    passkeyOptions,
    withPasskey,
  } = await startSecondFactors());
});
afterAll(() => portal.close());

describe('changes need a password of the last five minutes', () => {
  it('for every one of them', async () => {
    const user = await portal.someone();
    await portal.sql(`UPDATE sessions SET confirmed_at = now() - interval '6 minutes' WHERE user_id = $1`, [user.id]);
    const calls = () =>
      Promise.all([
        user.post('/api/auth/totp'),
        user.post('/api/auth/totp/confirm', { code: '123456' }),
        user.delete('/api/auth/totp'),
        user.post('/api/auth/recovery-codes'),
        named(user).post('/api/auth/passkeys/options'),
        named(user).post('/api/auth/passkeys', { passkey: {} }),
        user.delete('/api/auth/passkeys/01992d2e-5ef7-7000-8000-000000000000'),
      ]);
    for (const { status, body } of await calls()) expect([status, body.code]).toEqual([403, 'auth.confirm-required']);
    await user.post('/api/auth/confirm', { password: PASSWORD });
    for (const { body } of await calls()) expect(body.code).not.toBe('auth.confirm-required');
  });
});

describe('a portal that requires a second factor', () => {
  let boss: Person;
  const setRule = (value: string) => boss.put('/api/admin/settings', { second_factor_required: value });
  const statusOf = async (client: Client, path = '/api/models') => (await client.get(path)).status;
  beforeAll(async () => {
    boss = await portal.someone('admin');
    await enrol(boss);
  });
  afterEach(() => setRule('none'));

  it('of admins: they can set one up and nothing else, until they have', async () => {
    const [user, other] = [await portal.someone(), await portal.someone('admin')];
    expect((await passwordStep(other)).body.second_factor_required).toBe(false);
    expect((await setRule('somebody')).status).toBe(400);
    expect((await setRule('admins')).status).toBe(200);
    expect([await statusOf(user), await statusOf(boss, '/api/admin/users')]).toEqual([200, 200]);
    for (const path of ['/api/models', '/api/admin/users', '/api/auth/sessions']) {
      const { status, body } = await other.get(path);
      expect([status, body.code]).toEqual([403, 'auth.second-factor-required']);
    }
    expect((await other.get('/api/auth/me')).status).toBe(200);
    expect((await other.get('/api/auth/second-factor')).body).toMatchObject({ required: true, totp: false });
    expect((await passwordStep(other)).body.second_factor_required).toBe(true);
    await enrol(other);
    expect(await statusOf(other, '/api/admin/users')).toBe(200);
  });

  it('on a route for anyone, a session without one does no more than anyone', async () => {
    const other = await portal.someone('admin');
    await setRule('admins');
    const account = { username: 'made-admin', email: 'made-admin@example.org', password: PASSWORD, role: 'admin' };
    expect((await other.post('/api/auth/register', account)).status).toBe(403);
    expect((await boss.post('/api/auth/register', account)).status).toBe(201);
  });

  it('and acceptance of terms: the terms come first', async () => {
    const other = await portal.someone('admin');
    await setRule('admins');
    const { version } = (await boss.put('/api/admin/terms', { text: 'Terms', required: true })).body;
    const code = async () => (await other.get('/api/models')).body.code;
    expect(await code()).toBe('auth.terms-required');
    await other.post('/api/auth/terms/accept', { version });
    expect(await code()).toBe('auth.second-factor-required');
    await boss.post('/api/auth/terms/accept', { version });
    await boss.put('/api/admin/terms', { text: 'Terms' });
  });

  it('of all: of people too; an API key goes on', async () => {
    const [user, developer] = [await portal.someone(), await portal.someone('developer')];
    const key = (await developer.post('/api/developer/api-keys', {})).body.key_value as string;
    await setRule('all');
    expect([await statusOf(user), await statusOf(developer)]).toEqual([403, 403]);
    expect(await statusOf(portal.anyone.withKey(key))).toBe(200);
    await addPasskey(user);
    expect(await statusOf(user)).toBe(200);
  });
});

describe('somebody who has lost it', () => {
  it('is helped by an admin, never by oneself in that way', async () => {
    const [user, boss] = [await portal.someone(), await portal.someone('admin')];
    await enrol(user);
    await enrol(boss);
    const url = (id: string) => `/api/admin/users/${id}/second-factor`;
    const row = async () => (await admin.get(`/api/admin/users?q=${user.username}`)).body[0].second_factor as boolean;
    expect(await row()).toBe(true);
    expect((await user.delete(url(user.id))).status).toBe(403);
    expect((await boss.delete(url(boss.id))).body.code).toBe('user.self-lockout');
    expect((await admin.delete(url(user.id))).status).toBe(204);
    expect((await admin.delete(url(user.id))).body.code).toBe('auth.second-factor-missing');
    expect(await row()).toBe(false);
    expect((await passwordStep(user)).body.token).toEqual(expect.any(String));
    expect((await admin.get(`/api/admin/audit?target=${user.id}&action=user.second-factor-reset`)).body).toMatchObject([
      { result: 'ok', actor_name: 'admin', target_name: user.username },
    ]);
  });

  it('is told when the server cannot read the secret; a recovery code still works', async () => {
    const [user, other] = [await portal.someone(), await portal.someone()];
    const { phone, recoveryCodes } = await enrol(user);
    await enrol(other);
    // A secret is bound to its account, so this one is as unreadable as one under another JWT_SECRET.
    await portal.sql(
      'UPDATE totp_secrets SET secret = (SELECT secret FROM totp_secrets WHERE user_id = $2) WHERE user_id = $1',
      [user.id, other.id],
    );
    const challenge = await challengeOf(user);
    const { status, body } = await second(challenge, phone.code(2));
    expect([status, body.code]).toEqual([409, 'auth.second-factor-unreadable']);
    expect((await second(challenge, recoveryCodes[0]!)).status).toBe(200);
  });
});

/** What the audit log has of somebody, oldest first. */
const audited = async (person: { username: string }): Promise<string[]> =>
  (await admin.get(`/api/admin/audit?actor=${person.username}`)).body
    .map(({ action, result }: { action: string; result: string }) => `${action} ${result}`)
    .reverse();

it('the audit log has every step, refusals too', async () => {
  const user = await portal.someone('user', 'ada-audited');
  const { phone } = await enrol(user);
  await forgetSteps(user.id);
  const challenge = await challengeOf(user);
  await second(challenge, '000000');
  await second(challenge, phone.code(1));
  const { device, reply } = await addPasskey(user);
  await withPasskey(device.get(await passkeyOptions()));
  device.counter = 0;
  await withPasskey(device.get(await passkeyOptions()));
  await user.patch(`/api/auth/passkeys/${reply.body.passkey.id}`, { name: 'mine' });
  await user.delete(`/api/auth/passkeys/${reply.body.passkey.id}`);
  await user.post('/api/auth/recovery-codes');
  await user.delete('/api/auth/totp');
  expect(await audited(user)).toEqual([
    'auth.login ok',
    'auth.totp-begun ok',
    'auth.totp-enrolled ok',
    'auth.second-factor-asked ok',
    'secondStep.second refused',
    'auth.login ok',
    'auth.passkey-added ok',
    'auth.login ok',
    'secondStep.passkeyLogin refused',
    'auth.passkey-renamed ok',
    'auth.passkey-removed ok',
    'auth.recovery-codes-renewed ok',
    'auth.totp-removed ok',
  ]);
});
