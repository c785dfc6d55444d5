import type { Client } from './client.js';
import { startPortal } from './portal.js';

export const PROXY = '127.0.0.2';
export const PROXY_SECRET = '7f3c0d52e19b4a68'.repeat(2);
export const PROXY_LOGOUT = 'https://auth.example.org/logout';

/** What the proxy adds for a person. */
export type Added = Record<string, string | string[]>;

export const PROXY_ENV = {
  TRUSTED_HEADER_AUTH: 'Remote-User',
  TRUSTED_HEADER_NETWORKS: PROXY,
  TRUSTED_HEADER_SECRET: PROXY_SECRET,
  TRUSTED_HEADER_EMAIL: 'Remote-Email',
  TRUSTED_HEADER_USERNAME: 'Remote-Name',
  TRUSTED_HEADER_GROUPS: 'Remote-Groups',
  TRUSTED_HEADER_ROLE: 'Remote-Groups',
  TRUSTED_HEADER_ADMIN_VALUES: 'bosses',
  TRUSTED_HEADER_AUTO_REGISTER: 'yes',
  TRUSTED_HEADER_LOGOUT_URL: PROXY_LOGOUT,
};

export const enter = (client: Client) => client.post('/api/auth/proxy/session');
export const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

/** A portal behind a proxy at 127.0.0.2 that says who people are. */
export async function startProxyPortal() {
  const portal = await startPortal({ env: { ...PROXY_ENV, TRUST_PROXY: PROXY } });

  /** The proxy, with what it says of a person. */
  const proxy = (name: string | string[] | undefined, more: Added = {}) =>
    portal.anyone.from(PROXY).with({
      'x-pocket-proxy-secret': PROXY_SECRET,
      'x-requested-with': 'test',
      ...(name !== undefined && { 'remote-user': name }),
      ...more,
    });

  /** Signs in through the proxy; later calls come through it as well. */
  async function signedIn(name: string, more: Added = {}) {
    const { status, body, headers } = await enter(proxy(name, more));
    if (status !== 200) throw new Error(JSON.stringify(body));
    const cookie = /refresh=[^;]+/.exec(String(headers['set-cookie']))![0];
    const client = proxy(name, more).withToken(body.token);
    return { client, token: body.token as string, cookie, user: body.user };
  }
  return { portal, proxy, signedIn };
}

export type ProxyPortal = Awaited<ReturnType<typeof startProxyPortal>>;
