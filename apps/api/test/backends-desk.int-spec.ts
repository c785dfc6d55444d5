import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Client } from './client.js';
import { JWT_SECRET, startPortal, type Portal } from './portal.js';

// The model servers that an admin adds, changes and tries. What the pool does with them: backend-pool.int-spec.ts.

const KEY = 'sk-right-0123456789';
const MODEL = 'org/large:latest';
const DESK = '/api/admin/backends';

let portal: Portal;
let admin: Client;
let server: FakeLlm;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
  server = await startFakeLlm({ apiKey: KEY, models: [{ name: MODEL }] });
});
afterAll(() => Promise.all([portal.close(), server.close()]));
afterEach(async () => {
  for (const { id, from_environment } of (await admin.get(DESK)).body)
    if (!from_environment) await admin.delete(at(id));
});

const at = (id: string) => `${DESK}/${encodeURIComponent(id)}`;
const own = () => `openai@127.0.0.1:${server.port}`;
const add = (fields: object = {}) =>
  admin.post(DESK, { provider: 'openai', url: `${server.url}/v1`, api_key: KEY, name: 'Rack', ...fields });
const attempt = (url: string, api_key?: string, more: object = {}) =>
  admin.post(`${DESK}/test`, { provider: 'openai', url, api_key, ...more });
const named = async (client: Client, name: string) =>
  (await client.get('/api/models')).body.find((model: { name: string }) => model.name === name);

it('one that is added answers at once, and no reply, audit entry, console, backup or log tells its key', async () => {
  const { status, body } = await add({ weight: 2, tier: 1, max_parallel: 3 });
  expect([status, body]).toMatchObject([
    201,
    {
      id: own(),
      name: 'Rack',
      url: `${server.url}/v1`,
      from_environment: false,
      has_api_key: true,
      api_key_lost: false,
      weight: 2,
      tier: 1,
      max_parallel: 3,
      state: 'on',
      reachable: true,
      model_count: 1,
      breaker: { state: 'closed', fault: null },
    },
  ]);
  const chat = await admin.post('/api/chat', { prompt: 'hello', model: MODEL });
  expect([chat.status, chat.body.model]).toEqual([200, MODEL]);
  const told = [
    body,
    (await admin.get(DESK)).body,
    (await admin.patch(at(own()), { tier: 0 })).body,
    await portal.sql("SELECT * FROM audit_log WHERE target_type = 'backend'"),
    await portal.sql('SELECT * FROM logs'),
    (await admin.post('/api/admin/database/query', { sql: 'SELECT * FROM backends' })).body,
    (await admin.get('/api/admin/models/discover')).body,
  ];
  expect(JSON.stringify(told)).not.toContain(KEY);
  const { columns } = told[5] as { columns: { name: string }[] };
  expect(columns.map(({ name }) => name)).toContain('url');
  expect(columns.map(({ name }) => name)).not.toContain('api_key');
  const saved = await fetch(`${portal.server.url}/api/admin/backup?reason=test`, {
    headers: admin.headers as Record<string, string>,
  });
  const backup = gunzipSync(Buffer.from(await saved.arrayBuffer())).toString();
  expect(backup).toContain(own());
  expect(backup).not.toContain(KEY);
  expect(backup).not.toContain(Buffer.from(KEY).toString('hex'));
  const [row] = await portal.sql<{ api_key: Buffer }>('SELECT api_key FROM backends');
  expect(row!.api_key.includes(KEY)).toBe(false);
});

it('another address is another server, which never gets the key of the first', async () => {
  const thief = await startFakeLlm();
  await add();
  const refused = await admin.patch(at(own()), { url: `${thief.url}/v1` });
  expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/api_key']);
  expect((await attempt(`${thief.url}/v1`, undefined, { id: own() })).body.reachable).toBe(true);
  await portal.sql('UPDATE backends SET url = $1', [`${thief.url}/v1`]);
  await portal.restart();
  admin = await portal.anyone.login('admin', 'admin123');
  expect((await admin.get(DESK)).body[1]).toMatchObject({ has_api_key: true, api_key_lost: true });
  expect(JSON.stringify(thief.requests)).not.toContain(KEY);
  await portal.sql('DELETE FROM backends');
  await portal.restart();
  admin = await portal.anyone.login('admin', 'admin123');
  await thief.close();
});

