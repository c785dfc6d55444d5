import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client, Reply } from './client.js';
import { startPortal, type Portal } from './portal.js';

// Clients of the application that this product follows run against it unchanged: its documented calls in the order of
// a session, with the bodies that its pages send and the fields that they read.

let portal: Portal;
let anyone: Client;
beforeAll(async () => {
  portal = await startPortal();
  // Its pages label every request as JSON, also those without a body.
  anyone = portal.anyone.with({ 'content-type': 'application/json' });
});
afterAll(() => portal.close());

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
const TEXT = expect.any(String) as string;
const USER = { id: TEXT, username: TEXT, email: TEXT, role: TEXT, is_active: true, created_at: TIME };
const MODEL = { id: TEXT, name: TEXT, display_name: TEXT, provider: TEXT, is_enabled: true, created_at: TIME };

describe('a session of its clients', () => {
  let admin: Client;
  let ada: Client;
  let adaId: string;
  let threadId: string;
  let modelId: string;

  it('GET /health says OK', async () => {
    expect((await anyone.get('/health')).body).toBe('OK');
  });

  it('POST /api/auth/login takes the documented default account; the token is good for a day', async () => {
    const { status, body } = await anyone.post('/api/auth/login', { username: 'admin', password: 'admin123' });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ token: TEXT, user: expect.objectContaining(USER) }),
    ]);
    expect(body.user.role).toBe('admin');
    const { iat, exp } = claims(body.token as string);
    expect([exp - iat, body.expires_in]).toEqual([86_400, 86_400]);
    admin = anyone.withToken(body.token as string);
  });

  it('POST /api/auth/register answers 201 with a message and the account', async () => {
    const account = { username: 'ada', email: 'ada@example.org', password: 'correct horse battery', role: 'user' };
    const { status, body } = await anyone.post('/api/auth/register', account);
    expect([status, body]).toEqual([201, { message: TEXT, user: expect.objectContaining(USER) }]);
    adaId = body.user.id as string;
    ada = anyone.withToken((await anyone.post('/api/auth/login', credentials(account))).body.token as string);
    expect((await ada.get('/api/auth/me')).body).toMatchObject({ ...USER, username: 'ada', role: 'user' });
  });

  it('an error has a detail that is a sentence', async () => {
    for (const reply of [
      await anyone.post('/api/auth/login', { username: 'admin', password: 'wrong' }),
      await anyone.get('/api/auth/me'),
      await ada.get('/api/admin/users'),
      await ada.post('/api/chat', { prompt: '' }),
    ])
      expect(reply.body.detail).toMatch(/^\S.+\.$/);
  });

  it('GET /api/models lists the enabled models, the documented one among them', async () => {
    const { body } = await ada.get('/api/models');
    for (const model of body as object[]) expect(model).toMatchObject(MODEL);
    modelId = (body as { id: string; name: string }[]).find(({ name }) => name === 'gemma2:2b')!.id;
  });

  it('POST /api/chat opens a thread for `thread_id: null` and continues a given one', async () => {
    const first = await ada.post('/api/chat', { prompt: 'Hello!', thread_id: null, model: 'gemma2:2b' });
    expect([first.status, first.body]).toEqual([200, expect.objectContaining({ response: TEXT, thread_id: TEXT })]);
    threadId = first.body.thread_id as string;
    const second = await ada.post('/api/chat', { prompt: 'And now?', thread_id: threadId, model: null });
    expect([second.status, second.body.thread_id]).toEqual([200, threadId]);
  });

  it('GET /api/chat/threads lists the thread, and with its id the messages come along', async () => {
    const thread = {
      id: threadId,
      user_id: adaId,
      title: TEXT,
      model_used: 'gemma2:2b',
      message_count: 4,
      created_at: TIME,
      updated_at: TIME,
    };
    expect((await ada.get('/api/chat/threads')).body).toMatchObject([thread]);
    const { body } = await ada.get(`/api/chat/threads/${threadId}`);
    expect(body).toMatchObject({
      ...thread,
      messages: ['user', 'assistant', 'user', 'assistant'].map((role) => ({
        id: TEXT,
        thread_id: threadId,
        role,
        content: TEXT,
        created_at: TIME,
      })),
    });
  });

  it('GET /api/admin/users lists the accounts; PUT …/role and …/status answer the changed one', async () => {
    const { body } = await admin.get('/api/admin/users');
    expect(body).toEqual(expect.arrayContaining([expect.objectContaining({ ...USER, id: adaId })]));
    const promoted = await admin.put(`/api/admin/users/${adaId}/role`, { role: 'developer' });
    expect([promoted.status, promoted.body]).toMatchObject([200, { ...USER, id: adaId, role: 'developer' }]);
    const closed = await admin.put(`/api/admin/users/${adaId}/status`, { is_active: false });
    expect(closed.body).toMatchObject({ id: adaId, is_active: false });
    expect((await admin.put(`/api/admin/users/${adaId}/status`, { is_active: true })).body.is_active).toBe(true);
    ada = await anyone.login('ada', 'correct horse battery');
  });

  it('POST /api/developer/api-keys makes a key for one model, which asks; DELETE answers JSON', async () => {
    const created = await ada.post('/api/developer/api-keys', { model_id: modelId });
    const key = {
      id: TEXT,
      user_id: adaId,
      model_id: modelId,
      model_name: 'gemma2:2b',
      created_at: TIME,
      expires_at: null,
      is_active: true,
    };
    expect([created.status, created.body]).toMatchObject([201, { ...key, key_value: TEXT }]);
    expect((await ada.get('/api/developer/api-keys')).body).toMatchObject([key]);
    const asked = await anyone.withKey(created.body.key_value as string).post('/api/chat', { prompt: 'By key' });
    expect([asked.status, asked.body.response]).toEqual([200, TEXT]);
    const { status, body } = await ada.delete(`/api/developer/api-keys/${created.body.id}`);
    expect([status, body]).toEqual([200, { message: TEXT }]);
  });

  it('POST /api/admin/models takes an empty display_name for the name, and PUT does so too', async () => {
    const added = await admin.post('/api/admin/models', { name: 'mistral', display_name: '', provider: 'ollama' });
    expect([added.status, added.body]).toMatchObject([201, { ...MODEL, name: 'mistral', display_name: 'mistral' }]);
    const put = async (body: object) => (await admin.put(`/api/admin/models/${added.body.id}`, body)).body as unknown;
    expect(await put({ is_enabled: false })).toMatchObject({ name: 'mistral', is_enabled: false });
    expect(await put({ is_enabled: null, display_name: 'Mistral' })).toMatchObject({
      is_enabled: false,
      display_name: 'Mistral',
    });
    expect(await put({ display_name: '' })).toMatchObject({ display_name: 'mistral' });
  });

  it('POST /api/auth/logout answers a message, and the token is dead', async () => {
    const { body } = await ada.post('/api/auth/logout');
    expect(body).toEqual({ message: TEXT });
    expect((await ada.get('/api/auth/me')).status).toBe(401);
  });

  it('GET /api/admin/telemetry has the totals of its dashboard', async () => {
    const { body } = await admin.get('/api/admin/telemetry');
    expect(body).toMatchObject({
      total_users: 2,
      active_users: 2,
      total_chats: 2,
      total_messages: 6,
      action_counts: expect.objectContaining({ 'chat.send': expect.any(Number) }),
    });
    expect(body.recent_activity_24h).toBeGreaterThan(10);
  });

  it.each([
    ['login', ['auth.login'], [200, 200, 200]],
    ['login_failed', ['auth.login'], [401]],
    ['logout', ['auth.logout'], [200]],
    ['user_registered', ['user.registered'], [201]],
    ['chat_request', ['chat.send'], [200, 200, 200, 400]],
    ['api_key_created', ['api-key.created'], [201]],
    ['api_key_deleted', ['api-key.revoked'], [200]],
    ['model_added', ['model.added'], [201]],
    ['model_updated', ['model.changed'], [200, 200, 200]],
    ['user_role_updated', ['user.role-changed'], [200]],
    ['user_status_updated', ['user.status-changed'], [200, 200]],
  ])('GET /api/admin/logs?action=%s knows its name of the action', async (name, actions, statuses) => {
    const { body } = await admin.get(`/api/admin/logs?action=${name}&limit=50&offset=0`);
    const logs = body.logs as { action: string; status_code: number }[];
    expect([...new Set(logs.map(({ action }) => action))]).toEqual(actions);
    expect(logs.map(({ status_code }) => status_code).sort()).toEqual(statuses);
    expect(body).toMatchObject({ total: statuses.length, limit: 50, offset: 0 });
    for (const log of logs)
      expect(log).toMatchObject({
        id: TEXT,
        endpoint: expect.stringMatching(/^\/api\//),
        method: TEXT,
        ip_address: '127.0.0.1',
        created_at: TIME,
      });
    const others = await admin.get(`/api/admin/logs?not_action=${name}&limit=1000`);
    const all = await admin.get('/api/admin/logs?limit=1000');
    expect(others.body.total).toBe(all.body.total - statuses.length - 1);
  });

  it('the live tail and the export filter by its names as well', async () => {
    const tail = await admin.stream('/api/admin/logs/stream?action=login_failed');
    await anyone.login('admin', 'admin123');
    await anyone.post('/api/auth/login', { username: 'nobody', password: 'wrong' });
    for await (const { event, data } of tail) {
      expect([event, data.action, data.status_code]).toEqual(['log', 'auth.login', 401]);
      break;
    }
    tail.close();
    const { body } = await admin.get('/api/admin/logs/export?format=ndjson&action=login_failed');
    expect(String(body).trim().split('\n')).toHaveLength(2);
  });
});

