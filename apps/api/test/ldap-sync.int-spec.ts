import { DirectorySyncService } from '../src/modules/admin/ldap/directory-sync.service.js';
import { Directory, DirectorySyncRepository, LdapIdentityRepository } from '../src/modules/auth/index.js';
import { until, type Client } from './client.js';
import { eventually } from './clock.js';
import { addGroup, addPerson, BASE, dnOf, groupDn, hideMembers, type TestDirectory } from './ldap.js';
import { DIRECTORIES, startLdapPortal, type LdapPortal } from './ldap-portal.js';
import { ADMIN_PASSWORD, type Portal } from './portal.js';

/** All timers but intervals. */
const REAL = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];

describe.each(DIRECTORIES)('accounts compared with %s', (_, start) => {
  let portal: Portal;
  let directory: TestDirectory;
  let proxy: LdapPortal['proxy'];
  let login: LdapPortal['login'];
  let groupsOf: LdapPortal['groupsOf'];
  let close: LdapPortal['close'];
  let admin: Client;
  beforeAll(async () => {
    ({ portal, directory, proxy, login, groupsOf, close } = await startLdapPortal(start, {
      LDAP_DEVELOPER_GROUPS: 'coders',
      LDAP_SYNC_MINUTES: '1440',
    }));
    admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
    const everybody = ['ada', 'bob', 'cleo', 'dan', 'eve'];
    for (const name of everybody) await addPerson(directory, name);
    await addGroup(directory, 'coders', ...everybody.map(dnOf));
    for (const name of everybody) expect((await login(name)).status).toBe(200);
  });
  afterAll(() => close());

  const runIfDue = () => portal.server.app.get(DirectorySyncService, { strict: false }).runIfDue();
  const compare = () =>
    eventually(async () => {
      await portal.sql('UPDATE directory_syncs SET due_at = now()');
      return runIfDue();
    });
  const stateOf = async (...names: string[]) =>
    (
      await portal.sql<{ username: string }>(
        'SELECT username FROM users WHERE is_active AND username = ANY ($1) ORDER BY 1',
        [names],
      )
    ).map(({ username }) => username);
  const check = async () =>
    ((await admin.get('/api/admin/doctor')).body.checks as { id: string; state: string; detail: string }[]).find(
      ({ id }) => id === 'directory',
    );
  const disable = (name: string, isGone: boolean) =>
    directory.replace(dnOf(name), { employeeType: [isGone ? 'gone' : 'here'] });

  it('who is gone loses session, key and running answer at once, and gets them back with the entry', async () => {
    const bob = portal.anyone.withToken((await login('bob')).body.token as string);
    const { body: made } = await bob.post('/api/developer/api-keys', { name: 'a program' });
    const program = portal.anyone.withKey(made.key_value as string);
    expect((await program.get('/v1/models')).status).toBe(200);
    portal.fake.setScenario('endless');
    const frames = (await bob.stream('/api/chat', { prompt: 'x', stream: true, cache: 'bypass' }))[
      Symbol.asyncIterator
    ]();
    await until(frames, 'delta');
    await disable('bob', true);
    await compare();
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stopped');
    portal.fake.setScenario('hello');
    expect((await bob.get('/api/auth/me')).status).toBe(401);
    expect((await program.get('/v1/models')).status).toBe(401);
    expect(await stateOf('ada', 'bob')).toEqual(['ada']);
    await disable('bob', false);
    await compare();
    expect(await stateOf('bob')).toEqual(['bob']);
    expect((await program.get('/v1/models')).status).toBe(200);
    expect(
      await portal.sql(
        `SELECT actor_name, detail->>'to' AS "to" FROM audit_log WHERE action = 'user.status-changed' ORDER BY seq`,
      ),
    ).toEqual([
      { actor_name: 'Example Inc.', to: 'false' },
      { actor_name: 'Example Inc.', to: 'true' },
    ]);
    expect(await check()).toMatchObject({ state: 'ok', detail: expect.stringContaining('5') });
  });

  it('whom an admin has deactivated it does not bring back', async () => {
    const [{ id }] = (await portal.sql(`SELECT id FROM users WHERE username = 'cleo'`)) as [{ id: string }];
    await admin.put(`/api/admin/users/${id}/status`, { is_active: false });
    await compare();
    expect(await stateOf('cleo')).toEqual([]);
    expect((await login('cleo')).body.code).toBe('auth.account-inactive');
    await admin.put(`/api/admin/users/${id}/status`, { is_active: true });
    await disable('cleo', true);
    await compare();
    await admin.put(`/api/admin/users/${id}/status`, { is_active: false });
    await disable('cleo', false);
    await compare();
    expect(await stateOf('cleo')).toEqual([]);
    await admin.put(`/api/admin/users/${id}/status`, { is_active: true });
  });

  it('what an admin decides while it compares stands', async () => {
    const identities = portal.server.app.get(LdapIdentityRepository, { strict: false });
    const [{ id, issuer }] = (await portal.sql(
      `SELECT u.id, i.issuer FROM users u JOIN external_identities i ON i.user_id = u.id WHERE username = 'cleo'`,
    )) as [{ id: string; issuer: string }];
    const decide = (is_active: boolean) => admin.put(`/api/admin/users/${id}/status`, { is_active });
    const read = identities.accounts.bind(identities);
    /** Compares, and the admin decides after the accounts were read. */
    const compareWhile = async (is_active: boolean) => {
      jest.spyOn(identities, 'accounts').mockImplementationOnce(async () => {
        const accounts = await read(issuer);
        await decide(is_active);
        return accounts;
      });
      await compare();
    };
    await disable('cleo', true);
    await compareWhile(false);
    await disable('cleo', false);
    await compare();
    expect(await stateOf('cleo')).toEqual([]);
    await decide(true);
    await disable('cleo', true);
    await compare();
    await disable('cleo', false);
    await compareWhile(false);
    expect(await stateOf('cleo')).toEqual([]);
    await decide(true);
  });

  it('groups, role, name and address follow', async () => {
    await addGroup(directory, 'staff', dnOf('dan'));
    await directory.replace(groupDn('coders'), { member: ['ada', 'bob', 'cleo', 'eve'].map(dnOf) });
    await directory.replace(dnOf('dan'), { mail: ['daniel@corp.example'] });
    await compare();
    expect(await groupsOf('dan')).toEqual(['staff']);
    expect(await portal.sql(`SELECT role, email FROM users WHERE username = 'dan'`)).toEqual([
      { role: 'user', email: 'daniel@corp.example' },
    ]);
    const before = await portal.sql('SELECT count(*) FROM audit_log');
    await compare();
    expect(await portal.sql('SELECT count(*) FROM audit_log')).toEqual(before);
  });

  it('a directory that has lost more than half of the people has lost them by mistake', async () => {
    const all = ['ada', 'bob', 'cleo', 'dan', 'eve'];
    for (const name of all.slice(0, 3)) await disable(name, true);
    await compare();
    expect(await stateOf(...all)).toEqual(all);
    expect(await check()).toMatchObject({ state: 'warn', detail: expect.stringContaining('3 of 5') });
    for (const name of all.slice(3)) await disable(name, true);
    await compare();
    expect(await stateOf(...all)).toEqual(all);
    for (const name of all) await disable(name, false);
    await compare();
    expect(await check()).toMatchObject({ state: 'ok' });
  });

  it('without the groups people are compared all the same, and groups and roles stay', async () => {
    await directory.rename(`ou=groups,${BASE}`, 'ou=moved');
    await disable('eve', true);
    await compare();
    expect(await stateOf('dan', 'eve')).toEqual(['dan']);
    expect(await groupsOf('dan')).toEqual(['staff']);
    expect(await portal.sql(`SELECT role FROM users WHERE username = 'ada'`)).toEqual([{ role: 'developer' }]);
    expect(await check()).toMatchObject({ state: 'warn', detail: expect.stringContaining('Groups and roles stay') });
    await directory.rename(`ou=moved,${BASE}`, 'ou=groups');
    await disable('eve', false);
    await compare();
    expect(await stateOf('eve')).toEqual(['eve']);
  });

  it('a directory that hides who is in its groups has not emptied them', async () => {
    for (const group of ['coders', 'staff']) await hideMembers(directory, group, true);
    await compare();
    expect(await groupsOf('dan')).toEqual(['staff']);
    expect(await check()).toMatchObject({ state: 'warn', detail: expect.stringContaining('Groups and roles stay') });
    expect((await login('ada')).body.user).toMatchObject({ role: 'developer' });
    expect(await groupsOf('ada')).toEqual(['coders']);
    await hideMembers(directory, 'staff', false);
    await compare();
    expect(await groupsOf('ada')).toEqual(['coders']);
    expect(await check()).toMatchObject({ state: 'warn', detail: expect.stringContaining('4 of 5 memberships') });
    await hideMembers(directory, 'coders', false);
    await compare();
    expect(await check()).toMatchObject({ state: 'ok' });
  });

  it('one that cannot be asked changes nothing', async () => {
    proxy.set({ kind: 'cut' });
    await compare();
    expect(await stateOf('ada', 'dan')).toEqual(['ada', 'dan']);
    expect(await check()).toMatchObject({ state: 'fail' });
    expect(await portal.sql(`SELECT due_at <= now() + interval '1 minute' AS soon FROM directory_syncs`)).toEqual([
      { soon: true },
    ]);
    proxy.heal();
    await eventually(async () => (await check())?.state === 'warn');
    await compare();
    expect(await check()).toMatchObject({ state: 'ok' });
  });

  it('an account that cannot be changed keeps no other one back', async () => {
    await portal.sql(`CREATE FUNCTION fail_bob() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.username = 'bob' THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END $$`);
    await portal.sql('CREATE TRIGGER fail_bob BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION fail_bob()');
    try {
      for (const name of ['bob', 'eve']) await disable(name, true);
      await compare();
      expect(await stateOf('bob', 'dan', 'eve')).toEqual(['bob', 'dan']);
      const { state, detail } = (await check())!;
      expect([state, detail]).toEqual(['warn', expect.stringContaining('1 of 5 accounts were left out')]);
      expect(detail).not.toContain('Nothing was changed');
    } finally {
      await portal.sql('DROP FUNCTION fail_bob CASCADE');
    }
    for (const name of ['bob', 'eve']) await disable(name, false);
    await compare();
    expect(await stateOf('bob', 'dan', 'eve')).toEqual(['bob', 'dan', 'eve']);
    expect(await check()).toMatchObject({ state: 'ok' });
  });

  it('gives signs of life while the directory takes its time, and stops when another process compares', async () => {
    const asked = portal.server.app.get(Directory, { strict: false });
    const read = asked.allGroups.bind(asked);
    const due = async () =>
      (await portal.sql<{ due: boolean }>('SELECT due_at <= now() AS due FROM directory_syncs'))[0]!;
    /** Compares, and a quarter of a minute passes while the groups are read. */
    const compareSlowly = async (meanwhile: string) => {
      const renew = jest.spyOn(portal.server.app.get(DirectorySyncRepository, { strict: false }), 'renew');
      jest.spyOn(asked, 'allGroups').mockImplementationOnce(async () => {
        await portal.sql(meanwhile);
        jest.advanceTimersByTime(15_000);
        await renew.mock.results[0]!.value;
        return read();
      });
      jest.useFakeTimers({ doNotFake: REAL });
      await compare().finally(() => jest.useRealTimers());
      renew.mockRestore();
    };
    await disable('eve', true);
    await compareSlowly('UPDATE directory_syncs SET claimed_until = now()');
    expect([await stateOf('eve'), await due()]).toEqual([[], { due: false }]);
    await disable('eve', false);
    await compareSlowly('UPDATE directory_syncs SET claim = gen_random_uuid()');
    expect([await stateOf('eve'), await due()]).toEqual([[], { due: true }]);
    await portal.sql('UPDATE directory_syncs SET claim = NULL, claimed_until = NULL');
    await compare();
    expect(await stateOf('eve')).toEqual(['eve']);
  });

  it('one process at a time compares', async () => {
    await portal.sql('UPDATE directory_syncs SET due_at = now()');
    expect((await Promise.all([runIfDue(), runIfDue(), runIfDue()])).filter(Boolean)).toHaveLength(1);
  });
});
