import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { withinOne } from './clock.js';
import { ADMIN_PASSWORD, PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
let eve: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { REGISTRATIONS_PER_HOUR: '1000' } });
  ada = await portal.someone('developer', 'ada');
  eve = await portal.someone('developer', 'eve');
});
afterAll(() => portal.close());

const MODEL = 'gemma2:2b';
const register = (fields: object, by: Client = portal.anyone) => {
  const name = `new-${randomUUID().slice(0, 8)}`;
  return by.post('/api/auth/register', {
    username: name,
    email: `${name}@example.org`,
    password: PASSWORD,
    ...fields,
  });
};

describe('sessions', () => {
  it('J15: two tokens that share their first hundred characters stay two people', async () => {
    const [one, two] = await Promise.all(
      ['ada', 'eve'].map((username) => portal.anyone.post('/api/auth/login', { username, password: PASSWORD })),
    );
    const tokens = [one!.body.token as string, two!.body.token as string];
    const who = async (token: string) => (await portal.anyone.withToken(token).get('/api/auth/me')).body.username;
    expect(await Promise.all(tokens.map(who))).toEqual(['ada', 'eve']);
    // The head and most of the body of one, the rest of the other: no signature fits.
    for (const at of [20, 40, 100]) {
      const mixed = tokens[0]!.slice(0, at) + tokens[1]!.slice(at);
      if (!tokens.includes(mixed)) expect((await portal.anyone.withToken(mixed).get('/api/auth/me')).status).toBe(401);
    }
    expect(await Promise.all(tokens.map(who))).toEqual(['ada', 'eve']);
  });
});

describe('accounts', () => {
  it.each([
    { role: 'admin' },
    { isAdmin: true },
    { is_active: true, id: randomUUID() },
    { quota: { tokens_per_day: 1e9 } },
    { user: { role: 'admin' } },
    { role: ['admin'] },
    { emailVerified: true },
    { must_change_password: false },
  ])('L7: a registration with %j makes no admin', async (fields) => {
    const { status } = await register(fields);
    expect([400, 403]).toContain(status);
  });

  it('L7: neither do duplicate keys, __proto__ and constructor', async () => {
    const body = (extra: string) => {
      const fields = { username: `x${randomUUID()}`, email: `${randomUUID()}@example.org`, password: PASSWORD };
      return `${JSON.stringify(fields).slice(0, -1)},${extra}}`;
    };
    for (const extra of ['"__proto__":{"role":"admin"}', '"constructor":{"prototype":{"role":"admin"}}'])
      expect((await portal.anyone.post('/api/auth/register', body(extra))).status).toBe(400);
    const twice = await portal.anyone.post('/api/auth/register', body('"role":"admin","role":"user"'));
    expect([twice.status, twice.body.user?.role]).toEqual([201, 'user']);
    expect(await portal.sql(`SELECT username FROM users WHERE role = 'admin'`)).toEqual([{ username: 'admin' }]);
  });

  it('L8: people change their own profile only, and only its fields', async () => {
    for (const field of [
      { role: 'admin' },
      { is_active: false },
      { id: ada.id },
      { password_hash: 'x' },
      { quota: {} },
    ])
      expect((await eve.patch('/api/auth/me', field)).status).toBe(400);
    for (const [method, path, body] of [
      ['PUT', `/api/admin/users/${ada.id}/role`, { role: 'user' }],
      ['PUT', `/api/admin/users/${eve.id}/role`, { role: 'admin' }],
      ['PUT', `/api/admin/users/${ada.id}/status`, { is_active: false }],
      ['DELETE', `/api/admin/users/${ada.id}`, undefined],
    ] as const)
      expect((await eve.send(method, path, body)).status).toBe(403);
    expect((await ada.get('/api/auth/me')).body).toMatchObject({ username: 'ada', role: 'developer', is_active: true });
  });

  it('L9: of fifty registrations at once none becomes an admin', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => register({})));
    for (const { status, body } of replies) {
      expect([201, 503]).toContain(status);
      if (status === 201) expect(body.user.role).toBe('user');
    }
    expect(await portal.sql(`SELECT count(*)::int AS n FROM users WHERE role = 'admin'`)).toEqual([{ n: 1 }]);
  });
});