it('its name, use, key and address change without a restart', async () => {
  await add();
  const renamed = await admin.patch(at(own()), { name: '', state: 'off', max_parallel: null });
  expect(renamed.body).toMatchObject({ name: expect.stringContaining(server.url), state: 'off', reachable: null });
  expect((await named(admin, MODEL)).available).toBe(false);
  await admin.patch(at(own()), { state: 'on' });
  expect((await named(admin, MODEL)).available).toBe(true);
  const wrong = await admin.patch(at(own()), { api_key: 'sk-wrong' });
  expect([wrong.body.reachable, wrong.body.problem]).toEqual([false, expect.stringMatching(/key/i)]);
  const moved = await admin.patch(at(own()), { url: `http://localhost:${server.port}/v1`, api_key: KEY });
  expect(moved.body).toMatchObject({ id: `openai@localhost:${server.port}`, reachable: true });
  expect((await admin.patch(at(own()), { tier: 1 })).status).toBe(404);
  expect((await admin.delete(at(moved.body.id))).status).toBe(204);
  expect((await named(admin, MODEL)).available).toBe(false);
});

it('the same address twice is refused, and those of the environment only take what is about their use', async () => {
  await add();
  expect((await add()).body.code).toBe('backend.exists');
  const [first] = (await admin.get(DESK)).body;
  expect(first).toMatchObject({ from_environment: true, url: null, has_api_key: false });
  for (const change of [{ name: 'Mine' }, { url: 'http://127.0.0.1:9' }, { api_key: 'x' }])
    expect((await admin.patch(at(first.id), change)).body.code).toBe('backend.from-environment');
  expect((await admin.delete(at(first.id))).body.code).toBe('backend.from-environment');
  const changed = await admin.patch(at(first.id), { weight: 5, tier: 2 });
  expect(changed.body).toMatchObject({ id: first.id, weight: 5, tier: 2, from_environment: true });
  await portal.restart();
  admin = await portal.anyone.login('admin', 'admin123');
  expect((await admin.get(DESK)).body[0]).toMatchObject({ weight: 5, tier: 2 });
  await admin.patch(at(first.id), { weight: 1, tier: 0 });
});

it('settings that the environment left behind do not keep an address from being added', async () => {
  const moved = `openai@localhost:${server.port}`;
  await portal.sql('INSERT INTO backends (id, weight) VALUES ($1, 7), ($2, 7)', [own(), moved]);
  const added = await add();
  expect([added.status, added.body.weight]).toEqual([201, 1]);
  const changed = await admin.patch(at(own()), { url: `http://localhost:${server.port}/v1`, api_key: KEY });
  expect([changed.status, changed.body.id]).toEqual([200, moved]);
});

it('a row that nobody can read, or that leads to the keys of a cloud, does not stop the others', async () => {
  await add();
  await portal.sql(
    `INSERT INTO backends (id, provider, url, api_key) VALUES
       ('openai@a', 'openai', 'no address', '\\x00'), ('openai@b', 'openai', 'http://169.254.169.254/v1', NULL)`,
  );
  await portal.restart({ JWT_SECRET: 'integration-tests-next-0123456789ab', JWT_SECRET_PREVIOUS: JWT_SECRET });
  admin = await portal.anyone.login('admin', 'admin123');
  const listed = (await admin.get(DESK)).body;
  expect(listed).toMatchObject([
    { id: expect.stringContaining('ollama'), broken: false },
    { id: own(), broken: false },
    { id: 'openai@a', broken: true, problem: expect.stringMatching(/openai@a .*address/), reachable: null },
    { id: 'openai@b', broken: true, problem: expect.stringMatching(/clouds keep credentials/) },
  ]);
  expect((await admin.patch(at('openai@a'), { tier: 1 })).status).toBe(404);
  for (const id of ['openai@a', 'openai@b']) expect((await admin.delete(at(id))).status).toBe(204);
  expect((await admin.get(DESK)).body).toHaveLength(2);
  expect((await admin.patch(at(own()), { tier: 3 })).body).toMatchObject({ tier: 3, reachable: true });
  await portal.sql('DELETE FROM backends');
  await portal.restart();
  admin = await portal.anyone.login('admin', 'admin123');
});

it('keys stay readable while JWT_SECRET changes, and are asked for again after a careless change', async () => {
  await add();
  const [old, next] = [JWT_SECRET, 'integration-tests-next-0123456789ab'];
  await portal.restart({ JWT_SECRET: next, JWT_SECRET_PREVIOUS: old });
  await portal.restart({ JWT_SECRET: next });
  admin = await portal.anyone.login('admin', 'admin123');
  expect((await admin.get(DESK)).body[1]).toMatchObject({ reachable: true, api_key_lost: false });
  await portal.restart();
  admin = await portal.anyone.login('admin', 'admin123');
  expect((await admin.get(DESK)).body[1]).toMatchObject({ reachable: false, api_key_lost: true });
  expect((await admin.patch(at(own()), { api_key: KEY })).body).toMatchObject({ reachable: true, api_key_lost: false });
});

