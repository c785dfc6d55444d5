import type { Reply } from './client.js';
import { FakeLdap } from './fake-ldap.js';
import { FaultProxy } from './fault-proxy.js';
import { furnish, ldapEnv, passwordOf, type TestDirectory, type TestDirectoryOptions } from './ldap.js';
import { startPortal, type Portal } from './portal.js';
import { hasSlapd, RealLdap } from './real-ldap.js';

type Start = (options?: TestDirectoryOptions) => Promise<TestDirectory>;

/** What the same tests run on: the double, and a real server where there is one. */
export const DIRECTORIES: [name: string, start: Start][] = [
  ['the double of a directory', (options) => FakeLdap.start(options)],
  ...(hasSlapd ? ([['a real slapd', (options) => RealLdap.start(options)]] as [string, Start][]) : []),
];

/** A portal whose people are in a directory, which it reaches through a proxy with faults. */
export async function startLdapPortal(start: Start, more: Record<string, string> = {}) {
  const directory = await start();
  await furnish(directory);
  const proxy = await FaultProxy.to(directory.url.replace('localhost', '127.0.0.1'));
  const portal: Portal = await startPortal({ env: ldapEnv(proxy.url, more) });
  const login = (username: string, password = passwordOf(username)): Promise<Reply> =>
    portal.anyone.post('/api/auth/login', { username, password });
  const close = async () => {
    await portal.close();
    await proxy.close();
    await directory.close();
  };
  const groupsOf = async (username: string) =>
    (
      await portal.sql<{ name: string }>(
        `SELECT g.name FROM groups g JOIN group_members m ON m.group_id = g.id JOIN users u ON u.id = m.user_id
         WHERE u.username = $1 AND g.source = 'ldap' ORDER BY g.name`,
        [username],
      )
    ).map(({ name }) => name);
  return { directory, proxy, portal, login, groupsOf, close };
}

export type LdapPortal = Awaited<ReturnType<typeof startLdapPortal>>;
