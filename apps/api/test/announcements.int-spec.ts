import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

// Banners of the admins: who sees which, and when.

const DESK = '/api/admin/announcements';
const SHOWN = '/api/announcements';
let portal: Portal;
let admin: Client;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
  ada = await portal.someone();
});
afterAll(() => portal.close());
afterEach(async () => {
  for (const { id } of (await admin.get(DESK)).body) await admin.delete(`${DESK}/${id}`);
});

const add = async (body: object = {}) => (await admin.post(DESK, { level: 'info', text: 'Hello', ...body })).body;
const shownTo = async (who: Client) =>
  ((await who.get(SHOWN)).body as { text: string }[]).map(({ text }) => text).sort();
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

it('each is shown to whom it is for, the worst first, and before the sign-in only where that was said', async () => {
  const [dev, boss] = [await portal.someone('developer'), await portal.someone('admin')];
  const group = (await admin.post('/api/admin/groups', { name: 'Physics', member_ids: [ada.id] })).body;
  await add({ text: 'all', before_sign_in: true });
  await add({ text: 'signed in', level: 'danger' });
  await add({ text: 'developers', audience: 'developers' });
  await add({ text: 'admins', audience: 'admins' });
  await add({ text: 'physics', audience: 'groups', group_ids: [group.id] });
  expect(await shownTo(portal.anyone)).toEqual(['all']);
  expect(await shownTo(ada)).toEqual(['all', 'physics', 'signed in']);
  expect(await shownTo(dev)).toEqual(['all', 'developers', 'signed in']);
  expect(await shownTo(boss)).toEqual(['admins', 'all', 'developers', 'signed in']);
  expect((await ada.get(SHOWN)).body[0]).toEqual({ id: expect.any(String), level: 'danger', text: 'signed in' });
  await admin.delete(`/api/admin/groups/${group.id}`);
  expect(await shownTo(ada)).toEqual(['all', 'signed in']);
});

it('a group that is deleted is in no announcement, which can be changed all the same', async () => {
  const made = async (name: string) => (await admin.post('/api/admin/groups', { name, member_ids: [ada.id] })).body.id;
  const [stays, goes] = [await made('Stays'), await made('Goes')];
  const fields = { level: 'info', text: 'tpyo', audience: 'groups', group_ids: [goes, stays] };
  const { id } = await add(fields);
  await admin.delete(`/api/admin/groups/${goes}`);
  const [{ group_ids }] = (await admin.get(DESK)).body;
  expect(group_ids).toEqual([stays]);
  const changed = await admin.put(`${DESK}/${id}`, { ...fields, text: 'typo', group_ids });
  expect([changed.status, await shownTo(ada)]).toEqual([200, ['typo']]);
  await admin.delete(`/api/admin/groups/${stays}`);
  expect([(await admin.get(DESK)).body[0].group_ids, await shownTo(ada)]).toEqual([[], []]);
});

it('an API key shows what strangers see: it is bound to its own routes and addresses', async () => {
  const boss = await portal.someone('admin');
  const limited = { allowed_addresses: ['192.0.2.1'] };
  const { key_value } = (await boss.post('/api/developer/api-keys', limited)).body;
  await add({ text: 'all', before_sign_in: true });
  await add({ text: 'admins', audience: 'admins' });
  expect(await shownTo(boss)).toEqual(['admins', 'all']);
  expect(await shownTo(portal.anyone.withKey(key_value))).toEqual(['all']);
});

it('only those that have begun and are not over are shown; an admin ends one at once', async () => {
  await add({ text: 'coming', begins_at: inMinutes(5), ends_at: inMinutes(9) });
  await add({ text: 'over', begins_at: inMinutes(-9), ends_at: inMinutes(-5) });
  const now = await add({ text: 'now', begins_at: inMinutes(-1), ends_at: inMinutes(5) });
  const rows = (await admin.get(DESK)).body as { text: string; state: string }[];
  expect(rows.map(({ text, state }) => [text, state])).toEqual([
    ['now', 'active'],
    ['coming', 'coming'],
    ['over', 'past'],
  ]);
  expect(await shownTo(ada)).toEqual(['now']);
  expect((await admin.post(`${DESK}/${now.id}/end`)).body).toMatchObject({ state: 'past', begins_at: now.begins_at });
  expect(await shownTo(ada)).toEqual([]);
  // Moved to another time, it is shown again.
  const again = { level: 'info', text: 'now', begins_at: inMinutes(-1) };
  expect((await admin.put(`${DESK}/${now.id}`, again)).body).toMatchObject({ state: 'active', ends_at: null });
  expect(await shownTo(ada)).toEqual(['now']);
});

it('one is dismissed on all devices of the person, until it says something else; danger stays', async () => {
  const phone = await portal.anyone.login(ada.username, 'correct horse battery');
  const grace = await portal.someone();
  const [info, danger] = [await add({ text: 'info' }), await add({ text: 'danger', level: 'danger' })];
  const physics = (await admin.post('/api/admin/groups', { name: 'Chemistry', member_ids: [grace.id] })).body;
  const others = await add({ text: 'others', audience: 'groups', group_ids: [physics.id] });
  const dismiss = async (id: string) => {
    const { status, body } = await ada.post(`${SHOWN}/${id}/dismiss`);
    return [status, body?.code];
  };
  expect(await dismiss(info.id)).toEqual([204, undefined]);
  expect(await dismiss(info.id)).toEqual([204, undefined]);
  expect(await dismiss(danger.id)).toEqual([409, 'announcement.stays']);
  expect(await dismiss(others.id)).toEqual([404, 'announcement.not-found']);
  expect(await dismiss(randomUUID())).toEqual([404, 'announcement.not-found']);
  expect(await shownTo(phone)).toEqual(['danger']);
  expect(await shownTo(grace)).toEqual(['danger', 'info', 'others']);
  const { body } = await admin.put(`${DESK}/${info.id}`, { level: 'info', text: 'info', ends_at: inMinutes(9) });
  expect(body.dismissals).toBe(1);
  expect(await shownTo(phone)).toEqual(['danger']);
  expect((await admin.put(`${DESK}/${info.id}`, { level: 'info', text: 'news' })).body.dismissals).toBe(0);
  expect(await shownTo(phone)).toEqual(['danger', 'news']);
});

it('what contradicts itself is refused, and every change is audited', async () => {
  const codes = [];
  for (const body of [
    { text: ' ' },
    { text: 'x'.repeat(1_001) },
    { level: 'loud' },
    { ends_at: inMinutes(-1) },
    { begins_at: inMinutes(5), ends_at: inMinutes(4) },
    { audience: 'groups' },
    { group_ids: [randomUUID()] },
    { audience: 'groups', group_ids: [randomUUID()] },
    { audience: 'admins', before_sign_in: true },
  ])
    codes.push((await add(body)).code);
  expect(codes).toEqual([...Array<string>(7).fill('request.invalid'), 'group.not-found', 'request.invalid']);
  const { id } = await add();
  await admin.put(`${DESK}/${id}`, { level: 'warning', text: 'Hello' });
  await admin.post(`${DESK}/${id}/end`);
  await admin.delete(`${DESK}/${id}`);
  expect((await admin.delete(`${DESK}/${id}`)).body.code).toBe('announcement.not-found');
  const audit = (await admin.get(`/api/admin/audit?target=${id}`)).body as { action: string; result: string }[];
  expect(audit.filter(({ result }) => result === 'ok').map(({ action }) => action)).toEqual([
    'announcement.deleted',
    'announcement.ended',
    'announcement.changed',
    'announcement.created',
  ]);
});
