import { createHmac } from 'node:crypto';
import type { Client, Reply } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

const cookieOf = ({ headers }: Reply): string => String([headers['set-cookie']].flat()[0]).split(';')[0]!;
const refreshWith = (cookie: string, more: Record<string, string> = {}) =>
  portal.anyone.with({ cookie, 'x-requested-with': 'pocket-llm', ...more }).post('/api/auth/refresh');

describe('tokens', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forge = (
    claims: object,
    { alg = 'HS256', secret = 'integration-tests-0123456789abcdef', hash = 'sha256', header = {} } = {},
  ) => {
    const body = `${encode({ alg, typ: 'JWT', ...header })}.${encode(claims)}`;
    return `${body}.${alg.toLowerCase() === 'none' ? '' : createHmac(hash, secret).update(body).digest('base64url')}`;
  };
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

  it('J1 J2 J3 J4 J5: forged, foreign, expired and mistyped tokens are 401', async () => {
    const { body } = await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' });
    const claims = claimsOf(body.token);
    const now = Math.floor(Date.now() / 1000);
    const { exp: _, ...withoutExp } = claims;
    // First show that the test's signing works.
    expect((await portal.anyone.withToken(forge(claims)).get('/api/auth/me')).status).toBe(200);
    const bad = [
      ...['none', 'None', 'nOnE'].map((alg) => forge(claims, { alg })),
      forge(claims, { alg: 'HS512', hash: 'sha512' }),
      forge(claims, { alg: 'RS256' }),
      forge(claims, { secret: '' }),
      forge(claims, { secret: 'another-secret-another-secret-123' }),
      forge({ ...claims, exp: now - 10 }),
      forge(withoutExp),
      forge({ ...claims, exp: String(now + 100) }),
      forge({ ...claims, nbf: now + 100 }),
      forge({ ...claims, typ: 'refresh' }),
      forge({ ...claims, aud: 'somebody' }),
      forge({ ...claims, iss: 'somebody' }),
      forge({ ...claims, sid: `' OR 1=1 --` }),
      `${body.token}x`,
      'not.a.token',
      '',
    ];
    const replies = await Promise.all(bad.map((token) => portal.anyone.withToken(token).get('/api/auth/me')));
    expect(replies.map(({ status }) => status)).toEqual(bad.map(() => 401));
    const withKid = forge(claims, { header: { kid: '../../dev/null', jku: 'http://127.0.0.1:1/keys' }, secret: '' });
    expect((await portal.anyone.withToken(withKid).get('/api/auth/me')).status).toBe(401);
  });

  it('J9: ignores the role in the token', async () => {
    const user = await portal.someone();
    const { body } = await portal.anyone.post('/api/auth/login', { username: user.username, password: PASSWORD });
    const token = forge({ ...claimsOf(body.token), role: 'admin' });
    expect((await portal.anyone.withToken(token).get('/api/admin/users')).status).toBe(403);
  });

  it('J7: logout ends the session, its token and its refresh cookie', async () => {
    const login = await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' });
    const admin = portal.anyone.withToken(login.body.token);
    expect((await admin.post('/api/auth/logout')).status).toBe(200);
    expect((await admin.get('/api/auth/me')).status).toBe(401);
    expect((await refreshWith(cookieOf(login))).status).toBe(401);
  });

  it('J14: a token in the address is not a credential', async () => {
    const { body } = await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' });
    expect((await portal.anyone.get(`/api/auth/me?token=${body.token}&access_token=${body.token}`)).status).toBe(401);
  });
});

