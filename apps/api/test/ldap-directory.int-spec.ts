import { loadEnv, type EnvError } from '../src/config/env.js';
import { Directory } from '../src/modules/auth/ldap/directory.js';
import { selfSigned } from './certificate.js';
import { FakeLdap } from './fake-ldap.js';
import { FaultProxy } from './fault-proxy.js';
import { addGroup, addPerson, BASE, dnOf, furnish, groupDn, ldapEnv, passwordOf, type TestDirectory } from './ldap.js';
import { hasSlapd, RealLdap } from './real-ldap.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

// What the portal asks a directory, without a portal.

const directoryAt = (url: string, more: Record<string, string> = {}) => new Directory(loadEnv(ldapEnv(url, more)));
const isDown = { code: 'auth.directory-down' };
let dir: string;
let tls: { key: string; cert: string };
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-ca-'));
  tls = await selfSigned();
  await writeFile(path.join(dir, 'ca.pem'), tls.cert);
  await writeFile(path.join(dir, 'other.pem'), (await selfSigned()).cert);
});
afterAll(() => rm(dir, { recursive: true }));
const ca = (name: string) => path.join(dir, `${name}.pem`);

describe.each([
  ['the double', (options?: object): Promise<TestDirectory> => FakeLdap.start(options)],
  ...(hasSlapd
    ? ([['a real slapd', (options?: object): Promise<TestDirectory> => RealLdap.start(options)]] as const)
    : []),
] as const)('%s', (_, start) => {
  let server: TestDirectory;
  let proxy: FaultProxy;
  let directory: Directory;
  const opened: Directory[] = [];
  const open = (...args: Parameters<typeof directoryAt>) => {
    opened.push(directoryAt(...args));
    return opened.at(-1)!;
  };
  beforeAll(async () => {
    server = await start();
    await furnish(server);
    proxy = await FaultProxy.to(server.url.replace('localhost', '127.0.0.1'));
    directory = open(proxy.url);
  });
  afterEach(() => proxy.heal());
  afterAll(async () => {
    for (const one of opened) one.beforeApplicationShutdown();
    await proxy.close();
    await server.close();
  });

  it('finds whoever was typed, and nobody by signs that mean something in a filter', async () => {
    await addPerson(server, 'ada');
    await addPerson(server, 'brackets(1)');
    for (const typed of ['ada', 'ADA', 'ada@corp.example'])
      expect(await directory.find(typed)).toMatchObject({ dn: dnOf('ada'), name: 'ada', email: 'ada@corp.example' });
    expect(await directory.find('brackets(1)')).toMatchObject({ name: 'brackets(1)' });
    const odd = ['*', 'a*', 'ada)(uid=*', 'a*)(uid=*', '*)(objectClass=*', '\\2a', '\\61da', 'ad\u0000a', 'ada\u0000'];
    for (const typed of [...odd, 'a'.repeat(300), 'ada,ou=people', ' ', '('])
      expect([typed, await directory.find(typed)]).toEqual([typed, undefined]);
  });

  it('two entries for one name are nobody', async () => {
    await addPerson(server, 'one', { mail: ['same@corp.example'] });
    await addPerson(server, 'two', { mail: ['same@corp.example'] });
    expect(await directory.find('same@corp.example')).toBeUndefined();
    expect(await directory.find('one')).toMatchObject({ name: 'one' });
  });

  it('an empty password is no password, although the directory lets it in', async () => {
    const dn = await addPerson(server, 'empty');
    expect(await directory.verify(dn, '')).toBe(false);
    expect(await directory.verify(dn, 'wrong')).toBe(false);
    expect(await directory.verify(dn, passwordOf('empty'))).toBe(true);
    const binds = await server.binds();
    expect(binds.filter((bind) => bind.dn === dn)).toHaveLength(2);
    expect(binds.filter(({ isEmpty }) => isEmpty)).toEqual([]);
  });

  it('who is disabled is not there; who is renamed is the same', async () => {
    await addPerson(server, 'kay');
    const { subject } = (await directory.find('kay'))!;
    await server.replace(dnOf('kay'), { employeeType: ['gone'] });
    expect([await directory.find('kay'), (await directory.people([subject])).size]).toEqual([undefined, 0]);
    await server.replace(dnOf('kay'), { employeeType: ['here'] });
    await server.rename(dnOf('kay'), 'uid=kai');
    expect(await directory.find('kai')).toMatchObject({ subject, name: 'kai' });
    expect((await directory.people([subject, 'somebody'])).get(subject)).toMatchObject({ dn: dnOf('kai') });
  });

  it('groups in groups count up to a depth, also in a circle, for one person as for all', async () => {
    const dn = await addPerson(server, 'emmy');
    await addGroup(server, 'inner', dn);
    await addGroup(server, 'middle', groupDn('inner'));
    await addGroup(server, 'outer', groupDn('middle'));
    await server.replace(groupDn('inner'), { member: [dn, groupDn('outer')] });
    await addGroup(server, 'others', dnOf('ada'));
    const person = (await directory.find('emmy'))!;
    const names = (groups: { name: string }[] | undefined) => groups?.map(({ name }) => name).sort();
    for (const [depth, expected] of [
      ['5', ['inner', 'middle', 'outer']],
      ['1', ['inner', 'middle']],
      ['0', ['inner']],
    ] as const) {
      const asked = open(server.url, { LDAP_GROUP_DEPTH: depth });
      expect(names(await asked.groupsOf(person))).toEqual(expected);
      expect(names((await asked.allGroups())?.of(person))).toEqual(expected);
    }
  });

  it('a connection that the server has closed meanwhile is made anew', async () => {
    await directory.find('ada');
    const before = proxy.connections;
    proxy.drop();
    expect(await directory.find('ada')).toMatchObject({ name: 'ada' });
    expect(await directory.find('ada')).toMatchObject({ name: 'ada' });
    expect(proxy.connections).toBe(before + 1);
  });

  it('one that is away is no wrong password, and a spare one takes its place', async () => {
    const person = (await directory.find('ada'))!;
    proxy.set({ kind: 'cut' });
    await expect(directory.verify(person.dn, 'wrong')).rejects.toMatchObject(isDown);
    await expect(directory.find('ada')).rejects.toMatchObject(isDown);
    const spare = open(`${proxy.url},${server.url}`);
    expect(await spare.find('ada')).toMatchObject({ name: 'ada' });
    expect(await spare.verify(person.dn, passwordOf('ada'))).toBe(true);
  });

  it('one that refuses StartTLS gets no password', async () => {
    const before = await server.binds();
    const asked = open(server.url, { LDAP_STARTTLS: 'true', LDAP_CA_FILE: ca('ca') });
    await expect(asked.find('ada')).rejects.toMatchObject(isDown);
    await expect(asked.verify(dnOf('ada'), passwordOf('ada'))).rejects.toMatchObject(isDown);
    expect(await server.binds()).toEqual(before);
  });

  it('with StartTLS everything is encrypted, and only a certificate that is trusted counts', async () => {
    const secure = await start({ tls });
    try {
      await furnish(secure);
      await addPerson(secure, 'ada');
      const asked = open(secure.url, { LDAP_STARTTLS: 'true', LDAP_CA_FILE: ca('ca') });
      expect(await asked.find('ada')).toMatchObject({ name: 'ada' });
      expect(await asked.verify(dnOf('ada'), passwordOf('ada'))).toBe(true);
      expect(await asked.verify(dnOf('ada'), 'wrong')).toBe(false);
      for (const distrusting of [
        open(secure.url, { LDAP_STARTTLS: 'true' }),
        open(secure.url, { LDAP_STARTTLS: 'true', LDAP_CA_FILE: ca('other') }),
        open(secure.url.replace('localhost', '127.0.0.1'), { LDAP_STARTTLS: 'true', LDAP_CA_FILE: ca('ca') }),
      ])
        await expect(distrusting.verify(dnOf('ada'), passwordOf('ada'))).rejects.toMatchObject(isDown);
    } finally {
      await secure.close();
    }
  });
});

