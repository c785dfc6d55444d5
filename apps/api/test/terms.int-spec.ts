import type { Client } from './client.js';
import { OPERATIONS, addressOf, plainBody } from './document.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

// Terms of use: nobody goes on without having accepted the version that is required.

const DESK = '/api/admin/terms';
const OWN = '/api/auth/terms';
let portal: Portal;
let boss: Person;
let texts = 0;
beforeAll(async () => {
  portal = await startPortal();
  boss = await portal.someone('admin');
});
afterAll(() => portal.close());
afterEach(async () => {
  await accept(boss);
  await boss.put(DESK, { text: (await boss.get(DESK)).body.text });
});

const publish = async (required = true) => (await boss.put(DESK, { text: `Terms ${++texts}`, required })).body;
const accept = async (who: Client) => {
  const { version } = (await who.get(OWN)).body;
  return who.post(`${OWN}/accept`, { version: version ?? 1 });
};
const codeOf = async (reply: Promise<{ status: number; body: { code?: string } }>) => {
  const { status, body } = await reply;
  return [status, body?.code];
};
const REFUSED = [403, 'auth.terms-required'];

it('there are none until an admin publishes some, and they bind nobody until that is said', async () => {
  const user = await portal.someone();
  expect((await user.get(OWN)).body).toEqual({
    version: null,
    text: '',
    required: false,
    published_at: null,
    accepted: [],
  });
  expect(await codeOf(user.post(`${OWN}/accept`, { version: 1 }))).toEqual([409, 'auth.terms-changed']);
  expect(await codeOf(boss.put(DESK, { text: ' ', required: true }))).toEqual([400, 'request.invalid']);
  expect(await publish(false)).toMatchObject({ version: 1, required: false, published_by: boss.username, accepted: 0 });
  expect((await user.get('/api/models')).status).toBe(200);
  expect(
    (await portal.anyone.post('/api/auth/login', { username: user.username, password: PASSWORD })).body,
  ).toMatchObject({
    terms_required: false,
  });
});

it('required, they close all routes but those that read, accept, leave and erase, until accepted', async () => {
  const [user, other] = [await portal.someone('admin'), await portal.someone()];
  const { version } = await publish();
  const login = { username: user.username, password: PASSWORD };
  expect((await portal.anyone.post('/api/auth/login', login)).body.terms_required).toBe(true);
  const open = OPERATIONS.filter(({ access }) => access.without_terms).map(({ name }) => name);
  expect(open.sort()).toEqual([
    'DELETE /api/auth/me',
    'GET /api/auth/identities',
    'GET /api/auth/me',
    'GET /api/auth/terms',
    'POST /api/auth/confirm',
    'POST /api/auth/logout',
    'POST /api/auth/oidc/{provider_id}/confirm',
    'POST /api/auth/terms/accept',
  ]);
  for (const operation of OPERATIONS.filter(({ access }) => access.role && !access.without_terms)) {
    const ids = Object.fromEntries(operation.pathIds.map((name) => [name, user.id]));
    const { status, body } = await user.send(operation.method, addressOf(operation, ids), plainBody(operation));
    expect([operation.name, status, JSON.stringify(body)]).toEqual([
      operation.name,
      403,
      expect.stringContaining('terms of use'),
    ]);
  }
  expect((await user.get('/api/auth/me')).status).toBe(200);
  expect(await codeOf(user.post(`${OWN}/accept`, { version: version - 1 }))).toEqual([409, 'auth.terms-changed']);
  const { body } = await accept(user);
  expect(body).toMatchObject({ version, required: true, accepted: [{ version, accepted_at: expect.any(String) }] });
  expect((await user.get('/api/models')).status).toBe(200);
  expect((await user.get(DESK)).body).toMatchObject({ version, accepted: 1 });
  expect((await portal.anyone.post('/api/auth/login', login)).body.terms_required).toBe(false);
  // Accepting again keeps the first time.
  expect((await accept(user)).body.accepted).toEqual(body.accepted);
  const seen = async (name: string) => (await user.get(`/api/admin/users?q=${name}`)).body[0].terms;
  expect(await seen(user.username)).toEqual(body.accepted[0]);
  expect(await seen(other.username)).toBeNull();
  const audit = (await user.get(`/api/admin/audit?actor=${user.username}&action=auth.terms-accepted`)).body;
  expect(audit).toMatchObject([{ result: 'ok', detail: { version } }]);
});

it('a new text is asked for again; the same text with another duty is not', async () => {
  const user = await portal.someone();
  const { version, text } = await publish();
  await accept(user);
  await accept(boss);
  expect((await boss.put(DESK, { text, required: false })).body).toMatchObject({ version, required: false });
  expect((await boss.put(DESK, { text, required: true })).body).toMatchObject({ version, required: true });
  expect((await user.get('/api/models')).status).toBe(200);
  expect((await publish()).version).toBe(version + 1);
  expect(await codeOf(user.get('/api/models'))).toEqual(REFUSED);
  await accept(user);
  expect((await user.get(OWN)).body.accepted.map((one: { version: number }) => one.version)).toEqual([
    version + 1,
    version,
  ]);
});

it('API keys of somebody who has not accepted are refused, and say why', async () => {
  const developer = await portal.someone('developer');
  const { key_value } = (await developer.post('/api/developer/api-keys', {})).body;
  const program = portal.anyone.withKey(key_value);
  expect((await program.get('/api/models')).status).toBe(200);
  await publish();
  const { status, body } = await program.get('/v1/models');
  expect([status, body.error.message]).toEqual([403, expect.stringContaining('owner of this API key')]);
  await accept(developer);
  expect((await program.get('/v1/models')).status).toBe(200);
});

it('they can be declined: the account is erased without them', async () => {
  const user = await portal.someone();
  await publish();
  await user.post('/api/auth/confirm', { password: PASSWORD });
  expect((await user.delete('/api/auth/me')).status).toBe(204);
  // Also by somebody who would have to set up a second factor first, and confirms who it is at a provider.
  const other = await portal.someone();
  await accept(boss);
  await boss.put('/api/admin/settings', { second_factor_required: 'all' });
  expect((await other.get('/api/auth/identities')).status).toBe(200);
  expect(await codeOf(other.post('/api/auth/oidc/none/confirm'))).toEqual([404, 'provider.not-found']);
  await other.post('/api/auth/confirm', { password: PASSWORD });
  expect((await other.delete('/api/auth/me')).status).toBe(204);
  await portal.sql(`DELETE FROM settings WHERE key = 'second_factor_required'`);
});
