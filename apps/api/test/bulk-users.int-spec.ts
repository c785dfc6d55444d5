import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';

// What an admin does to many accounts at once, and with open invitations.

const users = '/api/admin/users';
let portal: Portal;
let admin: Client;
let adminId: string;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
  adminId = (await admin.get('/api/auth/me')).body.id;
});
afterAll(() => portal.close());

const bulk = (user_ids: string[], action: string, more: object = {}, who: Client = admin) =>
  who.post(`${users}/bulk`, { user_ids, action, ...more });
const trail = (id: string) =>
  portal.sql<{ action: string }>(`SELECT action FROM audit_log WHERE target_id = $1 ORDER BY at`, [id]);

it('each account keeps its rules, its result and its audit entry', async () => {
  const [ada, grace] = [await portal.someone('user', 'ada'), await portal.someone('developer', 'grace')];
  const unknown = randomUUID();
  const ids = [ada.id, adminId, unknown, grace.id];
  const { status, body } = await bulk(ids, 'deactivate');
  expect([status, body.results]).toEqual([
    200,
    [
      { user_id: ada.id, ok: true },
      { user_id: adminId, ok: false, code: 'user.last-admin', detail: expect.stringContaining('admin') },
      { user_id: unknown, ok: false, code: 'user.not-found', detail: expect.any(String) },
      { user_id: grace.id, ok: true },
    ],
  ]);
  expect((await ada.get('/api/auth/me')).status).toBe(401);
  expect((await bulk([ada.id, grace.id], 'activate')).body.results).toMatchObject([{ ok: true }, { ok: true }]);
  expect((await bulk([ada.id, grace.id], 'role', { role: 'admin' })).body.results).toMatchObject([
    { ok: true },
    { ok: true },
  ]);
  expect((await bulk([adminId], 'role', { role: 'user' })).body.results).toMatchObject([
    { ok: false, code: 'user.self-lockout' },
  ]);
  expect((await bulk([ada.id, grace.id], 'delete')).body.results).toMatchObject([{ ok: true }, { ok: true }]);
  expect((await trail(grace.id)).map(({ action }) => action)).toEqual([
    'user.created',
    'user.status-changed',
    'user.status-changed',
    'user.role-changed',
    'user.status-changed',
    'user.deleted',
  ]);
});

it('two admins who take the role from each other at the same moment leave one', async () => {
  await portal.someone('admin', 'hedy');
  const hedy = await portal.anyone.login('hedy', PASSWORD);
  const hedyId = (await hedy.get('/api/auth/me')).body.id as string;
  const replies = await Promise.all([bulk([hedyId], 'deactivate'), bulk([adminId], 'deactivate', {}, hedy)]);
  expect(replies.flatMap(({ body }) => body.results ?? []).filter(({ ok }: { ok: boolean }) => ok)).toHaveLength(1);
  await portal.sql(`UPDATE users SET is_active = true`);
  admin = await portal.anyone.login('admin', 'admin123');
});

it('takes up to 200 different ids and a role where it needs one', async () => {
  const id = randomUUID();
  for (const body of [
    { user_ids: [], action: 'activate' },
    { user_ids: [id, id], action: 'activate' },
    { user_ids: Array.from({ length: 201 }, () => randomUUID()), action: 'activate' },
    { user_ids: ['x'], action: 'activate' },
    { user_ids: [id], action: 'role' },
    { user_ids: [id], action: 'role', role: 'root' },
    { user_ids: [id], action: 'promote' },
  ])
    expect((await admin.post(`${users}/bulk`, body)).body).toMatchObject({ code: 'request.invalid' });
});

it('sorts by role and by status', async () => {
  const { body } = await admin.post(users, { username: 'zz-dev', email: 'zz@example.org', role: 'developer' });
  await portal.someone('user', 'zz-user');
  await bulk([body.user.id], 'deactivate');
  const names = async (query: string) =>
    (await admin.get(`${users}?q=zz-&${query}`)).body.map(({ username }: { username: string }) => username);
  expect(await names('sort=role&order=desc')).toEqual(['zz-dev', 'zz-user']);
  expect(await names('sort=status')).toEqual(['zz-user', 'zz-dev']);
});

it('an invitation says who made it; a new link replaces the lost one', async () => {
  const { body: invite } = await admin.post('/api/admin/invites', { role: 'developer' });
  const invites = async () => (await admin.get('/api/admin/invites')).body;
  expect(await invites()).toMatchObject([{ id: invite.id, created_by: 'admin' }]);
  await portal.someone('admin', 'joan');
  const joan = await portal.anyone.login('joan', PASSWORD);
  const { status, body: fresh } = await joan.post(`/api/admin/invites/${invite.id}/link`);
  expect([status, fresh.id]).toEqual([200, invite.id]);
  expect(await invites()).toMatchObject([{ id: invite.id, created_by: 'joan', expires_at: fresh.expires_at }]);
  const look = (url: string) => portal.anyone.post('/api/auth/links/look', { token: url.split('#')[1] });
  expect((await look(invite.invite_url)).status).toBe(400);
  expect((await look(fresh.invite_url)).body).toMatchObject({ role: 'developer' });
  await admin.delete(`/api/admin/invites/${invite.id}`);
  expect((await admin.post(`/api/admin/invites/${invite.id}/link`)).body.code).toBe('invite.not-found');
});