describe('the configuration', () => {
  const problems = (more: Record<string, string>) => {
    try {
      loadEnv(ldapEnv('ldap://127.0.0.1:1', more));
      return [];
    } catch (error) {
      return (error as EnvError).problems;
    }
  };

  it.each([
    ['LDAP_URL', 'http://ldap.example.org'],
    ['LDAP_URL', 'ldap://ldap.example.org'],
    ['LDAP_URL', 'ldaps://a.example, ldap://b.example'],
    ['LDAP_URL', 'ldaps://me:secret-value@ldap.example.org'],
    ['LDAP_URL', `ldaps://ldap.example.org/${BASE}`],
    ['LDAP_URL', ''],
    ['LDAP_BASE_DN', ''],
    ['LDAP_BASE_DN', 'secret-value'],
    ['LDAP_BIND_PASSWORD', ''],
    ['LDAP_USER_FILTER', '(uid=secret-value)'],
    ['LDAP_USER_FILTER', '(uid={{username}}'],
    ['LDAP_USER_FILTER', '(uid={{username}})(a=secret-value)'],
    ['LDAP_GROUP_FILTER', '(cn={{dn}}-secret-value)'],
    ['LDAP_GROUP_BASE_DN', ''],
    ['LDAP_DISABLED_FILTER', 'secret-value'],
    ['LDAP_ID_ATTRIBUTE', 'secret-value)('],
    ['LDAP_CA_FILE', '/nowhere/secret-value'],
    ['LDAP_SYNC_MINUTES', '-1'],
    ['LDAP_GROUP_DEPTH', '21'],
    ['LDAP_AUTO_REGISTER', 'secret-value'],
  ])('%s=%s stops the start, with its name and without its value', (name, value) => {
    const found = problems({ LDAP_ADMIN_GROUPS: 'admins', [name]: value });
    expect(found).not.toEqual([]);
    for (const problem of found) {
      expect(problem).toContain(name);
      expect(problem).not.toContain('secret-value');
    }
  });
});
