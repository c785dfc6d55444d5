import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from './client.js';
import { Browser, RealProvider, ScriptedProvider, type Script } from './oidc.js';
import { startPortal } from './portal.js';
import { freePort } from './process.js';
import { SCIM_TOKEN } from './scim.js';

export const isLanding = (url: URL) => url.pathname === '/login' && url.searchParams.has('via');
export const problemOf = ({ url }: { url: URL }) => url.searchParams.get('problem');

/** A script for a person whom the provider calls so. */
export const who = (sub: string, claims: object = {}): Script => ({
  claims: { sub, preferred_username: sub, email: `${sub}@example.org`, ...claims },
});

/** The variables of one provider, whoever signs in for the first time being let in. */
const variables = (id: string, issuer: string, more: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({ ISSUER: issuer, CLIENT_ID: 'portal', AUTO_REGISTER: 'yes', ...more }).map(([name, value]) => [
      id === 'oidc' ? `OIDC_${name}` : `OIDC_${id.toUpperCase()}_${name}`,
      value,
    ]),
  );

/** A portal with a real provider, a scripted one in several roles, and two that do not answer. */
export async function startOidcPortal() {
  const port = await freePort();
  const [real, scripted] = [await RealProvider.start(port), await ScriptedProvider.start()];
  // It takes connections and never answers.
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const portal = await startPortal({
    env: {
      PORT: String(port),
      OIDC_PROVIDERS: 'oidc,scripted,roles,work,home,wait,shut,down,silent',
      ...variables('oidc', real.issuer, {
        CLIENT_SECRET: 'a secret & more',
        NAME: 'The real one',
        SCOPES: 'openid email profile groups',
        GROUPS_CLAIM: 'groups',
      }),
      ...variables('scripted', scripted.issuer, { SCIM_CLAIM: 'oid' }),
      SCIM_TOKEN,
      SCIM_PROVIDER: 'scripted',
      ...variables('roles', scripted.issuer, {
        ROLE_CLAIM: 'realm_access.roles',
        ADMIN_VALUES: 'boss',
        DEVELOPER_VALUES: 'dev,coder',
      }),
      ...variables('work', scripted.issuer, { GROUPS_CLAIM: 'groups' }),
      ...variables('home', scripted.issuer, { GROUPS_CLAIM: 'groups', EMPTY_CLAIMS: 'omitted' }),
      ...variables('wait', scripted.issuer, { AUTO_REGISTER: 'approval' }),
      ...variables('shut', scripted.issuer, { AUTO_REGISTER: 'no' }),
      ...variables('down', `http://127.0.0.1:${await freePort()}`),
      ...variables('silent', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`),
    },
  });
  const api = (path: string) => `${portal.anyone.url}${path}`;

  /** Exchanges the refresh cookie of a browser, as our page does. */
  async function sessionOf(
    browser: Browser,
  ): Promise<Client & { user: { id: string; username: string; role: string } }> {
    const cookie = `refresh=${browser.cookie(portal.anyone.url, 'refresh') ?? ''}`;
    const { body, status } = await portal.anyone.with({ cookie, 'x-requested-with': 'test' }).post('/api/auth/refresh');
    if (status !== 200) throw new Error(JSON.stringify(body));
    return Object.assign(portal.anyone.withToken(body.token), { user: body.user });
  }

  /** From our sign-in page to the scripted provider and back, with what it says this time. */
  async function scriptedSignIn(
    script: Script,
    { id = 'scripted', browser = new Browser(), next = '' } = {},
  ): Promise<{ url: URL; browser: Browser; callback: string }> {
    const { headers } = await browser.send(
      api(`/api/auth/oidc/${id}/start${next && `?next=${encodeURIComponent(next)}`}`),
    );
    return scriptedReturn(String(headers.location), script, { id, browser });
  }

  async function scriptedReturn(location: string, script: Script, { id = 'scripted', browser = new Browser() }) {
    const away = new URL(location, portal.anyone.url);
    if (isLanding(away)) return { url: away, browser, callback: '' };
    scripted.nonce = away.searchParams.get('nonce')!;
    scripted.script = script;
    const state = away.searchParams.get('state')!;
    const callback = api(`/api/auth/oidc/${id}/callback?code=a-code&state=${state}`);
    const { url } = await browser.open(callback, isLanding);
    return { url, browser, callback };
  }

  /** From our sign-in page to the real provider's own, and back. */
  async function realSignIn(name: string, { browser = new Browser(), at = (url: URL) => url } = {}) {
    const start = await browser.send(api('/api/auth/oidc/oidc/start?next=/history'));
    let page = await browser.open(at(new URL(String(start.headers.location))), isLanding);
    if (!isLanding(page.url) && page.status === 200)
      page = await browser.open(page.url, isLanding, { prompt: 'login', login: name, password: 'anything' });
    return { ...page, browser };
  }

  /** Begins what a signed-in person goes to a provider for. @returns the address there */
  async function beginOwn(
    client: Client,
    id: string,
    purpose: 'connect' | 'confirm',
    browser: Browser,
  ): Promise<string> {
    const { status, body, headers } = await client.post(`/api/auth/oidc/${id}/${purpose}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    browser.setCookie(portal.anyone.url, 'oidc', /oidc=([\w-]+)/.exec(String(headers['set-cookie']))![1]!);
    return body.url as string;
  }

  const close = async () => {
    await portal.close();
    silent.closeAllConnections();
    silent.close();
    await Promise.all([real.close(), scripted.close()]);
  };
  return { portal, real, scripted, api, sessionOf, scriptedSignIn, scriptedReturn, realSignIn, beginOwn, close };
}

export type OidcPortal = Awaited<ReturnType<typeof startOidcPortal>>;
