import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import type { Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let server: FakeLlm;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
  server = await startFakeLlm({ apiKey: 'sk-right' });
});
afterAll(() => Promise.all([portal.close(), server.close()]));

const attempt = (url: string, api_key?: string) => admin.post('/api/admin/models/try-backend', { url, api_key });

it('a server that answers shows its models; nothing is saved, and the key is nowhere', async () => {
  const before = (await admin.get('/api/admin/models')).body.length;
  const { status, body } = await attempt(`${server.url}/v1`, 'sk-right');
  expect(status).toBe(200);
  expect(body).toMatchObject({ reachable: true, models: expect.arrayContaining(['gemma2:2b']) });
  expect(body.model_count).toBeGreaterThanOrEqual(body.models.length);
  expect((await admin.get('/api/admin/models')).body).toHaveLength(before);
  const [entry] = await portal.sql("SELECT * FROM audit_log WHERE action = 'backend.tried' ORDER BY seq DESC");
  expect(JSON.stringify(entry)).toContain(server.url);
  expect(JSON.stringify(entry)).not.toContain('sk-right');
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
  'not an address',
  'ftp://host/v1',
  'http://h/v1/chat/completions',
  'http://169.254.169.254/v1',
  'http://[::ffff:169.254.169.254]/v1',
  'http://100.100.100.200/v1',
  'http://168.63.129.16/v1',
  'http://192.0.0.192/v1',
])('%s is refused before anything is asked', async (url) => {
  const { status, body } = await attempt(url);
  expect([status, body.errors[0].pointer]).toEqual([400, '/url']);
});

it('is for administrators', async () => {
  const developer = await portal.someone('developer');
  expect((await developer.post('/api/admin/models/try-backend', { url: 'http://127.0.0.1:9/v1' })).status).toBe(403);
});
