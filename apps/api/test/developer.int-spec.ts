import { createHash, randomUUID } from 'node:crypto';
import { until } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let developer: Person;
const keys = '/api/developer/api-keys';

beforeAll(async () => {
  portal = await startPortal();
  developer = await portal.someone('developer');
});
afterAll(() => portal.close());

it('K1: shows a key once and keeps only its hash', async () => {
  const { status, body } = await developer.post(keys, { name: 'laptop' });
  expect(status).toBe(201);
  expect(body.key_value).toMatch(/^pk_[\w-]{43}$/);
  expect(body).toMatchObject({
    name: 'laptop',
    prefix: body.key_value.slice(0, 7),
    last_four: body.key_value.slice(-4),
    is_active: true,
    scopes: ['chat', 'models', 'threads', 'embeddings', 'audio'],
  });
  const [listed] = (await developer.get(keys)).body;
  expect(listed).not.toHaveProperty('key_value');
  expect(listed).not.toHaveProperty('key_hash');
  expect((await portal.anyone.withKey(body.key_value).get('/api/models')).status).toBe(200);
  const dump =
    JSON.stringify(await portal.sql('SELECT * FROM api_keys')) + JSON.stringify(await portal.sql('SELECT * FROM logs'));
  expect(dump).not.toContain(body.key_value);
  expect(dump).toContain(createHash('sha256').update(body.key_value).digest('hex'));
});

it('chats with X-API-Key as its owner', async () => {
  const { key_value } = (await developer.post(keys, {})).body;
  const { status, body } = await portal.anyone.withKey(key_value).post('/api/chat', { prompt: 'by key' });
  expect(status).toBe(200);
  const thread = (await developer.get(`/api/chat/threads/${body.thread_id}`)).body;
  expect([thread.user_id, thread.messages[0].content]).toEqual([developer.id, 'by key']);
});

it('binds a key to models', async () => {
  const models = (await developer.get('/api/models')).body as { id: string; name: string }[];
  const [gemma, other] = [
    models.find(({ name }) => name === 'gemma2:2b')!,
    models.find(({ name }) => name === 'qwen3:4b')!,
  ];
  const { body } = await developer.post(keys, { model_id: gemma.id });
  expect(body).toMatchObject({ model_id: gemma.id, model_name: 'gemma2:2b', model_ids: [gemma.id] });
  const program = portal.anyone.withKey(body.key_value);
  expect((await program.get('/api/models')).body.map(({ name }: { name: string }) => name)).toEqual(['gemma2:2b']);
  expect((await program.post('/api/chat', { prompt: 'x', model: 'gemma2:2b' })).status).toBe(200);
  expect((await program.post('/api/chat', { prompt: 'x', model: other.name })).body.code).toBe('model.unavailable');
});

it.each([
  ['an unknown model', { model_id: randomUUID() }, 'model.unavailable'],
  ['an unknown scope', { scopes: ['admin'] }, 'request.invalid'],
  ['no scope at all', { scopes: [] }, 'request.invalid'],
  ['a time in the past', { expires_at: '2020-01-01T00:00:00Z' }, 'request.invalid'],
  ['a time that is none', { expires_at: 'tomorrow' }, 'request.invalid'],
  ['an owner', { user_id: randomUUID() }, 'request.invalid'],
])('refuses %s', async (_, body, code) => {
  const reply = await developer.post(keys, body);
  expect([reply.status, reply.body.code]).toEqual([400, code]);
});

it('K8: revokes exactly one key, at once, and only the caller’s own', async () => {
  const [kept, gone] = [(await developer.post(keys, {})).body, (await developer.post(keys, {})).body];
  const stranger = await portal.someone('developer');
  expect((await stranger.delete(`${keys}/${gone.id}`)).status).toBe(404);
  expect((await portal.anyone.withKey(gone.key_value).get('/api/models')).status).toBe(200);
  expect((await developer.delete(`${keys}/${gone.id}`)).status).toBe(200);
  expect((await portal.anyone.withKey(gone.key_value).get('/api/models')).body.code).toBe('auth.invalid-key');
  expect((await portal.anyone.withKey(kept.key_value).get('/api/models')).status).toBe(200);
});

