import type { Client } from './client.js';
import { eventually } from './clock.js';
import { FakeLdap } from './fake-ldap.js';
import { addGroup, addPerson, dnOf, groupDn, passwordOf, type TestDirectory } from './ldap.js';
import { DIRECTORIES, startLdapPortal, type LdapPortal } from './ldap-portal.js';
import { ADMIN_PASSWORD, PASSWORD, type Portal } from './portal.js';
import { Phone } from './second-factor.js';

describe.each(DIRECTORIES)('sign-in through %s', (_, start) => {
  let portal: Portal;
  let directory: TestDirectory;
  let proxy: LdapPortal['proxy'];
  let login: LdapPortal['login'];
  let groupsOf: LdapPortal['groupsOf'];
  let close: LdapPortal['close'];
  beforeAll(async () => {
    ({ portal, directory, proxy, login, groupsOf, close } = await startLdapPortal(start, {
      LDAP_ADMIN_GROUPS: groupDn('bosses'),
      LDAP_DEVELOPER_GROUPS: 'coders;last-coders',
    }));
  });
  afterAll(() => close());

  const signIn = async (username: string, password?: string): Promise<Client & { user: { id: string } }> => {
    const { status, body } = await login(username, password);
    expect([username, status, body.code]).toEqual([username, 200, undefined]);
    return Object.assign(portal.anyone.withToken(body.token as string), { user: body.user });
  };
  /** Sign-ins after the right password that the audit log has. */
  const refused = (code: string) =>
    portal.sql(
      `SELECT actor_id, detail->>'subject' AS subject FROM audit_log
       WHERE action = 'auth.login' AND result = 'refused' AND detail->>'code' = $1`,
      [code],
    );
  const codeOf = async (username: string, password?: string) => (await login(username, password)).body.code as string;

  it('makes an account with the groups and the role of the directory, and follows both', async () => {
    const dn = await addPerson(directory, 'ada');
    await addPerson(directory, 'filler');
    await addGroup(directory, 'algebra', dn, dnOf('filler'));
    await addGroup(directory, 'coders', groupDn('algebra'));
    const { body } = await login('ada');
    expect(body.user).toMatchObject({ username: 'ada', email: 'ada@corp.example', role: 'developer' });
    expect(await groupsOf('ada')).toEqual(['algebra', 'coders']);
    await addGroup(directory, 'bosses', dn);
    await directory.replace(groupDn('algebra'), { member: [dnOf('filler')] });
    expect((await login('ADA@corp.example', passwordOf('ada'))).body.user).toMatchObject({ role: 'admin' });
    expect(await groupsOf('ada')).toEqual(['bosses']);
    await directory.replace(groupDn('bosses'), { member: [dnOf('filler')] });
    expect((await login('ada')).body.user).toMatchObject({ id: body.user.id, role: 'user' });
    const trail = await portal.sql<{ action: string }>(
      `SELECT action FROM audit_log WHERE target_name = 'ada' AND action LIKE 'user.%' ORDER BY seq`,
    );
    expect(trail.map(({ action }) => action)).toEqual([
      ...['user.registered', 'user.groups-changed', 'user.groups-changed', 'user.role-changed'],
      ...['user.groups-changed', 'user.role-changed'],
    ]);
    expect(await portal.sql(`SELECT password_hash FROM users WHERE username = 'ada'`)).toEqual([
      { password_hash: '!' },
    ]);
  });

  it('of very many groups those count that an admin has decided on, and all decide about the role', async () => {
    const dn = await addPerson(directory, 'joiner');
    const many = Array.from({ length: 204 }, (_, n) => `many-${n}`);
    for (const name of many) await addGroup(directory, name, dnOf('filler'));
    await addGroup(directory, 'zz-decided', dn);
    await signIn('joiner');
    await portal.sql(`UPDATE groups SET models_decided = true WHERE name = 'zz-decided'`);
    for (const name of many) await directory.replace(groupDn(name), { member: [dn] });
    await addGroup(directory, 'last-coders', dn);
    expect((await login('joiner')).body.user).toMatchObject({ role: 'developer' });
    const groups = await groupsOf('joiner');
    expect([groups.length, groups.includes('zz-decided')]).toEqual([200, true]);
  });

  it('the last admin stays one', async () => {
    const dn = await addPerson(directory, 'queen');
    await directory.replace(groupDn('bosses'), { member: [dn] });
    await signIn('queen');
    await portal.sql(`UPDATE users SET role = 'user' WHERE username = 'admin'`);
    try {
      await directory.replace(groupDn('bosses'), { member: [dnOf('filler')] });
      expect((await login('queen')).body.user.role).toBe('admin');
    } finally {
      await portal.sql(`UPDATE users SET role = 'admin' WHERE username = 'admin'`);
    }
    expect((await login('queen')).body.user.role).toBe('user');
    expect(await portal.sql(`SELECT target_name FROM audit_log WHERE action = 'user.role-kept'`)).toEqual([
      { target_name: 'queen' },
    ]);
  });

  it('a wrong password and an unknown name get one answer, and count', async () => {
    await addPerson(directory, 'guess');
    const [wrong, unknown] = [await login('guess', 'wrong'), await login('nobody-there', 'wrong')];
    for (const reply of [wrong, unknown])
      expect([reply.status, reply.body.code]).toEqual([401, 'auth.wrong-credentials']);
    expect(wrong.body.detail).toBe(unknown.body.detail);
    expect(await codeOf('guess*', passwordOf('guess'))).toBe('auth.wrong-credentials');
    // By whichever of its names: the attempts are those of one entry.
    for (let time = 0; time < 4; time++) await login(time % 2 ? 'guess' : 'guess@corp.example', 'wrong');
    expect((await login('guess')).status).toBe(429);
  });

  it('an empty password goes nowhere', async () => {
    await addPerson(directory, 'blank');
    const before = await directory.binds();
    expect((await login('blank', '')).status).toBe(400);
    expect(await directory.binds()).toEqual(before);
  });

  it('nobody gets an account by having its name or its address', async () => {
    const grace = await portal.someone('user', 'grace');
    await addPerson(directory, 'grace');
    expect(await codeOf('grace')).toBe('auth.wrong-credentials');
    expect((await directory.binds()).filter(({ dn }) => dn === dnOf('grace'))).toEqual([]);
    const other = await signIn('grace@corp.example', passwordOf('grace'));
    expect(other.user).toMatchObject({ username: 'grace-2', role: 'user' });
    expect(other.user.id).not.toBe(grace.id);
    expect((await signIn('grace-2', passwordOf('grace'))).user.id).toBe(other.user.id);
    expect((await signIn('grace', PASSWORD)).user.id).toBe(grace.id);
    await addPerson(directory, 'thief', { mail: ['grace@example.org'] });
    expect(await codeOf('thief')).toBe('ldap.email-taken');
    expect(await portal.sql(`SELECT id FROM users WHERE username = 'thief'`)).toEqual([]);
    expect(await refused('ldap.email-taken')).toEqual([{ actor_id: null, subject: expect.any(String) }]);
  });

  it('who is renamed keeps the account, and whoever gets the old name gets another', async () => {
    await addPerson(directory, 'maiden');
    const { user } = await signIn('maiden');
    await directory.rename(dnOf('maiden'), 'uid=married');
    await directory.replace(dnOf('married'), { mail: ['married@corp.example'] });
    const renamed = await signIn('married', passwordOf('maiden'));
    expect(renamed.user).toMatchObject({ id: user.id });
    expect((await renamed.get('/api/auth/me')).body).toMatchObject({
      username: 'married',
      email: 'married@corp.example',
    });
    await addPerson(directory, 'maiden', { userPassword: ['of another'] });
    const other = await signIn('maiden', 'of another');
    expect(other.user.id).not.toBe(user.id);
  });

  it('its password confirms, and is changed there', async () => {
    await addPerson(directory, 'kay');
    const kay = await signIn('kay');
    expect((await kay.post('/api/auth/confirm', { password: 'wrong' })).body.code).toBe('auth.wrong-credentials');
    expect((await kay.post('/api/auth/confirm', { password: passwordOf('kay') })).status).toBe(200);
    const change = { current_password: passwordOf('kay'), new_password: 'another long sentence' };
    expect((await kay.put('/api/auth/password', change)).body.code).toBe('auth.directory-password');
    const admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
    const link = await admin.post(`/api/admin/users/${kay.user.id}/reset-password`);
    expect([link.status, link.body.code]).toEqual([409, 'auth.directory-password']);
    const { body } = await kay.get('/api/auth/identities');
    expect(body).toMatchObject({ has_password: true, password_of: 'Example Inc.' });
    expect(body.identities).toMatchObject([{ provider_id: 'ldap', name: 'Example Inc.' }]);
    const gone = await kay.delete(`/api/auth/identities/${body.identities[0].id}`);
    expect(gone.body.code).toBe('identity.only-way');
    expect((await portal.anyone.get('/api/auth/providers')).body).toEqual([
      { id: 'ldap', name: 'Example Inc.', kind: 'ldap', available: true },
      { id: 'password', name: 'Password', kind: 'password', available: true },
    ]);
  });

  it('a second factor that is set up here is asked for', async () => {
    await addPerson(directory, 'totp');
    const person = await signIn('totp');
    const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
    await person.post('/api/auth/totp/confirm', { code: phone.code() });
    const { body } = await login('totp');
    expect(body).toMatchObject({ challenge: expect.any(String), methods: expect.arrayContaining(['totp']) });
    const done = await portal.anyone.post('/api/auth/login/second', { challenge: body.challenge, code: phone.code(1) });
    expect(done.body.user.username).toBe('totp');
  });

  it('its sessions end after some hours, as those of other providers, with a second factor too', async () => {
    await addPerson(directory, 'leaver');
    const first = await login('leaver');
    const person = portal.anyone.withToken(first.body.token as string);
    const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
    await person.post('/api/auth/totp/confirm', { code: phone.code() });
    const { challenge } = (await login('leaver')).body;
    const second = await portal.anyone.post('/api/auth/login/second', { challenge, code: phone.code(1) });
    const ofPerson = `user_id = (SELECT id FROM users WHERE username = 'leaver')`;
    expect(
      await portal.sql(`SELECT confirmed_at > now() - interval '1 minute' AS fresh FROM sessions WHERE ${ofPerson}`),
    ).toEqual([{ fresh: true }, { fresh: true }]);
    expect(
      await portal.sql(`SELECT detail->>'provider' AS provider FROM audit_log
        WHERE action = 'auth.login' AND actor_name = 'leaver' AND result = 'ok' ORDER BY seq`),
    ).toEqual([{ provider: 'ldap' }, { provider: 'ldap' }]);
    await portal.sql(`UPDATE sessions SET created_at = now() - interval '13 hours' WHERE ${ofPerson}`);
    for (const { headers } of [first, second]) {
      const cookie = /refresh=[^;]+/.exec(String(headers['set-cookie']))![0];
      const over = await portal.anyone.with({ cookie, 'x-requested-with': 'test' }).post('/api/auth/refresh');
      expect([over.status, over.body.code]).toEqual([401, 'auth.provider-again']);
    }
  });

  it('while it hangs, the accounts of the portal sign in; whoever waits comes in with it', async () => {
    await addPerson(directory, 'patient');
    proxy.set({ kind: 'hang' });
    const waiting = login('patient');
    await portal.anyone.login('admin', ADMIN_PASSWORD);
    proxy.heal();
    expect((await waiting).status).toBe(200);
  });

  it('while it is away nobody has given a wrong password', async () => {
    await addPerson(directory, 'unlucky');
    proxy.set({ kind: 'cut' });
    for (let time = 0; time < 7; time++) {
      const { status, body } = await login('unlucky', 'wrong');
      expect([status, body.code]).toEqual([503, 'auth.directory-down']);
    }
    const { body } = await portal.anyone.get('/api/auth/providers');
    expect(body[0]).toMatchObject({ kind: 'ldap', available: false });
    await portal.anyone.login('admin', ADMIN_PASSWORD);
    proxy.heal();
    await eventually(async () => (await login('unlucky')).status === 200);
  });

  it('who may come is configured: once an admin agrees, or not at all', async () => {
    await addPerson(directory, 'late');
    await portal.restart({ LDAP_AUTO_REGISTER: 'no' });
    expect(await codeOf('late')).toBe('ldap.no-account');
    expect(await refused('ldap.no-account')).toEqual([{ actor_id: null, subject: expect.any(String) }]);
    expect(await portal.sql(`SELECT id FROM users WHERE username = 'late'`)).toEqual([]);
    await portal.restart({ LDAP_AUTO_REGISTER: 'approval' });
    expect(await codeOf('late')).toBe('auth.account-pending');
    const [{ id }] = (await portal.sql(`SELECT id FROM users WHERE username = 'late' AND is_pending`)) as [
      { id: string },
    ];
    const admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
    await admin.put(`/api/admin/users/${id}/status`, { is_active: true });
    expect((await signIn('late')).user.id).toBe(id);
  });
});