it('every change and every attempt is in the audit log', async () => {
  await add();
  await admin.patch(at(own()), { state: 'draining', api_key: KEY });
  await attempt(`${server.url}/v1`, KEY);
  await admin.delete(at(own()));
  const entries = await portal.sql<{ action: string; detail: Record<string, unknown> }>(
    "SELECT action, detail FROM audit_log WHERE target_type = 'backend' ORDER BY seq DESC LIMIT 4",
  );
  expect(entries.map(({ action }) => action)).toEqual([
    'backend.removed',
    'backend.tried',
    'backend.changed',
    'backend.added',
  ]);
  expect(entries[2]!.detail).toMatchObject({ state: 'draining', api_key: 'replaced' });
});

describe('before it is saved', () => {
  it('a server that answers shows its models and how fast it was; nothing is saved', async () => {
    const { status, body } = await attempt(`${server.url}/v1`, KEY);
    expect(status).toBe(200);
    expect(body).toMatchObject({ reachable: true, models: [MODEL], model_count: 1 });
    expect(body.latency_ms).toBeGreaterThanOrEqual(0);
    const ollama = await admin.post(`${DESK}/test`, { provider: 'ollama', url: portal.fake.url });
    expect(ollama.body).toMatchObject({ reachable: true, version: expect.any(String) });
    expect((await admin.get(DESK)).body).toHaveLength(1);
  });

  it('a saved one is tried with the key that it has', async () => {
    await add();
    expect((await attempt(`${server.url}/v1`, undefined, { id: own() })).body.reachable).toBe(true);
    expect((await attempt(`${server.url}/v1`)).body.reachable).toBe(false);
  });

  it.each([
    ['a wrong key', () => `${server.url}/v1`, 'sk-wrong', /401|key/i],
    ['something else at the address', () => `${portal.server.url}/nothing/v1`, undefined, /address/i],
    ['nothing at the address', () => 'http://127.0.0.1:9/v1', undefined, /127\.0\.0\.1:9/],
  ])('%s is said', async (_, url, key, problem) => {
    const { status, body } = await attempt(url(), key);
    expect([status, body.reachable, body.models]).toEqual([200, false, []]);
    expect(body.problem).toMatch(problem);
  });

  it.each([
    ['openai', 'not an address'],
    ['openai', 'ftp://host/v1'],
    ['openai', 'http://h/v1/chat/completions'],
    ['openai', 'http://ada:secret@h/v1'],
    ['openai', 'http://h/v1?key=secret'],
    ['openai', 'http://169.254.169.254/v1'],
    ['openai', 'http://[::ffff:169.254.169.254]/v1'],
    ['openai', 'http://[fd00:ec2::254]/v1'],
    ['openai', 'http://[fd00:ec2::23]/v1'],
    ['openai', 'http://[fd20:ce::254]/v1'],
    ['openai', 'http://[64:ff9b::a9fe:a9fe]/v1'],
    ['openai', 'http://[2002:a9fe:a9fe::1]/v1'],
    ['openai', 'http://100.100.100.200/v1'],
    ['openai', 'http://168.63.129.16/v1'],
    ['openai', 'http://192.0.0.192/v1'],
    ['ollama', 'ftp://host'],
    ['ollama', 'file:///etc/passwd'],
    ['ollama', 'http://h:11434/api'],
    ['ollama', 'http://a:11434,http://b:11434'],
    ['ollama', 'off'],
    ['ollama', '169.254.169.254:80'],
  ])('%s at %s is refused before anything is asked', async (provider, url) => {
    for (const path of [DESK, `${DESK}/test`]) {
      const { status, body } = await admin.post(path, { provider, url });
      expect([status, body.errors[0].pointer]).toEqual([400, '/url']);
    }
  });

  it('a server that sends elsewhere is not followed', async () => {
    const location = `${portal.fake.url}/v1/models`;
    const sender = createServer((_, reply) => reply.writeHead(302, { location }).end());
    await new Promise<void>((resolve) => sender.listen(0, '127.0.0.1', resolve));
    const { port } = sender.address() as AddressInfo;
    portal.fake.clear();
    expect((await attempt(`http://127.0.0.1:${port}/v1`)).body.reachable).toBe(false);
    expect(portal.fake.requests.filter(({ path }) => path === '/v1/models')).toEqual([]);
    sender.close();
  });
});

it('is for administrators', async () => {
  const developer = await portal.someone('developer');
  expect((await developer.get(DESK)).status).toBe(403);
  expect((await developer.post(`${DESK}/test`, { provider: 'openai', url: 'http://127.0.0.1:9/v1' })).status).toBe(403);
});
