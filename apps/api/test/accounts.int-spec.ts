import { until, type Client } from './client.js';
import { ADMIN_PASSWORD, PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { REGISTRATIONS_PER_HOUR: '1000', TRUST_PROXY: '1' } });
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => portal.close());

const register = (username: string) =>
  portal.anyone.post('/api/auth/register', {
    username,
    email: `${Buffer.from(username).toString('hex')}@example.org`,
    password: PASSWORD,
  });
/** Six minutes pass for the confirmation of every session. */
const forgetConfirmations = () => portal.sql(`UPDATE sessions SET confirmed_at = confirmed_at - interval '6 minutes'`);

describe('L11: names that look like a name that is taken', () => {
  it('are refused, whatever letters they are made of', async () => {
    expect((await register('paypal')).status).toBe(201);
    // Cyrillic а, р and у; Greek alpha; a letter with no compatibility form of its own.
    for (const twin of [
      'p\u0430ypal',
      '\u0440\u0430\u0443\u0440\u0430l',
      'p\u03b1ypal',
      'PAYP\u0410L',
      'payp\u0251l',
    ]) {
      const { status, body } = await register(twin);
      expect([twin, status, body.code]).toEqual([twin, 409, 'user.exists']);
      expect(body.errors).toEqual([{ pointer: '/username', message: 'looks like a name that is taken' }]);
    }
    expect((await register('\u0430dmin')).status).toBe(409);
  });

  it('names of other scripts and names that differ in plain letters are welcome', async () => {
    for (const name of ['user1', 'userl', 'мария', 'δημήτρης', '田中太郎', 'zoë', 'zoe'])
      expect([name, (await register(name)).status]).toEqual([name, 201]);
  });

  it('are refused when an account is renamed or made by an admin; one’s own is allowed', async () => {
    const ada = await portal.someone('user', 'scope');
    expect((await ada.patch('/api/auth/me', { username: 'p\u0430ypal' })).status).toBe(409);
    expect((await ada.patch('/api/auth/me', { username: 'sc\u043epe' })).status).toBe(200);
    const made = { username: 'sc\u03bfpe', email: 'x@example.org', password: PASSWORD };
    expect((await admin.post('/api/admin/users', made)).status).toBe(409);
  });

  it('only one of many that register at once gets in', async () => {
    const replies = await Promise.all(['racer', 'r\u0430cer', 'rac\u0435r', 'r\u0430c\u0435r'].map(register));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });
});

describe('another e-mail address', () => {
  it('needs a password given within five minutes; the same address and another name do not', async () => {
    const ada = await portal.someone();
    const { email } = (await ada.get('/api/auth/me')).body;
    await forgetConfirmations();
    const refused = await ada.patch('/api/auth/me', { email: 'thief@example.org' });
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.confirm-required']);
    expect((await ada.patch('/api/auth/me', { email, username: `${ada.username}-2` })).status).toBe(200);
    expect((await ada.get('/api/auth/me')).body.email).toBe(email);
    await ada.post('/api/auth/confirm', { password: PASSWORD });
    expect((await ada.patch('/api/auth/me', { email: `new-${email}` })).status).toBe(200);
  });

  it('is told to the person’s other devices until each dismisses it, and to devices that sign in later', async () => {
    const here = await portal.someone();
    const there = await portal.anyone.login(here.username, PASSWORD);
    const { email } = (await here.get('/api/auth/me')).body;
    await here.patch('/api/auth/me', { email: `new-${email}` });
    const later = await portal.anyone.login(here.username, PASSWORD);
    const told = async (client: Client) => (await client.get('/api/auth/me/notices')).body;
    expect(await told(here)).toEqual([]);
    for (const client of [there, later])
      expect(await told(client)).toMatchObject([
        { kind: 'profile-changed', actor: here.username, from: email, to: `new-${email}`, ip_address: '127.0.0.1' },
      ]);
    expect((await there.post('/api/auth/me/notices/seen')).status).toBe(204);
    expect(await told(there)).toEqual([]);
    expect(await told(later)).toHaveLength(1);
  });
});

it('a person is told of a password set by a link, of a role and of removed factors; nobody else is', async () => {
  const [ada, eve] = [await portal.someone(), await portal.someone()];
  await admin.put(`/api/admin/users/${ada.id}/role`, { role: 'developer' });
  const { body } = await admin.post(`/api/admin/users/${ada.id}/reset-password`);
  await portal.anyone.post('/api/auth/reset-password', {
    token: body.reset_url.split('#')[1],
    password: 'another horse battery',
  });
  const again = await portal.anyone.login(ada.username, 'another horse battery');
  expect((await again.get('/api/auth/me/notices')).body).toMatchObject([
    { kind: 'password-reset', from: null },
    { kind: 'role-changed', actor: 'admin', from: 'user', to: 'developer' },
  ]);
  expect((await eve.get('/api/auth/me/notices')).body).toEqual([]);
});

