import { randomBytes } from 'node:crypto';
import { JWT_SECRET } from './portal.js';
import { startSecondFactors, type SecondFactorPortal } from './second-factor.js';

let desk: SecondFactorPortal;
beforeAll(async () => {
  desk = await startSecondFactors();
});
afterAll(() => desk.portal.close());

describe('J13: another JWT_SECRET', () => {
  const [second, third] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  const restart = (env: NodeJS.ProcessEnv) => desk.portal.restart(env);
  const clientOf = (token: string) => desk.portal.anyone.withToken(token);

  it('signs nobody out while the one before is given, and ends its tokens when it is not', async () => {
    const { portal } = desk;
    const { username } = await portal.someone();
    const signIn = async () => (await desk.passwordStep({ username })).body.token as string;
    const old = await signIn();
    await restart({ JWT_SECRET: second, JWT_SECRET_PREVIOUS: JWT_SECRET });
    const fresh = await signIn();
    for (const token of [old, fresh]) expect((await clientOf(token).get('/api/auth/me')).status).toBe(200);
    await restart({ JWT_SECRET: second });
    expect((await clientOf(fresh).get('/api/auth/me')).status).toBe(200);
    expect((await clientOf(old).get('/api/auth/me')).body.code).toBe('auth.invalid-token');
  });

  it('keeps authenticator apps: what was sealed under the one before is sealed anew at the start', async () => {
    const { portal } = desk;
    const person = await portal.someone();
    const { phone } = await desk.enrol(person);
    await restart({ JWT_SECRET: third, JWT_SECRET_PREVIOUS: second });
    await restart({ JWT_SECRET: third });
    await desk.forgetSteps(person.id);
    const challenge = (
      await portal.anyone.post('/api/auth/login', { username: person.username, password: 'correct horse battery' })
    ).body.challenge as string;
    const { status } = await portal.anyone.post('/api/auth/login/second', { challenge, code: phone.code(1) });
    expect(status).toBe(200);
  });

  it('a token cannot choose the key by which it is judged', async () => {
    const { portal } = desk;
    await restart({ JWT_SECRET: third, JWT_SECRET_PREVIOUS: second });
    const { username } = await portal.someone();
    const token = (await desk.portal.anyone.post('/api/auth/login', { username, password: 'correct horse battery' }))
      .body.token as string;
    const [header, claims, signature] = token.split('.') as [string, string, string];
    const named = (kid: unknown) => {
      const fields = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
      return [Buffer.from(JSON.stringify({ ...fields, kid })).toString('base64url'), claims, signature].join('.');
    };
    for (const kid of ['', null, 1, {}, ['x'], '../../secrets/jwt', "' OR 1=1 --", 'x'.repeat(10_000)])
      expect([kid, (await clientOf(named(kid)).get('/api/auth/me')).status]).toEqual([kid, 401]);
    expect((await clientOf(token).get('/api/auth/me')).status).toBe(200);
  });
});