describe('what holds for every route', () => {
  const document = JSON.parse(
    readFileSync(path.resolve(__dirname, '../../../libs/api-client/openapi.json'), 'utf8'),
  ) as Document;
  const routes = Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.keys(operations).map((method) => [method.toUpperCase(), template] as const),
  );
  const addressOf = (template: string) => template.replace(/\{[^}]+\}/g, '01a2230a-f0e6-74d1-8820-3be4a134ff87');
  const outcome = ({ status, body }: Reply | { status: number; body?: unknown }) => [
    status,
    (body as { code?: string } | undefined)?.code,
  ];

  it('a trailing slash changes nothing, for a stranger neither', async () => {
    expect(routes.length).toBeGreaterThan(100);
    const admin = await anyone.login('admin', 'admin123');
    for (const [method, template] of routes) {
      const address = addressOf(template);
      expect([template, outcome(await anyone.knock(method, `${address}/`))]).toEqual([
        template,
        outcome(await anyone.knock(method, address)),
      ]);
      if (method !== 'GET' || template.includes('stream')) continue;
      const [plain, slashed] = [await admin.knock('GET', address), await admin.knock('GET', `${address}/`)];
      expect([template, outcome(slashed)]).toEqual([template, outcome(plain)]);
    }
    const { logs } = (await admin.get('/api/admin/logs?limit=1000')).body as { logs: { endpoint: string }[] };
    expect(logs.filter(({ endpoint }) => endpoint.endsWith('/'))).toEqual([]);
  });

  it('a trailing slash changes nothing for the documentation either', async () => {
    for (const address of ['/docs', '/openapi.json', '/health', '/metrics', '/ollama', '/v1', '/api', '/nowhere']) {
      const [plain, slashed] = [await anyone.get(address), await anyone.get(`${address}/`)];
      expect([address, slashed.status]).toEqual([address, plain.status]);
      expect(slashed.headers['content-type']).toBe(plain.headers['content-type']);
    }
  });

  it('an optional field takes null for "not given", on every route that has one', async () => {
    const admin = await anyone.login('admin', 'admin123');
    const refused: unknown[] = [];
    let sent = 0;
    for (const [method, template] of routes.filter(([, template]) => template.startsWith('/api/'))) {
      for (const name of optionalFields(document, method, template)) {
        sent++;
        const { body } = await admin.knock(method, addressOf(template), { [name]: null });
        const errors = (body as { errors?: { pointer: string }[] } | undefined)?.errors ?? [];
        if (errors.some(({ pointer }) => pointer === `/${name}`)) refused.push([method, template, name, body]);
      }
    }
    expect(refused).toEqual([]);
    expect(sent).toBeGreaterThan(50);
  });
});

interface Schema {
  $ref?: string;
  properties?: Record<string, unknown>;
  required?: string[];
}
interface Document {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema?: Schema }> } }>>;
  components: { schemas: Record<string, Schema> };
}

function optionalFields({ paths, components }: Document, method: string, template: string): string[] {
  const schema = paths[template]![method.toLowerCase()]!.requestBody?.content['application/json']?.schema;
  const { properties = {}, required = [] } = (schema?.$ref && components.schemas[schema.$ref.split('/').at(-1)!]) || {};
  return Object.keys(properties).filter((name) => !required.includes(name));
}

const credentials = ({ username, password }: { username: string; password: string }) => ({ username, password });

const claims = (token: string): { iat: number; exp: number } =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iat: number; exp: number };
