import { startPortal, type Portal } from './portal.js';

// What stands between a browser and the server changes the address, the protocol and the client of a request. Doctor
// says where the two disagree and what to set.

let portal: Portal;
beforeAll(async () => (portal = await startPortal()));
afterAll(() => portal.close());

type Rows = Record<string, { state: string; detail: string; fix?: string }>;

/** What Doctor finds for a page with this origin whose requests arrive with these headers. */
async function found(origin: string, headers: Record<string, string>): Promise<Rows> {
  const admin = await portal.anyone.login('admin', 'admin123');
  const { body } = await admin.with(headers).get(`/api/admin/doctor/connection?origin=${encodeURIComponent(origin)}`);
  return Object.fromEntries((body.checks as { id: string }[]).map(({ id, ...row }) => [id, row])) as Rows;
}

/** Status and code of the request that a reload of such a page makes. */
async function reloaded(origin: string, headers: Record<string, string>): Promise<unknown> {
  const login = await portal.anyone.with(headers).post('/api/auth/login', { username: 'admin', password: 'admin123' });
  const cookie = String(login.headers['set-cookie']).split(';')[0]!;
  const { status, body } = await portal.anyone
    .with({ ...headers, origin, cookie, 'x-requested-with': 'test' })
    .post('/api/auth/refresh');
  return status === 200 ? status : [status, body.code, body.detail];
}

const PAGE = 'http://chat.lan:8080';
const THROUGH = { host: 'backend:8000' };
const FORWARDED = { 'x-forwarded-for': '10.1.2.3', 'x-forwarded-host': 'chat.lan:8080', 'x-forwarded-proto': 'http' };

it('without a proxy all rows are fine', async () => {
  const { origin } = new URL(portal.server.url);
  const rows = await found(origin, {});
  expect(Object.values(rows).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
  expect(rows['client-address']!.detail).toContain('127.0.0.1');
  expect(await reloaded(origin, {})).toBe(200);
});

it('a proxy that rewrites Host ends the session at a reload; the refusal and Doctor say what to set', async () => {
  expect(await reloaded(PAGE, THROUGH)).toEqual([
    403,
    'auth.cross-site',
    expect.stringMatching(/pages of backend:8000; this request came from http:\/\/chat\.lan:8080\. .*PUBLIC_URL/),
  ]);
  expect((await found(PAGE, THROUGH))['page-address']).toMatchObject({
    state: 'fail',
    detail: expect.stringMatching(/browser shows chat\.lan:8080, but requests arrive for backend:8000/),
    fix: expect.stringContaining(`PUBLIC_URL=${PAGE}`),
  });
});

it('headers of a proxy that is not trusted count for nothing, and Doctor says to trust it', async () => {
  const headers = { ...THROUGH, ...FORWARDED };
  expect(await reloaded(PAGE, headers)).toMatchObject([403, 'auth.cross-site', expect.any(String)]);
  const rows = await found(PAGE, headers);
  expect(rows['page-address']!.fix).toContain('TRUST_PROXY=1');
  expect(rows['client-address']).toMatchObject({ state: 'warn', fix: expect.stringContaining('TRUST_PROXY') });
  const secure = await found('https://chat.lan', { host: 'chat.lan', 'x-forwarded-proto': 'https' });
  expect(secure['page-protocol']).toMatchObject({ state: 'warn', fix: expect.stringContaining('TRUST_PROXY=1') });
});

it('a proxy that serves the portal below a path is told that this does not work', async () => {
  const rows = await found('http://chat.lan', { host: 'chat.lan', 'x-forwarded-prefix': '/chat' });
  expect(rows['page-path']).toMatchObject({ state: 'fail', fix: expect.stringContaining('host name') });
});

it('an origin that is none is refused', async () => {
  const admin = await portal.anyone.login('admin', 'admin123');
  for (const origin of ['', 'null', 'chat.lan', 'javascript:alert(1)', 'file:///etc/passwd'])
    expect((await admin.get(`/api/admin/doctor/connection?origin=${encodeURIComponent(origin)}`)).status).toBe(400);
});

describe('with TRUST_PROXY', () => {
  beforeAll(() => portal.restart({ TRUST_PROXY: '1' }));

  it('a reload keeps the session, and the rows agree with the browser', async () => {
    const headers = { ...THROUGH, ...FORWARDED };
    expect(await reloaded(PAGE, headers)).toBe(200);
    const rows = await found(PAGE, headers);
    expect(Object.values(rows).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect(rows['client-address']!.detail).toContain('10.1.2.3');
  });

  it('a proxy that says https to a browser on http makes it drop the cookie, and Doctor says so', async () => {
    const rows = await found(PAGE, { ...THROUGH, ...FORWARDED, 'x-forwarded-proto': 'https' });
    expect(rows['page-protocol']).toMatchObject({ state: 'fail', fix: expect.stringContaining('X-Forwarded-Proto') });
  });

  it('a request without the proxy is noted', async () => {
    expect((await found(new URL(portal.server.url).origin, {}))['client-address']!.state).toBe('note');
  });
});

describe('with PUBLIC_URL alone', () => {
  beforeAll(() => portal.restart({ PUBLIC_URL: PAGE, TRUST_PROXY: 'false' }));

  it('a reload keeps the session behind a proxy that rewrites Host', async () => {
    expect(await reloaded(PAGE, THROUGH)).toBe(200);
    expect((await found(PAGE, THROUGH))['page-address']!.state).toBe('ok');
  });

  it('a page under another name is told which one links belong to', async () => {
    const rows = await found('http://backend:8000', THROUGH);
    expect(rows['page-address']).toMatchObject({ state: 'note', fix: expect.stringContaining(PAGE) });
  });
});
