import { startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

it('one admin stays when two demote each other at once', async () => {
  const [anna, bert] = [await portal.someone('admin', 'anna'), await portal.someone('admin', 'bert')];
  const root = await portal.anyone.login('admin', 'admin123');
  await anna.put(`/api/admin/users/${(await root.get('/api/auth/me')).body.id}/role`, { role: 'user' });
  const replies = await Promise.all([
    anna.put(`/api/admin/users/${bert.id}/role`, { role: 'user' }),
    bert.put(`/api/admin/users/${anna.id}/role`, { role: 'user' }),
  ]);
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await portal.sql(`SELECT 1 FROM users WHERE role = 'admin' AND is_active`)).toHaveLength(1);
});
