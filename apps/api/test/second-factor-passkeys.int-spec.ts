import { Authenticator } from './authenticator.js';
import type { Person } from './portal.js';
import { startSecondFactors, type SecondFactorPortal } from './second-factor.js';

let portal: SecondFactorPortal['portal'];
let origin: SecondFactorPortal['origin'];
let named: SecondFactorPortal['named'];
let passwordStep: SecondFactorPortal['passwordStep'];
let addPasskey: SecondFactorPortal['addPasskey'];
let passkeyOptions: SecondFactorPortal['passkeyOptions'];
let withPasskey: SecondFactorPortal['withPasskey'];
beforeAll(async () => {
  ({ portal, origin, named, passwordStep, addPasskey, passkeyOptions, withPasskey } = await startSecondFactors());
});
afterAll(() => portal.close());

describe('a passkey', () => {
  let user: Person;
  let device: Authenticator;
  beforeAll(async () => {
    user = await portal.someone('user', 'ada-passkey');
    const added = await addPasskey(user);
    expect([added.reply.status, added.reply.body.recovery_codes?.length]).toEqual([201, 10]);
    device = added.device;
  });

  it('signs in alone, and the counter rises', async () => {
    const { status, body } = await withPasskey(device.get(await passkeyOptions()));
    expect([status, body.user?.username]).toEqual([200, user.username]);
    const [listed] = (await user.get('/api/auth/passkeys')).body;
    expect(listed).toEqual({
      id: expect.any(String),
      name: 'laptop',
      created_at: expect.any(String),
      last_used_at: expect.any(String),
    });
  });

  it('is a second factor too, for its own account only', async () => {
    const { body } = await passwordStep(user);
    expect(body.methods).toEqual(['passkey', 'recovery_code']);
    const step = (challenge: string, passkey: object) =>
      named(portal.anyone).post('/api/auth/login/second', { challenge, passkey });
    const other = await portal.someone();
    const { device: foreign } = await addPasskey(other);
    const refused = await step(body.challenge, foreign.get(await passkeyOptions(body.challenge)));
    expect([refused.status, refused.body.code]).toEqual([401, 'auth.passkey-refused']);
    const options = await passkeyOptions(body.challenge);
    expect(options.allowCredentials).toHaveLength(1);
    expect((await step(body.challenge, device.get(options))).status).toBe(200);
    expect((await step(body.challenge, device.get(options))).body.code).toBe('auth.challenge-ended');
  });

  it('a reply counts once, and a counter that does not rise means a copy', async () => {
    const reply = device.get(await passkeyOptions());
    expect((await withPasskey(reply)).status).toBe(200);
    expect((await withPasskey(reply)).body.code).toBe('auth.passkey-refused');
    device.counter -= 2;
    expect((await withPasskey(device.get(await passkeyOptions()))).body.code).toBe('auth.passkey-refused');
    device.counter += 5;
    expect((await withPasskey(device.get(await passkeyOptions()))).status).toBe(200);
  });

  it('of ten copies that sign with the same count at once, one gets in', async () => {
    const options = await Promise.all(Array.from({ length: 10 }, () => passkeyOptions()));
    const copies = options.map((asked) => (Object.create(device) as Authenticator).get(asked));
    device.counter += 1;
    const replies = await Promise.all(copies.map((reply) => withPasskey(reply)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
  });

  it('refuses another origin, an expired challenge, another account and a missing verification', async () => {
    const phish = Object.assign(Object.create(device) as Authenticator, { origin: 'https://pocket-11m.example' });
    expect((await withPasskey(phish.get(await passkeyOptions()))).body.code).toBe('auth.passkey-refused');
    device.counter += 5;
    const options = await passkeyOptions();
    await portal.sql(`UPDATE passkey_challenges SET expires_at = now() - interval '1 second'`);
    expect((await withPasskey(device.get(options))).body.code).toBe('auth.passkey-refused');
    const reply = device.get(await passkeyOptions());
    const userHandle = Buffer.from('01992d2e-5ef7-7000-8000-000000000000').toString('base64url');
    const foreign = { ...reply, response: { ...(reply.response as object), userHandle } };
    expect((await withPasskey(foreign)).body.code).toBe('auth.passkey-refused');
    const unverified = Object.assign(Object.create(device) as Authenticator, { verifies: false });
    expect((await withPasskey(unverified.get(await passkeyOptions()))).body.code).toBe('auth.passkey-refused');
    for (const junk of [
      {},
      { id: 7 },
      { id: 'x', response: {} },
      { ...device.get(await passkeyOptions()), response: {} },
    ])
      expect((await withPasskey(junk)).status).toBe(401);
  });

  it('cannot be registered twice, and not with a challenge of somebody else', async () => {
    const { body: options } = await named(user).post('/api/auth/passkeys/options');
    const other = await portal.someone();
    const reply = new Authenticator(origin).create(options);
    expect((await named(other).post('/api/auth/passkeys', { passkey: reply })).body.code).toBe('auth.passkey-refused');
    const { body: again } = await named(other).post('/api/auth/passkeys/options');
    const copy = await named(other).post('/api/auth/passkeys', { passkey: device.create(again) });
    expect([copy.status, copy.body.code]).toEqual([409, 'passkey.exists']);
  });

  it('is renamed and removed by its owner only', async () => {
    const [{ id }] = (await user.get('/api/auth/passkeys')).body;
    const other = await portal.someone();
    expect((await other.patch(`/api/auth/passkeys/${id}`, { name: 'mine' })).status).toBe(404);
    expect((await other.delete(`/api/auth/passkeys/${id}`)).status).toBe(404);
    expect((await user.patch(`/api/auth/passkeys/${id}`, { name: 'work laptop' })).body.name).toBe('work laptop');
    expect((await user.delete(`/api/auth/passkeys/${id}`)).status).toBe(204);
    expect((await withPasskey(device.get(await passkeyOptions()))).body.code).toBe('auth.passkey-refused');
    expect((await passwordStep(user)).body.token).toEqual(expect.any(String));
  });

  it('says where it cannot be used', async () => {
    const { status, body } = await portal.anyone.post('/api/auth/passkeys/login/options', {});
    expect([status, body.code]).toEqual([409, 'auth.passkeys-unavailable']);
    expect((await user.get('/api/auth/second-factor')).body).toMatchObject({
      passkey_origin: null,
      passkey_problem: expect.stringContaining(`http://localhost:`),
    });
    const plain = portal.anyone.with({ host: 'portal.lan' });
    expect((await plain.post('/api/auth/passkeys/login/options', {})).body.detail).toContain('https');
  });
});
