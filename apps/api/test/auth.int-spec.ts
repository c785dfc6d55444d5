import type { Reply } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

describe('registration', () => {
  it('creates a user, never with a hash in the reply', async () => {
    const { status, body } = await portal.anyone.post('/api/auth/register', {
      username: 'Jörg',
      email: 'joerg@example.org',
      password: PASSWORD,
    });
    expect(status).toBe(201);
    expect(Object.keys(body.user).sort()).toEqual([
      'created_at',
      'email',
      'id',
      'is_active',
      'last_login_at',
      'must_change_password',
      'role',
      'username',
    ]);
    expect(body.user).toMatchObject({ role: 'user', is_active: true });
    const [row] = await portal.sql<{ password_hash: string }>('SELECT password_hash FROM users WHERE username = $1', [
      'Jörg',
    ]);
    expect(row!.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it.each([
    ['username', { username: 'JÖRG', email: 'other@example.org' }],
    ['email', { username: 'other', email: 'Joerg@Example.org' }],
  ])('a taken %s is 409 in whatever spelling', async (field, identity) => {
    const { status, body } = await portal.anyone.post('/api/auth/register', { ...identity, password: PASSWORD });
    expect([status, body.code, body.errors[0].pointer]).toEqual([409, 'user.exists', `/${field}`]);
  });

  it.each([
    ['short', 'x'.repeat(7), 400],
    ['common', 'Password1', 400],
    ['the own name', 'somebody-new', 400],
    ['over 128', 'x'.repeat(129), 400],
    ['128 long', `${'long pass '.repeat(12)}12345678`, 201],
  ])('password: %s', async (_, password, status) => {
    const reply = await portal.anyone.post('/api/auth/register', {
      username: 'somebody-new',
      email: 'somebody-new@example.org',
      password,
    });
    expect(reply.status).toBe(status);
    if (status === 400) expect(reply.body.errors[0].pointer).toBe('/password');
  });

  it('nobody can make themselves an admin, through any field', async () => {
    for (const extra of [{ role: 'admin' }, { role: 'developer' }]) {
      expect(
        (
          await portal.anyone.post('/api/auth/register', {
            username: 'mallory',
            email: 'm@example.org',
            password: PASSWORD,
            ...extra,
          })
        ).status,
      ).toBe(403);
    }
    for (const extra of [
      { is_active: true },
      { id: 'x' },
      { isAdmin: true },
      { role: ['admin'] },
      { user: { role: 'admin' } },
    ]) {
      expect(
        (
          await portal.anyone.post('/api/auth/register', {
            username: 'mallory',
            email: 'm@example.org',
            password: PASSWORD,
            ...extra,
          })
        ).status,
      ).toBe(400);
    }
    expect(await portal.sql(`SELECT 1 FROM users WHERE username = 'mallory'`)).toHaveLength(0);
  });

  it('waits for an admin in the mode "approval", and is refused in the mode "closed"', async () => {
    const admin = await portal.anyone.login('admin', 'admin123');
    await admin.put('/api/admin/settings', { registration_mode: 'approval' });
    const { status, body } = await portal.anyone.post('/api/auth/register', {
      username: 'patience',
      email: 'p@example.org',
      password: PASSWORD,
    });
    expect([status, body.user.is_active]).toEqual([201, false]);
    const login = () => portal.anyone.post('/api/auth/login', { username: 'patience', password: PASSWORD });
    expect((await login()).body.code).toBe('auth.account-pending');
    expect(
      (await portal.anyone.post('/api/auth/login', { username: 'patience', password: 'wrong password' })).body.code,
    ).toBe('auth.wrong-credentials');
    await admin.put(`/api/admin/users/${body.user.id}/status`, { is_active: true });
    expect((await login()).status).toBe(200);
    await admin.put('/api/admin/settings', { registration_mode: 'closed' });
    expect(
      (await portal.anyone.post('/api/auth/register', { username: 'late', email: 'l@example.org', password: PASSWORD }))
        .body.code,
    ).toBe('auth.registration-closed');
    expect(
      (
        await admin.post('/api/auth/register', {
          username: 'late',
          email: 'l@example.org',
          password: PASSWORD,
          role: 'developer',
        })
      ).body.user.role,
    ).toBe('developer');
    await admin.put('/api/admin/settings', { registration_mode: 'open' });
  });
});

describe('login', () => {
  it('the documented default works in development and demands a change', async () => {
    const { status, body, headers } = await portal.anyone.post('/api/auth/login', {
      username: 'admin',
      password: 'admin123',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 86_400,
      user: { username: 'admin', role: 'admin', must_change_password: true },
    });
    expect(String(headers['set-cookie'])).toMatch(/refresh=.*HttpOnly.*SameSite=Strict/i);
  });

  it('accepts the e-mail address as well', async () => {
    expect(
      (await portal.anyone.post('/api/auth/login', { username: 'ADMIN@localhost', password: 'admin123' })).status,
    ).toBe(200);
  });

  it('answers the same for an unknown account and a wrong password', async () => {
    await portal.someone('user', 'known');
    const [unknown, known] = await Promise.all(
      ['unknown', 'known'].map((username) =>
        portal.anyone.post('/api/auth/login', { username, password: 'not this one' }),
      ),
    );
    const comparable = ({ status, body }: Reply) => ({ status, ...body, request_id: '' });
    expect(comparable(unknown!)).toEqual(comparable(known!));
    expect(unknown!.status).toBe(401);
  });

  it('slows down guessing with 429 and Retry-After, per account', async () => {
    await portal.someone('user', 'target');
    const guess = () => portal.anyone.post('/api/auth/login', { username: 'target', password: 'guess guess' });
    const statuses: number[] = [];
    let last: Reply | undefined;
    for (let i = 0; i < 7 && last?.status !== 429; i++) statuses.push((last = await guess()).status);
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(last).toMatchObject({ status: 429, body: { code: 'auth.too-many-attempts' } });
    expect(Number(last!.headers['retry-after'])).toBeGreaterThan(0);
    await expect(portal.anyone.login('admin', 'admin123')).resolves.toBeTruthy();
  });
});