it('changes a key: the secret stays, rights and limits apply at once, nobody else may do it', async () => {
  const { id, key_value } = (
    await developer.post(keys, { name: 'before', requests_per_minute: 100, expires_at: '2099-01-01T00:00:00Z' })
  ).body;
  const program = portal.anyone.withKey(key_value);
  expect((await program.get('/api/models')).status).toBe(200);
  const stranger = await portal.someone('developer');
  expect((await stranger.put(`${keys}/${id}`, {})).status).toBe(404);
  const { status, body } = await developer.put(`${keys}/${id}`, { name: 'after', scopes: ['chat'], parallel_runs: 1 });
  expect([status, body]).toMatchObject([
    200,
    { id, name: 'after', scopes: ['chat'], limits: { parallel_runs: 1 }, expires_at: null },
  ]);
  expect(body.limits).not.toHaveProperty('requests_per_minute');
  expect(body).not.toHaveProperty('key_value');
  expect((await program.get('/api/models')).status).toBe(403);
  expect((await program.post('/api/chat', { prompt: 'still there' })).status).toBe(200);
  expect((await developer.put(`${keys}/${id}`, { expires_at: '2020-01-01T00:00:00Z' })).status).toBe(400);
});

it('J15: a key that shares its beginning or its end with a real one is 401', async () => {
  const { key_value: real } = (await developer.post(keys, {})).body;
  const other = (letter: string) => (letter === 'A' ? 'B' : 'A');
  const changed = (at: number) => real.slice(0, at) + other(real.at(at)) + real.slice(at + 1);
  // The last letter stands for less than six bits, but it is compared as a letter.
  for (const at of [3, 20, real.length - 2, real.length - 1])
    expect([at, (await portal.anyone.withKey(changed(at)).get('/api/models')).status]).toEqual([at, 401]);
  expect((await portal.anyone.withKey(real).get('/api/models')).status).toBe(200);
});

it('K6: an expired key is 401', async () => {
  const { body } = await developer.post(keys, { expires_at: '2099-01-01T00:00:00Z' });
  await portal.sql(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [body.id]);
  expect((await portal.anyone.withKey(body.key_value).get('/api/models')).status).toBe(401);
});

it('K5 K6: a key has the rights its owner has now, also in the middle of an answer', async () => {
  const owner = await portal.someone('developer');
  const program = portal.anyone.withKey((await owner.post(keys, {})).body.key_value);
  portal.fake.setScenario('gated');
  const frames = (await program.stream('/api/chat', { prompt: 'x', stream: true, cache: 'bypass' }))[
    Symbol.asyncIterator
  ]();
  portal.fake.release(1);
  await until(frames, 'delta');
  const admin = await portal.anyone.login('admin', 'admin123');
  expect((await admin.put(`/api/admin/users/${owner.id}/role`, { role: 'user' })).status).toBe(200);
  expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stopped');
  expect((await program.get('/api/models')).status).toBe(403);
  portal.fake.setScenario('hello');
});

it('K6: the key of a deactivated owner is refused at the next request, and works again with its owner', async () => {
  const owner = await portal.someone('developer');
  const program = portal.anyone.withKey((await owner.post(keys, {})).body.key_value);
  expect((await program.get('/api/models')).status).toBe(200);
  const admin = await portal.anyone.login('admin', 'admin123');
  await admin.put(`/api/admin/users/${owner.id}/status`, { is_active: false });
  expect((await program.get('/api/models')).body.code).toBe('auth.invalid-key');
  await admin.put(`/api/admin/users/${owner.id}/status`, { is_active: true });
  expect((await program.get('/api/models')).status).toBe(200);
});

it('K6: revoking a key ends the run that it started', async () => {
  const { id, key_value } = (await developer.post(keys, {})).body;
  portal.fake.setScenario('gated');
  const stream = await portal.anyone
    .withKey(key_value)
    .stream('/api/chat', { prompt: 'x', stream: true, cache: 'bypass' });
  const frames = stream[Symbol.asyncIterator]();
  portal.fake.release(1);
  await until(frames, 'delta');
  const aborted = portal.fake.waitForAbort();
  expect((await developer.delete(`${keys}/${id}`)).status).toBe(200);
  expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stopped');
  await aborted;
  portal.fake.setScenario('hello');
});

it('records when a key was last used', async () => {
  const { body } = await developer.post(keys, {});
  await portal.anyone.withKey(body.key_value).get('/api/models');
  await portal.restart();
  const again = await portal.anyone.login(developer.username, 'correct horse battery');
  const key = (await again.get(keys)).body.find(({ id }: { id: string }) => id === body.id);
  expect(Date.parse(key.last_used_at)).toBeGreaterThan(Date.parse(key.created_at) - 1000);
});
