import { randomUUID } from 'node:crypto';
import { eventually } from './clock.js';
import { until, type Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

describe('users', () => {
  it('J8: a demoted admin is refused at the next request', async () => {
    const other = await portal.someone('admin');
    expect((await other.get('/api/admin/users')).status).toBe(200);
    expect((await admin.put(`/api/admin/users/${other.id}/role`, { role: 'user' })).body.role).toBe('user');
    expect((await other.get('/api/admin/users')).status).toBe(403);
    expect((await other.get('/api/auth/me')).status).toBe(200);
  });

  it('J8: a deactivated user loses access at once, and the running answer ends', async () => {
    const user = await portal.someone();
    portal.fake.clear();
    portal.fake.setScenario('gated');
    const frames = (await user.stream('/api/chat', { prompt: 'x', stream: true, cache: 'bypass' }))[
      Symbol.asyncIterator
    ]();
    portal.fake.release(1);
    await until(frames, 'delta');
    const freed = portal.fake.waitForAbort();
    expect((await admin.put(`/api/admin/users/${user.id}/status`, { is_active: false })).body.is_active).toBe(false);
    await freed;
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stopped');
    expect((await user.get('/api/auth/me')).status).toBe(401);
    expect(
      (await portal.anyone.post('/api/auth/login', { username: user.username, password: 'correct horse battery' })).body
        .code,
    ).toBe('auth.account-inactive');
    portal.fake.setScenario('hello');
  });

  it('J8: an account that is deactivated in the database itself loses access, too', async () => {
    const user = await portal.someone();
    await portal.sql(`UPDATE users SET is_active = false WHERE id = '${user.id}'`);
    await eventually(async () => (await user.get('/api/auth/me')).body.code === 'auth.account-inactive');
  });

  it('the last active admin stays, and nobody can lock themselves out', async () => {
    const me = (await admin.get('/api/auth/me')).body.id;
    const demote = () => admin.put(`/api/admin/users/${me}/role`, { role: 'user' });
    expect((await demote()).body.code).toBe('user.last-admin');
    expect((await admin.put(`/api/admin/users/${me}/status`, { is_active: false })).body.code).toBe('user.last-admin');
    await portal.someone('admin');
    expect((await demote()).body.code).toBe('user.self-lockout');
  });

  it('rejects invalid roles, statuses and users', async () => {
    expect((await admin.put(`/api/admin/users/${randomUUID()}/role`, { role: 'user' })).status).toBe(404);
    expect((await admin.put(`/api/admin/users/${randomUUID()}/role`, { role: 'root' })).status).toBe(400);
    expect((await admin.put(`/api/admin/users/nobody/status`, { is_active: 'no' })).status).toBe(400);
  });

  it('A3: role and status changes are in the log with actor, target and change', async () => {
    const user = await portal.someone();
    await admin.put(`/api/admin/users/${user.id}/role`, { role: 'developer' });
    const { logs } = (await admin.get(`/api/admin/logs?action=user.role-changed&q=${user.id}`)).body;
    expect(logs).toMatchObject([
      { username: 'admin', metadata: { target_id: user.id, target: user.username, from: 'user', to: 'developer' } },
    ]);
  });
});

describe('models', () => {
  it('offers the backend’s models, and the documented default', async () => {
    const models = (await admin.get('/api/admin/models')).body;
    const gemma = models.find(({ name }: { name: string }) => name === 'gemma2:2b');
    expect(gemma).toMatchObject({
      is_default: true,
      is_enabled: true,
      available: true,
      provider: 'ollama',
      context_length: expect.any(Number),
      capabilities: expect.arrayContaining(['completion']),
    });
    expect(models.length).toBeGreaterThan(3);
  });

  it('adds, renames, makes default and disables', async () => {
    const added = await admin.post('/api/admin/models', { name: 'llama3.2:3b', display_name: 'Llama' });
    expect([added.status, added.body.available, added.body.unavailable_reason]).toEqual([
      201,
      false,
      expect.stringContaining('ollama pull llama3.2:3b'),
    ]);
    expect((await admin.post('/api/admin/models', { name: 'llama3.2:3b' })).status).toBe(409);
    expect(
      (
        await portal.anyone
          .login('admin', 'admin123')
          .then((client) => client.post('/api/chat', { prompt: 'x', model: 'llama3.2:3b' }))
      ).body.code,
    ).toBe('model.not-pulled');
    const put = (id: string, body: object) => admin.put(`/api/admin/models/${id}`, body);
    expect((await put(added.body.id, { display_name: 'Llama 3.2', is_default: true })).body).toMatchObject({
      display_name: 'Llama 3.2',
      is_default: true,
    });
    const defaults = await portal.sql('SELECT name FROM models WHERE is_default');
    expect(defaults).toEqual([{ name: 'llama3.2:3b' }]);
    expect((await put(added.body.id, { is_enabled: false })).body.errors[0].pointer).toBe('/is_enabled');
    // The default cannot answer, and nothing else answers in its place.
    expect((await admin.post('/api/chat', { prompt: 'whoever' })).body).toMatchObject({
      status: 503,
      code: 'model.not-pulled',
    });
    const gemma = (await admin.get('/api/admin/models')).body.find(
      ({ name }: { name: string }) => name === 'gemma2:2b',
    );
    await put(gemma.id, { is_default: true });
    expect((await put(added.body.id, { is_enabled: false })).body.is_enabled).toBe(false);
    expect((await put(randomUUID(), { is_enabled: false })).status).toBe(404);
    expect((await put(gemma.id, { name: 'other' })).status).toBe(400);
  });
});

describe('logs and telemetry', () => {
  it('logs every request with user, action and duration, and never its content', async () => {
    const canary = `canary-${randomUUID()}`;
    const user = await portal.someone();
    await user.post('/api/chat', { prompt: canary });
    await portal.anyone.post('/api/auth/login', { username: user.username, password: canary });
    const { body } = await admin.get(`/api/admin/logs?user_id=${user.id}&action=chat.send`);
    expect(body).toMatchObject({
      total: 1,
      limit: 50,
      offset: 0,
      logs: [
        {
          username: user.username,
          endpoint: '/api/chat',
          method: 'POST',
          status_code: 200,
          ip_address: '127.0.0.1',
          duration_ms: expect.any(Number),
          request_id: expect.any(String),
        },
      ],
    });
    expect(JSON.stringify(await portal.sql('SELECT * FROM logs'))).not.toContain(canary);
  });

  it('logs a stream whose reader hung up, and the user of a sign-in', async () => {
    const user = await portal.someone();
    portal.fake.setScenario('gated');
    const stream = await user.stream('/api/chat', { prompt: 'x', stream: true, cache: 'bypass' });
    await until(stream[Symbol.asyncIterator](), 'started');
    stream.close();
    portal.fake.release(Infinity);
    let actions: string[] = [];
    while (!actions.includes('chat.send'))
      actions = (await admin.get(`/api/admin/logs?user_id=${user.id}`)).body.logs.map(
        ({ action }: { action: string }) => action,
      );
    expect(actions).toEqual(expect.arrayContaining(['auth.login', 'chat.send']));
    portal.fake.setScenario('hello');
  });

  it('filters by status, time and text; wildcards are literal', async () => {
    await portal.anyone.get('/api/models');
    const total = async (query: string) => (await admin.get(`/api/admin/logs?${query}`)).body.total as number;
    expect(await total('status_code=401')).toBeGreaterThan(0);
    expect(await total('from=2100-01-01T00:00:00Z')).toBe(0);
    expect(await total('to=2100-01-01T00:00:00Z')).toBeGreaterThan(0);
    expect(await total('q=AUTH.LOGIN')).toBeGreaterThan(0);
    expect(await total('q=%25')).toBe(0);
    expect(await total('q=auth_login')).toBe(0);
    for (const wrong of [
      'limit=0',
      'limit=1001',
      'offset=-1',
      'status_code=99',
      'from=yesterday',
      'user_id=me',
      'sort=password_hash',
    ])
      expect((await admin.get(`/api/admin/logs?${wrong}`)).status).toBe(400);
  });

  it('A1: control characters and a huge user agent stay on one short line', async () => {
    await portal.anyone.with({ 'user-agent': `agent\u0009end ${'x'.repeat(2000)}` }).get('/api/models');
    await admin.get('/api/admin/logs'); // Reading the log first writes out what waits.
    const [row] = await portal.sql<{ user_agent: string }>(
      `SELECT user_agent FROM logs WHERE user_agent LIKE 'agent%'`,
    );
    expect(row!.user_agent).toHaveLength(256);
    expect(row!.user_agent).toMatch(/^agent\uFFFDend x+$/);
  });

  it('counts users, chats, messages and actions', async () => {
    const before = (await admin.get('/api/admin/telemetry')).body;
    const user = await portal.someone();
    await user.post('/api/chat', { prompt: 'count me' });
    const after = (await admin.get('/api/admin/telemetry')).body;
    expect(after.total_users).toBe(before.total_users + 1);
    expect(after.active_users).toBe(before.active_users + 1);
    expect(after.total_chats).toBe(before.total_chats + 1);
    expect(after.total_messages).toBe(before.total_messages + 2);
    expect(after.action_counts['chat.send']).toBe(before.action_counts['chat.send'] + 1);
    expect(after.recent_activity_24h).toBeGreaterThan(before.recent_activity_24h);
  });
});

describe('settings', () => {
  it('saves all or nothing, and names each value’s source', async () => {
    const mode = async () =>
      (await admin.get('/api/admin/settings')).body.settings.find(
        ({ key }: { key: string }) => key === 'registration_mode',
      );
    expect(await mode()).toMatchObject({ value: 'open', default: 'open', source: 'default' });
    expect((await admin.put('/api/admin/settings', { registration_mode: 'never' })).body.errors[0].pointer).toBe(
      '/registration_mode',
    );
    expect((await admin.put('/api/admin/settings', { registration_mode: 'closed', nonsense: 1 })).body.code).toBe(
      'setting.unknown',
    );
    expect(await mode()).toMatchObject({ value: 'open' });
    await admin.put('/api/admin/settings', { registration_mode: 'closed' });
    expect(await mode()).toMatchObject({ value: 'closed', source: 'saved' });
    await admin.put('/api/admin/settings', { registration_mode: 'open' });
  });
});