describe('DELETE /api/auth/me', () => {
  it('needs a recent password, ends everything and leaves nothing but actions in the audit log', async () => {
    const ada = await portal.someone('developer');
    const { body: key } = await ada.post('/api/developer/api-keys', {});
    const secret = 'only Ada may ever read this';
    const { body: chat } = await ada.post('/api/chat', { prompt: secret });
    await forgetConfirmations();
    expect((await ada.delete('/api/auth/me')).body.code).toBe('auth.confirm-required');
    await ada.post('/api/auth/confirm', { password: PASSWORD });
    const { status, headers } = await ada.delete('/api/auth/me');
    expect(status).toBe(204);
    expect(String(headers['set-cookie'])).toMatch(/refresh=;/);
    expect((await ada.get('/api/auth/me')).status).toBe(401);
    expect((await portal.anyone.withKey(key.key_value).get('/api/models')).status).toBe(401);
    const owners = await portal.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns JOIN information_schema.tables
         USING (table_schema, table_name)
       WHERE table_schema = 'public' AND column_name = 'user_id' AND table_type = 'BASE TABLE'
         AND table_name !~ '^logs(_|$)'`,
    );
    expect(owners.length).toBeGreaterThan(10);
    for (const { name } of owners)
      expect([name, await portal.sql(`SELECT 1 FROM "${name}" WHERE user_id = $1`, [ada.id])]).toEqual([name, []]);
    expect(await portal.sql('SELECT 1 FROM chat_messages WHERE thread_id = $1', [chat.thread_id])).toEqual([]);
    const audit = await portal.sql<{ action: string }>(
      `SELECT action, detail::text FROM audit_log WHERE actor_id = $1 ORDER BY seq`,
      [ada.id],
    );
    expect(audit.map(({ action }) => action)).toContain('user.erased');
    expect(JSON.stringify(audit)).not.toContain(secret);
  });

  it('stops the person’s answers in progress', async () => {
    const ada = await portal.someone();
    portal.fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'Am I still here?', stream: true, cache: 'bypass' });
    const frames = stream[Symbol.asyncIterator]();
    portal.fake.release(1);
    await until(frames, 'delta');
    const aborted = portal.fake.waitForAbort();
    expect((await ada.delete('/api/auth/me')).status).toBe(204);
    expect(await aborted).toMatchObject({ path: '/api/chat', finished: false });
    portal.fake.setScenario('hello');
  });

  it('refuses the last active admin, and takes no API key', async () => {
    await admin.post('/api/auth/confirm', { password: ADMIN_PASSWORD });
    expect((await admin.delete('/api/auth/me')).body.code).toBe('user.last-admin');
    const developer = await portal.someone('developer');
    const { body } = await developer.post('/api/developer/api-keys', {});
    expect((await portal.anyone.withKey(body.key_value).delete('/api/auth/me')).status).toBe(403);
  });
});

it('X5: over TLS the refresh cookie belongs to this very host, and no other cookie is read', async () => {
  const tls = portal.anyone.with({ 'x-forwarded-proto': 'https', 'x-requested-with': 'test' });
  const { username } = await portal.someone();
  const signedIn = await tls.post('/api/auth/login', { username, password: PASSWORD });
  const [cookie] = [signedIn.headers['set-cookie']].flat();
  expect(cookie).toMatch(/^__Host-refresh=/);
  for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict'])
    expect(cookie!.split('; ')).toContain(attribute);
  expect(cookie).not.toMatch(/Domain/i);
  const value = cookie!.split(';')[0]!.split('=')[1]!;
  expect((await tls.with({ cookie: `refresh=${value}` }).post('/api/auth/refresh')).status).toBe(401);
  expect((await tls.with({ cookie: `__Host-refresh=${value}` }).post('/api/auth/refresh')).status).toBe(200);
});

describe('a password is the same however its letters are composed, also at its full length', () => {
  // As one sign per letter it is as long as a password may be; in two parts per accent it is longer.
  const longest = (words: string) => words.repeat(8).slice(0, 128).normalize('NFC');
  const [first, second, third] = ['Zoë fährt später ', 'Größere Gärten für ', 'Überall blühen Äpfel '].map(longest);
  const apart = (text: string | undefined) => text!.normalize('NFD');
  const signsIn = async (username: string, password: string | undefined) =>
    (await portal.anyone.post('/api/auth/login', { username, password })).status === 200;

  it('is registered, given at sign-in, confirmed and changed in either form', async () => {
    expect([first!.length, apart(first).length > 128]).toEqual([128, true]);
    const account = { username: 'zoe-k', email: 'zoe-k@example.org', password: first };
    expect((await portal.anyone.post('/api/auth/register', account)).status).toBe(201);
    expect(await signsIn('zoe-k', apart(first))).toBe(true);
    const zoe = await portal.anyone.login('zoe-k', apart(first));
    expect((await zoe.post('/api/auth/confirm', { password: apart(first) })).status).toBe(200);
    const change = { current_password: apart(first), new_password: apart(second) };
    expect((await zoe.put('/api/auth/password', change)).status).toBe(200);
    expect([await signsIn('zoe-k', second), await signsIn('zoe-k', apart(second))]).toEqual([true, true]);
    expect(await signsIn('zoe-k', `${apart(second).slice(0, -1)}!`)).toBe(false);
  });

  it('is set by an admin and by a link in either form', async () => {
    const admin = await portal.anyone.login('admin', 'admin123');
    const account = { username: 'noe-k', email: 'noe-k@example.org', password: apart(first) };
    const { body } = await admin.post('/api/admin/users', account);
    expect(await signsIn('noe-k', first)).toBe(true);
    const link = await admin.post(`/api/admin/users/${body.user.id}/reset-password`);
    const token = String(link.body.reset_url).split('#')[1];
    const reset = await portal.anyone.post('/api/auth/reset-password', { token, password: apart(third) });
    expect([reset.status, await signsIn('noe-k', third), await signsIn('noe-k', apart(third))]).toEqual([
      200,
      true,
      true,
    ]);
  });

  it('is too long by its composed form, and not one’s own name in another form', async () => {
    const register = async (username: string, password: string) =>
      (await portal.anyone.post('/api/auth/register', { username, email: `${Date.now()}@example.org`, password })).body;
    expect(await register('zoe2', apart(`${first}x`))).toMatchObject({ code: 'request.invalid' });
    expect(await register('Gänseblümchen-Größe', apart('gänseblümchen-größe'))).toMatchObject({
      code: 'auth.weak-password',
      detail: expect.stringContaining('your name'),
    });
  });
});
