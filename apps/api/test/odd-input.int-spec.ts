import type { Client } from './client.js';
import { sendOddRequests } from './odd-requests.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

it('no text, number or time from a caller causes a server error', async () => {
  const { bad, sent } = await sendOddRequests(portal, admin, 11);
  expect(bad).toEqual([]);
  expect(sent).toBeGreaterThan(400);
});

it('the request log and the audit log keep working, whatever a stranger types or an address contains', async () => {
  expect((await portal.anyone.post('/api/auth/login', { username: 'a\u0000b', password: 'x' })).status).toBe(400);
  expect((await portal.anyone.post('/api/auth/login', { username: 'a\ud800b', password: 'x' })).status).toBe(400);
  expect((await admin.put('/api/admin/users/a%00b/role', { role: 'user' })).status).toBe(400);
  expect((await admin.get('/api/admin/audit?action=users.role&limit=1')).body).toMatchObject([
    { target_id: 'a\ufffdb', result: 'refused' },
  ]);
  const { headers } = await admin.get('/api/auth/me');
  await admin.get('/api/auth/me'); // By then the line of the first request is written.
  const { logs } = (await admin.get(`/api/admin/logs?request_id=${String(headers['x-request-id'])}`)).body;
  expect(logs).toHaveLength(1);
});

it('null is "not given" for every optional field, and a default applies', async () => {
  const query = { sql: 'SELECT 1', query_id: null, max_rows: null, mode: null, reason: null };
  const { status, body } = await admin.post('/api/admin/database/query', query);
  expect([status, body.row_count, body.query_id]).toEqual([200, 1, expect.any(String)]);
  const name = `null-${Date.now()}`;
  const preset = await admin.post('/api/chat/presets', { name, model: null, options: { temperature: null } });
  expect([preset.status, preset.body.options]).toEqual([201, {}]);
});
