import type { Client, Reply } from './client.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
  admin = await portal.anyone.login('admin', 'admin123');
  ada = await portal.someone('developer', 'ada');
});
afterAll(() => portal.close());

const TABLES = [
  'users',
  'sessions',
  'api_keys',
  'account_links',
  'quotas',
  'settings',
  'models',
  'model_pulls',
  'pinned_answers',
  'sql_windows',
];
/** Ignores writes that only record the time of use. */
const snapshot = async () =>
  Object.fromEntries(
    await Promise.all(
      TABLES.map(
        async (table) =>
          [
            table,
            await portal.sql(
              `SELECT to_jsonb(t) - ARRAY['last_seen_at', 'last_used_at', 'confirmed_at', 'last_login_at'] AS ` +
                `row FROM ${table} t ORDER BY 1`,
            ),
          ] as const,
      ),
    ),
  );

it('a change that cannot be audited is not made', async () => {
  const { message_id } = (await admin.post('/api/chat', { prompt: 'Hello' })).body;
  const key = (await ada.post('/api/developer/api-keys', { name: 'laptop' })).body.id as string;
  const invite = (await admin.post('/api/admin/invites', {})).body;
  const other = await portal.someone('user', 'other');
  const [session] = (await admin.get(`/api/admin/users/${ada.id}/sessions`)).body;
  const models = (await admin.get('/api/admin/models')).body as { id: string; is_default: boolean }[];
  const model =
    models.find(({ is_default }) => !is_default) ?? (await admin.post('/api/admin/models', { name: 'extra:1b' })).body;
  await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_day: 9 });
  const reset = (await admin.post(`/api/admin/users/${other.id}/reset-password`)).body.reset_url.split(
    '#',
  )[1] as string;
  const pin = (await admin.post('/api/admin/cache/pins', { message_id })).body.id as string;
  expect(
    (await admin.post('/api/admin/database/write-mode', { password: 'admin123', confirmation: 'write' })).status,
  ).toBe(200);
  const open = await portal.anyone.login('other', PASSWORD);

  const before = await snapshot();
  await portal.sql('ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (false) NOT VALID');
  const actions: Record<string, () => Promise<Reply>> = {
    'user made': () =>
      admin.post('/api/admin/users', { username: 'eve', email: 'eve@example.org', password: PASSWORD }),
    'role changed': () => admin.put(`/api/admin/users/${ada.id}/role`, { role: 'admin' }),
    'status changed': () => admin.put(`/api/admin/users/${ada.id}/status`, { is_active: false }),
    'reset link': () => admin.post(`/api/admin/users/${ada.id}/reset-password`),
    'user deleted': () => admin.delete(`/api/admin/users/${ada.id}`),
    'session ended': () => admin.delete(`/api/admin/users/${ada.id}/sessions/${session.id}`),
    'key revoked': () => admin.delete(`/api/admin/users/${ada.id}/api-keys/${key}`),
    'quota set': () => admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_day: 1 }),
    'quota dropped': () => admin.delete(`/api/admin/users/${ada.id}/quota`),
    'role quota': () => admin.put('/api/admin/quotas/user', { requests_per_day: 1 }),
    invited: () => admin.post('/api/admin/invites', {}),
    withdrawn: () => admin.delete(`/api/admin/invites/${invite.id}`),
    settings: () => admin.put('/api/admin/settings', { registration_mode: 'closed' }),
    'model added': () => admin.post('/api/admin/models', { name: 'other:1b' }),
    'model changed': () => admin.put(`/api/admin/models/${model.id}`, { is_enabled: false }),
    'model removed': () => admin.delete(`/api/admin/models/${model.id}`),
    pull: () => admin.post('/api/admin/models/pull', { name: 'llama3.2:3b' }),
    unpinned: () => admin.delete(`/api/admin/cache/pins/${pin}`),
    'write mode closed': () => admin.delete('/api/admin/database/write-mode'),
    'write mode opened again': () =>
      admin.post('/api/admin/database/write-mode', { password: 'admin123', confirmation: 'write' }),
    written: () =>
      admin.post('/api/admin/database/query', {
        sql: `UPDATE users SET username = 'x' WHERE username = 'ada'`,
        mode: 'write',
      }),
    read: () => admin.post('/api/admin/database/query', { sql: 'SELECT 1' }),
    backup: () => admin.get('/api/admin/backup?reason=test'),
    login: () => portal.anyone.post('/api/auth/login', { username: 'ada', password: PASSWORD }),
    registered: () =>
      portal.anyone.post('/api/auth/register', {
        username: 'mallory',
        email: 'mallory@example.org',
        password: PASSWORD,
      }),
    'invitation taken': () =>
      portal.anyone.post('/api/auth/register', {
        username: 'guest',
        email: 'guest@example.org',
        password: PASSWORD,
        invite: invite.invite_url.split('#')[1],
      }),
    'password reset': () =>
      portal.anyone.post('/api/auth/reset-password', { token: reset, password: 'another long sentence' }),
    'password changed': () =>
      open.put('/api/auth/password', { current_password: PASSWORD, new_password: 'another long sentence' }),
    'profile changed': () => ada.patch('/api/auth/me', { email: 'ada@example.net' }),
    'key made': () => ada.post('/api/developer/api-keys', { name: 'another' }),
    'key revoked by its owner': () => ada.delete(`/api/developer/api-keys/${key}`),
    'signed out': () => open.post('/api/auth/logout'),
  };
  const done: string[] = [];
  for (const [what, act] of Object.entries(actions)) {
    const { status } = await act();
    const after = await snapshot();
    if (status < 500) done.push(`${what}: ${status}`);
    for (const table of TABLES)
      if (JSON.stringify(after[table]) !== JSON.stringify(before[table])) done.push(`${what}: ${table} changed`);
    Object.assign(before, after);
  }
  await portal.sql('ALTER TABLE audit_log DROP CONSTRAINT full_disk');
  expect(done).toEqual([]);
});
