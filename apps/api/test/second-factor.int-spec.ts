import type { Person } from './portal.js';
import { Phone, startSecondFactors, type SecondFactorPortal } from './second-factor.js';

let portal: SecondFactorPortal['portal'];
let passwordStep: SecondFactorPortal['passwordStep'];
let challengeOf: SecondFactorPortal['challengeOf'];
let second: SecondFactorPortal['second'];
let forgetSteps: SecondFactorPortal['forgetSteps'];
let forgetFailures: SecondFactorPortal['forgetFailures'];
let enrol: SecondFactorPortal['enrol'];
beforeAll(async () => {
  ({ portal, passwordStep, challengeOf, second, forgetSteps, forgetFailures, enrol } = await startSecondFactors());
});
afterAll(() => portal.close());

describe('an authenticator app', () => {
  let ada: Person;
  let phone: Phone;
  let recoveryCodes: string[];
  beforeAll(async () => {
    ada = await portal.someone('user', 'ada-totp');
    ({ phone, recoveryCodes } = await enrol(ada));
  });
  beforeEach(() => forgetSteps(ada.id));

  it('is asked for after the password, and the session of before is kept', async () => {
    const { status, body } = await passwordStep(ada);
    expect([status, body]).toEqual([
      200,
      { challenge: expect.stringMatching(/^[\w-]{43}$/), methods: ['totp', 'recovery_code'], expires_in: 300 },
    ]);
    const done = await second(body.challenge, phone.code(1));
    expect([done.status, done.body.user.username]).toEqual([200, ada.username]);
    expect(String(done.headers['set-cookie'])).toContain('refresh=');
    expect((await portal.anyone.withToken(done.body.token).get('/api/auth/me')).status).toBe(200);
    expect((await ada.get('/api/auth/me')).status).toBe(200);
  });

  it('takes a code of 30 seconds ago, and none that is older', async () => {
    expect((await second(await challengeOf(ada), phone.code(-3))).body.code).toBe('auth.wrong-code');
    await forgetFailures(ada.id);
  });

  it('no code works twice, not even at the same time', async () => {
    await forgetFailures(ada.id);
    const challenges = await Promise.all(Array.from({ length: 4 }, () => challengeOf(ada)));
    const code = phone.code(1);
    const replies = await Promise.all(challenges.map((challenge) => second(challenge, code)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    await forgetFailures(ada.id);
  });

  it('a challenge works once, and not for somebody else’s code', async () => {
    const grace = await portal.someone();
    const other = await enrol(grace);
    await forgetSteps(grace.id);
    const challenge = await challengeOf(ada);
    expect((await second(challenge, other.phone.code(1))).body.code).toBe('auth.wrong-code');
    expect((await second(challenge, other.recoveryCodes[0]!)).body.code).toBe('auth.wrong-code');
    expect((await second(challenge, phone.code(1))).status).toBe(200);
    await forgetSteps(ada.id);
    expect((await second(challenge, phone.code(2))).body.code).toBe('auth.challenge-ended');
  });

  it('an expired or invented challenge is refused', async () => {
    const challenge = await challengeOf(ada);
    await portal.sql(`UPDATE login_challenges SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      ada.id,
    ]);
    for (const dead of [challenge, 'invented']) {
      const { status, body } = await second(dead, phone.code(1));
      expect([status, body.code]).toEqual([401, 'auth.challenge-ended']);
    }
  });

  it('a recovery code takes its place once, in whatever spelling', async () => {
    const spelled = recoveryCodes[0]!.toUpperCase().replaceAll('-', ' ');
    expect(recoveryCodes).toHaveLength(10);
    expect((await second(await challengeOf(ada), spelled)).status).toBe(200);
    expect((await second(await challengeOf(ada), recoveryCodes[0]!)).body.code).toBe('auth.wrong-code');
    expect((await ada.get('/api/auth/second-factor')).body).toMatchObject({ totp: true, recovery_codes_left: 9 });
  });

  it('new recovery codes replace the old ones', async () => {
    const { body } = await ada.post('/api/auth/recovery-codes');
    expect((await second(await challengeOf(ada), recoveryCodes[1]!)).status).toBe(401);
    expect((await second(await challengeOf(ada), body.recovery_codes[0])).status).toBe(200);
  });

  it('another one counts only once it is confirmed', async () => {
    const next = new Phone((await ada.post('/api/auth/totp')).body.secret as string);
    expect((await second(await challengeOf(ada), phone.code(1))).status).toBe(200);
    expect((await ada.post('/api/auth/totp/confirm', { code: '000000' })).body.code).toBe('auth.wrong-code');
    expect((await ada.post('/api/auth/totp/confirm', { code: next.code(1) })).body).toEqual({ recovery_codes: [] });
    await forgetSteps(ada.id);
    expect((await second(await challengeOf(ada), phone.code(1))).status).toBe(401);
    expect((await second(await challengeOf(ada), next.code(1))).status).toBe(200);
    phone = next;
  });

  it('stands in the database encrypted only, recovery codes and challenges as hashes', async () => {
    const challenge = await challengeOf(ada);
    for (const table of ['totp_secrets', 'recovery_codes', 'login_challenges', 'audit_log']) {
      const dump = JSON.stringify(await portal.sql(`SELECT t::text FROM ${table} t`));
      for (const secret of [phone.secret, Buffer.from(phone.secret).toString('hex'), challenge, ...recoveryCodes])
        expect(dump).not.toContain(secret);
    }
  });

  it('leaves the account with a password alone when it is removed', async () => {
    expect((await ada.delete('/api/auth/totp')).status).toBe(204);
    expect((await passwordStep(ada)).body.token).toEqual(expect.any(String));
    expect((await ada.get('/api/auth/second-factor')).body).toMatchObject({ totp: false, recovery_codes_left: 0 });
    expect((await ada.delete('/api/auth/totp')).body.code).toBe('auth.second-factor-missing');
    expect((await ada.post('/api/auth/recovery-codes')).body.code).toBe('auth.second-factor-missing');
  });
});

describe('guessing codes', () => {
  it('five wrong codes end the challenge, and the account waits', async () => {
    const user = await portal.someone();
    const { phone, recoveryCodes } = await enrol(user);
    const challenge = await challengeOf(user);
    for (let i = 0; i < 5; i++) expect((await second(challenge, '000000')).body.code).toBe('auth.wrong-code');
    expect((await second(challenge, phone.code(2))).body.code).toBe('auth.challenge-ended');
    const next = await challengeOf(user);
    const { status, body, headers } = await second(next, phone.code(2));
    expect([status, body.code]).toEqual([429, 'auth.too-many-attempts']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await second(next, recoveryCodes[0]!)).status).toBe(200);
  });

  it('many at once: five are looked at, however many challenges there are', async () => {
    const user = await portal.someone();
    await enrol(user);
    const challenges = await Promise.all(Array.from({ length: 4 }, () => challengeOf(user)));
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, i) => second(challenges[i % challenges.length]!, '000000')),
    );
    const codes = replies.map(({ body }) => body.code as string);
    expect(codes.filter((code) => code === 'auth.wrong-code')).toHaveLength(5);
    const refused = ['auth.wrong-code', 'auth.too-many-attempts', 'auth.challenge-ended'];
    expect(codes.filter((code) => !refused.includes(code))).toEqual([]);
  });

  it('the wait doubles, ends, and a right code clears it', async () => {
    const user = await portal.someone();
    const { phone } = await enrol(user);
    await forgetSteps(user.id);
    const seconds = async () =>
      (
        await portal.sql<{ n: number }>(
          'SELECT round(extract(epoch FROM blocked_until - last_at))::int AS n FROM code_failures WHERE user_id = $1',
          [user.id],
        )
      )[0]?.n;
    const waits: (number | undefined)[] = [];
    for (let i = 0; i < 12; i++) {
      await portal.sql('UPDATE code_failures SET blocked_until = now() WHERE user_id = $1', [user.id]);
      await second(await challengeOf(user), '000000');
      waits.push(await seconds());
    }
    expect(waits).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
    await portal.sql('UPDATE code_failures SET blocked_until = now() WHERE user_id = $1', [user.id]);
    expect((await second(await challengeOf(user), phone.code(1))).status).toBe(200);
    expect(await seconds()).toBeUndefined();
  });

  it('needs either a code or a passkey', async () => {
    for (const body of [{ challenge: 'x' }, { challenge: 'x', code: '1', passkey: {} }, { code: '123456' }])
      expect((await portal.anyone.post('/api/auth/login/second', body)).body.code).toBe('request.invalid');
  });
});
