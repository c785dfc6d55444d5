import type { Client } from './client.js';
import { ADMIN_PASSWORD } from './portal.js';
import { codeOf, enter, PROXY, PROXY_SECRET, startProxyPortal, type Added, type ProxyPortal } from './proxy-portal.js';

let portal: ProxyPortal['portal'];
let proxy: ProxyPortal['proxy'];
let signedIn: ProxyPortal['signedIn'];
let admin: Client;
beforeAll(async () => {
  ({ portal, proxy, signedIn } = await startProxyPortal());
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => portal.close());

const accounts = async () => (await portal.sql<{ n: number }>('SELECT count(*)::int AS n FROM users'))[0]!.n;

describe('who is not the proxy', () => {
  const claim = { 'remote-user': 'ada', 'x-requested-with': 'test', 'x-pocket-proxy-secret': PROXY_SECRET };

  it.each<[string, Added]>([
    ['the header alone', {}],
    ['an address that is only written', { 'x-forwarded-for': PROXY }],
    ['several of them', { 'x-forwarded-for': `${PROXY}, ${PROXY}`, 'x-real-ip': PROXY, forwarded: `for=${PROXY}` }],
  ])('is not heard, with %s', async (_, more) => {
    const stranger = portal.anyone.with({ ...claim, ...more });
    expect(codeOf(await enter(stranger))).toEqual([403, 'proxy.not-from-proxy']);
    expect((await stranger.get('/api/auth/providers')).body).toEqual([expect.objectContaining({ kind: 'password' })]);
    expect((await stranger.get('/api/auth/me')).body.code).toBe('auth.required');
  });

  it.each<[string, Added]>([
    ['no secret', { 'x-pocket-proxy-secret': '' }],
    ['a wrong secret', { 'x-pocket-proxy-secret': PROXY_SECRET.replace('7', '8') }],
    ['a part of the secret', { 'x-pocket-proxy-secret': PROXY_SECRET.slice(1) }],
    ['the secret twice', { 'x-pocket-proxy-secret': [PROXY_SECRET, PROXY_SECRET] }],
  ])('is not heard in its network either, with %s', async (_, more) => {
    const neighbour = portal.anyone.from(PROXY).with({ ...claim, ...more });
    expect(codeOf(await enter(neighbour))).toEqual([403, 'proxy.not-from-proxy']);
    expect((await neighbour.get('/api/auth/providers')).body).toHaveLength(1);
  });

  it('the log says why, and nobody else is told', async () => {
    const { body } = await enter(portal.anyone.with(claim));
    expect(JSON.stringify(body)).not.toContain('127.0.0');
    const { body: log } = await admin.get('/api/admin/logs?action=proxy.session&limit=200');
    const why = (log.logs as { metadata: { error_detail?: string } }[]).map(({ metadata }) => metadata.error_detail);
    expect(why).toContain('The connection comes from 127.0.0.1, which is not in TRUSTED_HEADER_NETWORKS.');
  });

  it('the header is no credential', async () => {
    for (const path of ['/api/auth/me', '/api/models', '/v1/models', '/api/admin/users'])
      expect([path, (await proxy('ada').get(path)).status]).toEqual([path, 401]);
  });

  it('another site signs nobody in', async () => {
    const { 'x-requested-with': _, ...bare } = proxy('ada').headers as Record<string, string>;
    const form = portal.anyone.from(PROXY).with(bare);
    expect(codeOf(await enter(form))).toEqual([403, 'auth.cross-site']);
    expect(codeOf(await enter(proxy('ada', { origin: 'https://evil.example' })))).toEqual([403, 'auth.cross-site']);
  });
});

describe('a header that is not clear signs nobody in', () => {
  it.each<[string, string | string[] | undefined, [number, string], Added?]>([
    ['there twice', ['ada', 'admin'], [400, 'proxy.header-invalid']],
    ['there twice, the same', ['ada', 'ada'], [400, 'proxy.header-invalid']],
    ['joined by a proxy', 'admin, ada', [400, 'proxy.header-invalid']],
    ['missing', undefined, [401, 'proxy.no-person']],
    ['empty', '', [401, 'proxy.no-person']],
    ['empty beside one of a client', ['', 'ada'], [400, 'proxy.header-invalid']],
    ['blank', '   ', [401, 'proxy.no-person']],
    ['longer than 200 characters', 'a'.repeat(201), [400, 'proxy.header-invalid']],
    ['with a tab', 'ada\tx', [400, 'proxy.header-invalid']],
    ['with a control character', 'ada\u00c2\u0085', [400, 'proxy.header-invalid']],
    ['with a space of no width', 'ada\u00e2\u0080\u008b', [400, 'proxy.header-invalid']],
    ['not UTF-8', 'ad\u00e4', [400, 'proxy.header-invalid']],
    ['of a similar name', undefined, [401, 'proxy.no-person'], { remote_user: 'ada', 'remote--user': 'ada' }],
  ])('%s', async (_, value, expected, more = {}) => {
    const before = await accounts();
    const reply = await enter(proxy(value, more));
    expect(codeOf(reply)).toEqual(expected);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(JSON.stringify(reply.body)).not.toContain('ada');
    expect(await accounts()).toBe(before);
  });

  it('one of a similar name beside the right one changes nothing', async () => {
    expect((await signedIn('ada', { remote_user: 'admin', remoteuser: 'admin' })).user.username).toBe('ada');
  });

  it('a name in UTF-8 is read as that', async () => {
    const { user } = await signedIn(Buffer.from('émilie').toString('latin1'));
    expect(user.username).toBe('émilie');
  });
});