describe('refresh', () => {
  it('J10: rotates; a replayed token of an older generation ends the session and no other', async () => {
    const [here, elsewhere] = await Promise.all(
      [1, 2].map(() => portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' })),
    );
    const first = cookieOf(here!);
    const second = cookieOf(await refreshWith(first));
    const third = await refreshWith(second);
    expect(third.status).toBe(200);
    expect(new Set([first, second, cookieOf(third)]).size).toBe(3);
    expect((await refreshWith(first)).status).toBe(401);
    expect((await refreshWith(cookieOf(third))).status).toBe(401);
    expect((await portal.anyone.withToken(third.body.token).get('/api/auth/me')).status).toBe(401);
    expect((await refreshWith(cookieOf(elsewhere!))).status).toBe(200);
    const entries = await portal.sql<{ result: string }>(
      `SELECT result FROM audit_log WHERE action = 'auth.refresh-reused' AND actor_name = 'admin'`,
    );
    expect(entries).toEqual([{ result: 'refused' }]);
  });

  it('J11: two tabs that refresh at once stay signed in', async () => {
    const cookie = cookieOf(await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' }));
    const replies = await Promise.all(Array.from({ length: 10 }, () => refreshWith(cookie)));
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const newest = replies.filter(({ headers }) => headers['set-cookie']);
    expect(newest).toHaveLength(1);
    expect((await refreshWith(cookieOf(newest[0]!))).status).toBe(200);
  });

  it('J11: the generation before is graced for ten seconds and no longer', async () => {
    const first = cookieOf(await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' }));
    const second = cookieOf(await refreshWith(first));
    expect((await refreshWith(first)).status).toBe(200);
    const id = /=([\da-f-]{36})\./.exec(first)![1];
    await portal.sql(`UPDATE sessions SET rotated_at = rotated_at - interval '10 seconds' WHERE id = $1`, [id]);
    expect((await refreshWith(first)).status).toBe(401);
    expect((await refreshWith(second)).status).toBe(401);
  });

  it('X6: another site cannot use the cookie', async () => {
    const cookie = cookieOf(await portal.anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' }));
    expect((await portal.anyone.with({ cookie }).post('/api/auth/refresh')).body.code).toBe('auth.cross-site');
    for (const origin of ['https://evil.example', 'null'])
      expect((await refreshWith(cookie, { origin })).status).toBe(403);
    expect((await refreshWith(cookie, { origin: portal.server.url })).status).toBe(200);
  });
});

describe('the caller’s account', () => {
  it('can change name and e-mail, and nothing else', async () => {
    const user = await portal.someone();
    expect((await user.patch('/api/auth/me', { username: `${user.username}x` })).body.username).toBe(
      `${user.username}x`,
    );
    for (const field of [{ role: 'admin' }, { is_active: false }, { must_change_password: false }, { id: user.id }])
      expect((await user.patch('/api/auth/me', field)).status).toBe(400);
    expect((await user.patch('/api/auth/me', { username: 'admin' })).status).toBe(409);
    expect((await user.get('/api/auth/me')).body.role).toBe('user');
  });

  it('J12: a new password ends every other session and the demand to change it', async () => {
    const user = await portal.someone();
    const other: Client = await portal.anyone.login(user.username, PASSWORD);
    const change = (current_password: string, new_password: string) =>
      user.put('/api/auth/password', { current_password, new_password });
    expect((await change('wrong password', 'a new long password')).status).toBe(401);
    expect((await change(PASSWORD, 'password')).body.code).toBe('auth.weak-password');
    expect((await change(PASSWORD, 'a new long password')).status).toBe(200);
    expect((await user.get('/api/auth/me')).status).toBe(200);
    expect((await other.get('/api/auth/me')).status).toBe(401);
    await expect(portal.anyone.login(user.username, 'a new long password')).resolves.toBeTruthy();
  });

  it('lists sessions and ends one, only the caller’s own', async () => {
    const user = await portal.someone();
    const phone = await portal.anyone.with({ 'user-agent': 'a phone' }).login(user.username, PASSWORD);
    const sessions = (await user.get('/api/auth/sessions')).body as {
      id: string;
      user_agent: string;
      current: boolean;
    }[];
    const target = sessions.find(({ user_agent }) => user_agent === 'a phone')!;
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    const stranger = await portal.someone();
    expect((await stranger.delete(`/api/auth/sessions/${target.id}`)).status).toBe(404);
    expect((await phone.get('/api/auth/me')).status).toBe(200);
    expect((await user.delete(`/api/auth/sessions/${target.id}`)).status).toBe(204);
    expect((await phone.get('/api/auth/me')).status).toBe(401);
  });
});

it(
  'L6: two hundred sign-ins at once: each gets an answer, some with Retry-After, and the rest of the server ' +
    'goes on',
  async () => {
    const user = await portal.someone();
    const logins = Array.from({ length: 200 }, () =>
      portal.anyone.post('/api/auth/login', { username: user.username, password: PASSWORD }),
    );
    expect((await user.get('/api/models')).status).toBe(200);
    const replies = await Promise.all(logins);
    const by = (status: number) => replies.filter((reply) => reply.status === status);
    expect(by(200).length + by(429).length + by(503).length).toBe(200);
    // Five attempts of one account are looked at together; as soon as one succeeds, others may follow.
    expect(by(200).length).toBeGreaterThanOrEqual(5);
    for (const { headers } of [...by(429), ...by(503)]) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await portal.anyone.login(user.username, PASSWORD);
  },
);
