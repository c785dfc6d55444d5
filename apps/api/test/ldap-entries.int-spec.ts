import { dnKey } from '../src/common/dn.js';
import type { DomainError } from '../src/common/errors/domain-error.js';
import { loadEnv } from '../src/config/env.js';
import { Directory } from '../src/modules/auth/ldap/directory.js';
import { FakeLdap } from './fake-ldap.js';
import { FaultProxy } from './fault-proxy.js';
import { addGroup, addPerson, dnOf, furnish, ldapEnv, passwordOf } from './ldap.js';

// What directories answer that slapd does not, and how it is read.

const directoryAt = (url: string, more: Record<string, string> = {}) => new Directory(loadEnv(ldapEnv(url, more)));
const onTestEnd: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of onTestEnd.splice(0)) await end();
});
const isDown = { code: 'auth.directory-down' };

describe('Active Directory', () => {
  it('has ids that are bytes, flags in a number, and large groups in pieces', async () => {
    const server = await FakeLdap.start();
    await furnish(server);
    const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const dn = await addPerson(server, 'ada', { objectGUID: [id], userAccountControl: ['512'] });
    await addPerson(server, 'bob', { objectGUID: [Buffer.alloc(16, 7)], userAccountControl: ['514'] });
    await addGroup(server, 'staff', ...Array.from({ length: 7 }, (_, n) => dnOf(`no-${n}`)), dn);
    server.rangeSize = 3;
    const directory = directoryAt(server.url, {
      LDAP_ID_ATTRIBUTE: 'objectGUID',
      LDAP_DISABLED_FILTER: '(userAccountControl:1.2.840.113556.1.4.803:=2)',
    });
    const person = (await directory.find('ada'))!;
    expect(person.subject).toBe('33221100-5544-7766-8899-aabbccddeeff');
    expect((await directory.people([person.subject])).get(person.subject)).toEqual(person);
    expect(await directory.find('bob')).toBeUndefined();
    expect((await directory.allGroups())?.of(person)).toMatchObject([{ name: 'staff' }]);
    directory.beforeApplicationShutdown();
    await server.close();
  });
});

it('whatever a server says to an unknown name is about that name, and the directory is not away', async () => {
  const server = await FakeLdap.start();
  await furnish(server);
  const dn = await addPerson(server, 'ada');
  const directory = directoryAt(server.url);
  onTestEnd.push(async () => {
    directory.beforeApplicationShutdown();
    await server.close();
  });
  for (const result of [64, 32, 34, 50, 53]) {
    server.unknownResult = result;
    await directory.verifyNobody();
    expect([result, await directory.verify(dnOf('nobody'), 'wrong')]).toEqual([result, false]);
    expect([result, await directory.verify(dn, passwordOf('ada'))]).toEqual([result, true]);
  }
  server.unknownResult = 51;
  await expect(directory.verify(dnOf('nobody'), 'wrong')).rejects.toMatchObject(isDown);
});

it('an entry without an id is nobody with a wrong password; ids of bytes are compared as such', async () => {
  const server = await FakeLdap.start();
  await furnish(server);
  const directory = directoryAt(server.url, { LDAP_ID_ATTRIBUTE: 'guid' });
  onTestEnd.push(async () => {
    directory.beforeApplicationShutdown();
    await server.close();
  });
  await addPerson(server, 'ada');
  await expect(directory.find('ada')).rejects.toMatchObject({
    ...isDown,
    internal: expect.stringContaining('LDAP_ID_ATTRIBUTE'),
  });
  const ids = {
    bytes: Buffer.from('80ff00aa', 'hex'),
    signs: Buffer.from('01020304', 'hex'),
    text: Buffer.from('Ab-1'),
  };
  for (const [name, id] of Object.entries(ids)) {
    await addPerson(server, name, { guid: [id] });
    const person = (await directory.find(name))!;
    expect(person.subject).toBe({ bytes: 'hex:80ff00aa', signs: 'hex:01020304', text: 'ab-1' }[name]);
    if (name !== 'text') expect((await directory.people([person.subject])).get(person.subject)).toEqual(person);
  }
});

it('whether groups can be read at all is not asked for each person', async () => {
  const server = await FakeLdap.start();
  await furnish(server);
  await addGroup(server, 'some', dnOf('nobody'));
  const directory = directoryAt(server.url);
  onTestEnd.push(async () => {
    directory.beforeApplicationShutdown();
    await server.close();
  });
  for (const name of ['ada', 'bob', 'cleo']) await addPerson(server, name);
  const people = await Promise.all(['ada', 'bob', 'cleo'].map((name) => directory.find(name)));
  const before = server.searches;
  for (const person of people) expect(await directory.groupsOf(person!)).toEqual([]);
  expect(server.searches - before).toBe(4);
});

it.each([
  ['cn=a,dc=x', 'CN = A , DC=X', true],
  [String.raw`cn=a\, b,dc=x`, String.raw`cn=a\2C b,dc=x`, true],
  [String.raw`cn=J\C3\BCrgen,dc=x`, 'cn=jürgen,dc=x', true],
  [String.raw`cn=a\+b,dc=x`, String.raw`cn=a\2bb,dc=x`, true],
  [String.raw`cn=\20a\20b\20,dc=x`, String.raw`cn=\ a b\ ,dc=x`, true],
  [String.raw`cn=a\\,dc=x`, String.raw`cn=a\5c,dc=x`, true],
  [String.raw`cn=a\,dc=x`, 'cn=a,dc=x', false],
  [String.raw`cn=a\2cdc=x`, 'cn=a,dc=x', false],
  [String.raw`cn=a\5c2c,dc=x`, String.raw`cn=a\2c,dc=x`, false],
])('%s is %s: %s', (one, other, isSame) => expect(dnKey(one) === dnKey(other)).toBe(isSame));

it('whoever compares everybody does not wait behind people, nor they behind it', async () => {
  const server = await FakeLdap.start();
  await furnish(server);
  await addPerson(server, 'ada');
  const proxy = await FaultProxy.to(server.url.replace('localhost', '127.0.0.1'));
  const directory = directoryAt(proxy.url);
  onTestEnd.push(async () => {
    directory.beforeApplicationShutdown();
    await proxy.close();
    await server.close();
  });
  const { subject } = (await directory.find('ada'))!;
  proxy.set({ kind: 'hang' });
  const people = Array.from({ length: 80 }, () => directory.find('ada').catch((error: DomainError) => error.code));
  const compared = directory.people([subject], true);
  proxy.heal();
  expect((await compared).size).toBe(1);
  expect(new Set((await Promise.all(people)).filter((one) => typeof one === 'string'))).toEqual(new Set(['auth.busy']));
});
