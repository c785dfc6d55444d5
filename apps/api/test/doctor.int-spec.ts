import type { Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { LLM_MAX_PARALLEL: '2' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const checks = async (): Promise<Record<string, { state: string; detail: string; fix?: string }>> =>
  Object.fromEntries(
    (await admin.get('/api/admin/doctor')).body.checks.map((check: { id: string }) => [check.id.split(':')[0], check]),
  );

it('reports what is fine, what is not, and what to do', async () => {
  expect(await checks()).toMatchObject({
    backend: { state: 'ok', detail: expect.stringMatching(/version \d/) },
    'default-password': { state: 'warn', fix: expect.stringContaining('Settings') },
    exposure: { state: 'ok' },
    database: { state: 'ok', detail: expect.stringMatching(/^PostgreSQL \d/) },
    migrations: { state: 'ok' },
    clock: { state: 'ok' },
    backup: { state: 'note' },
    disk: { detail: expect.stringMatching(/GB are free/) },
    memory: { detail: expect.stringMatching(/portal uses [\d.]+ [MG]B/) },
    'sql-console': { state: 'ok' },
  });
});

it('notices changes: a backup, an unknown migration, a model server that is gone', async () => {
  await admin.get('/api/admin/backup?reason=test');
  await portal.sql(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')`);
  await portal.fake.close();
  const found = await checks();
  expect(found).toMatchObject({
    backup: { state: 'ok', detail: 'Made today.' },
    migrations: { state: 'warn', detail: expect.stringContaining('Later9999999999999') },
    backend: { state: 'fail', fix: expect.stringContaining('ollama serve') },
  });
  await portal.sql(`DELETE FROM migrations WHERE name LIKE 'Later%'`);
});

it('the password check passes once the default is changed', async () => {
  expect(
    (await admin.put('/api/auth/password', { current_password: 'admin123', new_password: 'seven purple umbrellas' }))
      .status,
  ).toBe(200);
  expect((await checks())['default-password']).toMatchObject({ state: 'ok' });
});

it('the test stream arrives event by event', async () => {
  const chunks: string[] = [];
  for await (const chunk of (await admin.stream('/api/admin/doctor/stream')).chunks()) chunks.push(chunk);
  expect(chunks.join('').match(/^event: beat$/gm)).toHaveLength(5);
  // The first one is not kept back until the last one is there.
  expect(chunks.find((chunk) => chunk.includes('event: beat'))).not.toContain('id: 5');
});

describe('settings', () => {
  const setting = async (key: string) =>
    (await admin.get('/api/admin/settings')).body.settings.find((one: { key: string }) => one.key === key);

  it('settings from the environment are shown and cannot be changed', async () => {
    expect(await setting('llm_max_parallel')).toMatchObject({ value: 2, default: 4, source: 'environment' });
    const refused = await admin.put('/api/admin/settings', { llm_max_parallel: 8 });
    expect([refused.status, refused.body.errors[0]]).toEqual([
      400,
      { pointer: '/llm_max_parallel', message: expect.stringContaining('LLM_MAX_PARALLEL') },
    ]);
    expect(await setting('llm_max_queue')).toMatchObject({ value: 256, source: 'default' });
    await admin.put('/api/admin/settings', { llm_max_queue: 10, cache_ttl_seconds: 60 });
    expect([await setting('llm_max_queue'), await setting('cache_ttl_seconds')]).toMatchObject([
      { value: 10, source: 'saved' },
      { value: 60, source: 'saved' },
    ]);
    expect((await admin.get('/api/admin/cache')).body.ttl_seconds).toBe(60);
  });

  it('lists every variable with its source, secrets without their value', async () => {
    const { environment } = (await admin.get('/api/admin/settings')).body;
    const find = (name: string) => environment.find((one: { name: string }) => one.name === name);
    expect(find('JWT_SECRET')).toMatchObject({ value: 'set', secret: true, source: 'environment' });
    expect(find('DATABASE_URL')).toMatchObject({ value: 'set', secret: true });
    expect(find('OPENAI_API_KEY')).toMatchObject({ value: null, source: 'default' });
    expect(find('LLM_MAX_PARALLEL')).toMatchObject({ value: '2', default: '4', source: 'environment', secret: false });
    expect(JSON.stringify(environment)).not.toMatch(/integration-tests|test_[0-9a-f]{32}/);
  });
});