describe('many who sign in at once', () => {
  let server: FakeLdap;
  let world: LdapPortal;
  beforeAll(async () => {
    server = await FakeLdap.start();
    world = await startLdapPortal(() => Promise.resolve(server));
    await addPerson(server, 'ada');
  });
  afterAll(() => world.close());

  it('the directory is asked nothing for an address that may not guess', async () => {
    const statuses = [];
    for (let i = 0; i < 21; i++) statuses.push((await world.login(`guess-${i}`)).status);
    expect(statuses).toEqual([...Array<number>(20).fill(401), 429]);
    const before = server.searches;
    expect((await world.login('another')).status).toBe(429);
    expect(server.searches).toBe(before);
  });
});

it('accounts of another base are named, and do not count as those of this one', async () => {
  const world = await startLdapPortal(() => FakeLdap.start());
  try {
    await addPerson(world.directory, 'ada');
    const ada = world.portal.anyone.withToken((await world.login('ada')).body.token as string);
    let admin = await world.portal.anyone.login('admin', ADMIN_PASSWORD);
    const checks = async () =>
      (await admin.get('/api/admin/doctor')).body.checks as { id: string; state: string; detail: string }[];
    expect((await checks()).filter(({ id }) => id === 'directory-accounts')).toMatchObject([{ state: 'ok' }]);
    await world.portal.sql(`UPDATE external_identities SET issuer = 'ldap:dc=other'`);
    expect((await checks()).filter(({ id }) => id === 'directory-accounts')).toMatchObject([
      { state: 'warn', detail: expect.stringContaining('1 account') },
    ]);
    expect((await ada.get('/api/auth/identities')).body).toMatchObject({
      has_password: false,
      password_of: null,
      identities: [{ provider_id: null, name: 'ldap:dc=other' }],
    });
    await world.portal.sql(`UPDATE external_identities SET issuer = 'ldap:dc=example,dc=org'`);
    await world.portal.restart({ LDAP_ID_ATTRIBUTE: 'employeeNumber' });
    admin = await world.portal.anyone.login('admin', ADMIN_PASSWORD);
    expect((await checks()).filter(({ id }) => id === 'directory-accounts')).toMatchObject([
      { state: 'fail', fix: expect.stringContaining('LDAP_ID_ATTRIBUTE') },
    ]);
  } finally {
    await world.close();
  }
});
