// A real OpenID provider on loopback, in a process of its own: `node oidc-provider.mjs <port of the portal>…`. It
// prints its address. Whoever gives a name at its sign-in page is that person. Besides, tests call:
//   POST /test/people {name: claims}   what it tells of people
//   POST /test/portal {url}            the one portal that it serves
//   POST /test/rotate                  from now on it signs with another key
//   POST /test/logout {subject, sid?}  it ends sessions, and tells the portal
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { generateKeyPair, exportJWK } from 'jose';
import { Provider } from 'oidc-provider';

let portals = process.argv.slice(2).map((port) => `http://127.0.0.1:${port}`);
const people = new Map();
let provider;

async function start(issuer) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
  provider = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: 'portal',
        client_secret: 'a secret & more',
        redirect_uris: portals.map((origin) => `${origin}/api/auth/oidc/oidc/callback`),
        post_logout_redirect_uris: portals.map((origin) => `${origin}/login`),
        backchannel_logout_uri: `${portals[0] ?? 'http://127.0.0.1:9'}/api/auth/oidc/oidc/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: {
      openid: ['sub', 'sid'],
      email: ['email', 'email_verified'],
      profile: ['preferred_username', 'name'],
      groups: ['groups'],
    },
    scopes: ['openid', 'email', 'profile', 'groups'],
    features: { backchannelLogout: { enabled: true }, claimsParameter: { enabled: true } },
    // It calls nobody on loopback by itself, which is where the portal is.
    fetch: (url, { dispatcher: _, ...options }) => globalThis.fetch(url, options),
    cookies: { keys: ['only for tests'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    // The portal is the provider's own, so nobody is asked for consent.
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  });
}

const bodyOf = async (request) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text || '{}');
};
const TEST_CALLS = {
  '/test/people': async (body) => Object.entries(body).forEach(([name, claims]) => people.set(name, claims)),
  '/test/portal': ({ url }) => ((portals = [url]), start(provider.issuer)),
  '/test/rotate': () => start(provider.issuer),
  '/test/logout': async ({ subject, sid }) => (await provider.Client.find('portal')).backchannelLogout(subject, sid),
};

const server = createServer((request, response) => {
  const call = TEST_CALLS[request.url];
  if (!call) return provider.callback()(request, response);
  bodyOf(request)
    .then(call)
    .then(
      () => response.end('{}'),
      (error) => response.writeHead(500).end(String(error)),
    );
});
server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  await start(issuer);
  process.stdout.write(`${issuer}\n`);
});