describe('other people’s things do not exist', () => {
  it('O1 O2 O3: threads, messages, runs, exports, presets, keys and sessions of somebody else are 404', async () => {
    const mine = (await ada.post('/api/chat', { prompt: 'a secret of Ada', cache: 'bypass' })).body;
    const own = (await eve.post('/api/chat', { prompt: 'of Eve', cache: 'bypass' })).body;
    const elsewhere = (await eve.post('/api/chat', { prompt: 'of Eve, too', cache: 'bypass' })).body;
    const preset = (await ada.post('/api/chat/presets', { name: `p-${randomUUID()}` })).body;
    const key = (await ada.post('/api/developer/api-keys', { name: 'mine' })).body;
    const stream = await ada.stream('/api/chat', { prompt: 'running', cache: 'bypass' });
    const before = await portal.sql('SELECT count(*)::int AS n FROM chat_messages');
    const thread = `/api/chat/threads/${mine.thread_id}`;
    const message = `/api/chat/messages/${mine.message_id}`;
    for (const [method, path, body] of [
      ['GET', thread, undefined],
      ['PATCH', thread, { title: 'mine now' }],
      ['DELETE', thread, undefined],
      ['GET', `${thread}/export?format=json`, undefined],
      ['POST', '/api/chat', { prompt: 'x', thread_id: mine.thread_id }],
      ['POST', '/api/chat', { prompt: 'x', thread_id: own.thread_id, parent_id: mine.message_id }],
      ['POST', '/api/chat', { prompt: 'x', thread_id: own.thread_id, parent_id: elsewhere.message_id }],
      ['PATCH', `/api/chat/threads/${own.thread_id}`, { active_leaf_id: mine.message_id }],
      ['PATCH', `/api/chat/threads/${own.thread_id}`, { active_leaf_id: elsewhere.message_id }],
      ['POST', `${message}/regenerate`, {}],
      ['POST', `${message}/edit`, { prompt: 'x' }],
      ['POST', `${message}/continue`, {}],
      ['GET', `/api/chat/runs/${stream.runId}/events`, undefined],
      ['POST', `/api/chat/runs/${stream.runId}/stop`, undefined],
      ['PATCH', `/api/chat/presets/${preset.id}`, { name: 'mine now' }],
      ['DELETE', `/api/chat/presets/${preset.id}`, undefined],
      ['DELETE', `/api/developer/api-keys/${key.id}`, undefined],
      ['POST', `/api/developer/api-keys/${key.id}/rotate`, {}],
    ] as const)
      expect([method, path, (await eve.send(method, path, body)).status]).toEqual([method, path, 404]);
    stream.close();
    expect(await portal.sql('SELECT count(*)::int AS n FROM chat_messages')).toEqual(before);
    expect((await ada.get(thread)).body.title).toBe('a secret of Ada');
  });

  it('O5: nobody chooses the backend, its address or its key', async () => {
    for (const field of ['base_url', 'api_base', 'host', 'provider', 'api_key', 'backend'])
      expect((await ada.post('/api/chat', { prompt: 'x', [field]: 'http://169.254.169.254' })).status).toBe(400);
    const key = (await ada.post('/api/developer/api-keys', {})).body.key_value as string;
    portal.fake.clear();
    const { status } = await portal.anyone
      .withKey(key)
      .with({ 'x-base-url': 'http://169.254.169.254', 'openai-organization': 'x', 'cache-control': 'no-cache' })
      .post('/v1/chat/completions', {
        model: MODEL,
        messages: [{ role: 'user', content: 'x' }],
        base_url: 'http://169.254.169.254',
        api_base: 'http://169.254.169.254',
      });
    expect(status).toBe(200);
    const [asked] = portal.fake.requests.filter(({ path }) => path === '/api/chat');
    expect(JSON.stringify([asked!.body, asked!.headers])).not.toMatch(/169\.254|x-base-url|pk_/);
  });

  it('O12: Ollama’s management is not reachable', async () => {
    const key = (await ada.post('/api/developer/api-keys', {})).body.key_value as string;
    portal.fake.clear();
    for (const [method, path] of [
      ['POST', 'create'],
      ['POST', 'push'],
      ['POST', 'pull'],
      ['POST', 'copy'],
      ['DELETE', 'delete'],
      ['POST', 'blobs/sha256:0000'],
      ['HEAD', 'blobs/sha256:0000'],
    ] as const)
      expect((await portal.anyone.withKey(key).send(method, `/ollama/api/${path}`, { model: MODEL })).status).toBe(404);
    expect(portal.fake.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('keys', () => {
  it('K9: of a hundred requests at the limit of a key five pass, and a restart forgets nothing', async () => {
    await withinOne('minute', async () => {
      const key = (await ada.post('/api/developer/api-keys', { requests_per_minute: 5 })).body.key_value as string;
      const call = () => portal.anyone.withKey(key).get('/v1/models');
      const replies = await Promise.all(Array.from({ length: 100 }, call));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
      for (const { headers } of replies.filter(({ status }) => status !== 200))
        expect([headers['ratelimit-limit'], headers['ratelimit-remaining']]).toEqual(['5', '0']);
      await portal.restart();
      ada = Object.assign(await portal.anyone.login('ada', PASSWORD), { id: ada.id, username: 'ada' });
      expect((await call()).status).toBe(429);
    });
  });
});

it('L10: a changed default password stays changed over a restart', async () => {
  const root = await portal.anyone.login('admin', ADMIN_PASSWORD);
  expect((await root.get('/api/auth/me')).body.must_change_password).toBe(true);
  await root.put('/api/auth/password', { current_password: ADMIN_PASSWORD, new_password: PASSWORD });
  await portal.restart();
  const signIn = (password: string) => portal.anyone.post('/api/auth/login', { username: 'admin', password });
  expect((await signIn(ADMIN_PASSWORD)).status).toBe(401);
  expect((await signIn(PASSWORD)).body.user.must_change_password).toBe(false);
});
