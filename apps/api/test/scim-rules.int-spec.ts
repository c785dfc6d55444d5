import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';
import { Provider, said, SCIM_TOKEN, unique } from './scim.js';

// What a provider must not do.

let portal: Portal;
let provider: Provider;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { SCIM_TOKEN } });
  provider = new Provider(portal);
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

it('touch, see or take over an account that was made here', async () => {
  const local = await portal.someone('user', 'charles');
  const before = await portal.sql('SELECT * FROM users WHERE id = $1', [local.id]);
  const at = `/Users/${local.id}`;
  expect((await provider.find('/Users', 'userName eq "charles" or userName eq "admin"')).body.totalResults).toBe(0);
  for (const [method, body] of [
    ['GET', undefined],
    ['DELETE', undefined],
    ['PUT', { userName: 'mine@corp.example' }],
    ['PATCH', { Operations: [{ op: 'replace', path: 'active', value: false }] }],
  ] as const)
    expect([method, (await provider.send(method, at, body)).status]).toEqual([method, 404]);
  const taken = [
    await provider.createUser('c1', { userName: 'Charles' }),
    await provider.createUser('c2', { userName: 'ｃｈａｒｌｅｓ' }),
    await provider.createUser('c3', { emails: [{ value: 'CHARLES@example.org' }] }),
  ];
  expect(taken.map(said)).toEqual(Array(3).fill([409, 'uniqueness']));
  // Derived from an address, the name here is another one.
  const other = await provider.createUser('charles');
  expect((await admin.get('/api/admin/users?q=charles%40corp')).body[0].username).toBe('charles-2');
  expect((await provider.createGroup(unique('g'), [local.id])).body.scimType).toBe('invalidValue');
  const manual = (await admin.post('/api/admin/groups', { name: 'Made here', member_ids: [local.id] })).body;
  expect(said(await provider.createGroup('MADE HERE'))).toEqual([409, 'uniqueness']);
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const body = { displayName: 'mine', Operations: [{ op: 'remove', path: 'members' }] };
    const answer = await provider.send(method, `/Groups/${manual.id}`, method === 'GET' ? undefined : body);
    expect([method, answer.status]).toEqual([method, 404]);
  }
  expect((await admin.get(`/api/admin/groups/${manual.id}`)).body).toEqual(manual);
  expect(await portal.sql('SELECT * FROM users WHERE id = $1', [local.id])).toEqual(before);
  await provider.delete(`/Users/${other.body.id}`);
  await admin.delete(`/api/admin/groups/${manual.id}`);
});

it('take away the last admin', async () => {
  const { body } = await provider.createUser('root', { roles: [{ value: 'admin' }] });
  await portal.sql(`UPDATE users SET is_active = false WHERE role = 'admin' AND id <> $1`, [body.id]);
  const replies = [
    await provider.patch(`/Users/${body.id}`, { op: 'replace', path: 'active', value: false }),
    await provider.patch(`/Users/${body.id}`, { op: 'remove', path: 'roles' }),
    await provider.put(`/Users/${body.id}`, { userName: 'root@corp.example', active: false }),
    await provider.delete(`/Users/${body.id}`),
  ];
  expect(replies.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
  expect(replies[0]!.body.detail).toContain('last active admin');
  expect((await provider.get(`/Users/${body.id}`)).body).toMatchObject({ active: true, roles: [{ value: 'admin' }] });
  await portal.sql(`UPDATE users SET is_active = true WHERE username = 'admin'`);
  admin = await portal.anyone.login('admin', 'admin123');
  expect((await provider.delete(`/Users/${body.id}`)).status).toBe(204);
});

it('take away the last admin with a password, nor may an admin who has none', async () => {
  const { body } = await provider.createUser('chief', { roles: [{ value: 'admin' }] });
  const actor = await portal.someone('admin', 'passwordless');
  await portal.sql(`UPDATE users SET password_hash = '!' WHERE id = $1`, [actor.id]);
  await portal.sql(
    `UPDATE users SET is_active = false WHERE role = 'admin' AND username NOT IN ('admin', $1, 'chief')`,
    [actor.username],
  );
  const [{ id }] = (await portal.sql(`SELECT id FROM users WHERE username = 'admin'`)) as [{ id: string }];
  const at = `/api/admin/users/${id}`;
  const replies = [
    await actor.put(`${at}/role`, { role: 'user' }),
    await actor.put(`${at}/status`, { is_active: false }),
    await actor.delete(at),
    await admin.delete('/api/auth/me'),
  ];
  expect(replies.map((reply) => [reply.status, reply.body.code])).toEqual(Array(4).fill([409, 'user.last-admin']));
  // The provider's own account is the only one with a password now.
  await portal.sql(`UPDATE users u SET password_hash = a.password_hash FROM users a WHERE a.id = $1 AND u.id = $2`, [
    id,
    body.id,
  ]);
  await portal.sql(`UPDATE users SET password_hash = '!' WHERE id = $1`, [id]);
  expect((await provider.delete(`/Users/${body.id}`)).status).toBe(409);
  await portal.sql(`UPDATE users a SET password_hash = u.password_hash FROM users u WHERE a.id = $1 AND u.id = $2`, [
    id,
    body.id,
  ]);
  expect((await provider.delete(`/Users/${body.id}`)).status).toBe(204);
  await admin.delete(`/api/admin/users/${actor.id}`);
});

it('open a model by a new group: it says nothing about models until an admin decides', async () => {
  const { body: ada } = await provider.createUser('confined');
  const reset = (await admin.post(`/api/admin/users/${ada.id}/reset-password`)).body.reset_url as string;
  await portal.anyone.post('/api/auth/reset-password', { token: reset.split('#')[1], password: PASSWORD });
  const person = await portal.anyone.login('confined', PASSWORD);
  const models = async () => ((await person.get('/api/models')).body as { id: string }[]).map(({ id }) => id);
  const [only] = await models();
  const { body: closed } = await provider.createGroup(unique('closed'), [ada.id]);
  await admin.put(`/api/admin/groups/${closed.id}`, { model_ids: [only] });
  expect(await models()).toEqual([only]);
  const { body: fresh } = await provider.createGroup(unique('fresh'), [ada.id]);
  expect(await models()).toEqual([only]);
  expect((await admin.get(`/api/admin/groups/${fresh.id}`)).body).toMatchObject({ models_decided: false });
  for (const { id } of [closed, fresh]) await provider.delete(`/Groups/${id}`);
});

it('hold the server up with the filters of a PATCH', async () => {
  const people = Array.from({ length: 3 }, () => randomUUID());
  const { body: group } = await provider.createGroup(unique('filters'));
  await portal.sql(
    `WITH made AS (INSERT INTO users (id, username, username_key, email, email_key, role, password_hash)
       SELECT gen_random_uuid(), 'bulk' || i, 'bulk' || i, 'bulk' || i || '@x.org', 'bulk' || i || '@x.org', 'user', '!'
       FROM generate_series(1, 2000) i RETURNING id)
     INSERT INTO group_members (group_id, user_id) SELECT $1, id FROM made`,
    [group.id],
  );
  const at = `/Groups/${group.id}`;
  const chain = Array.from({ length: 60 }, (_, i) => `value ne "${i}"`).join(' and ');
  const slow = Array(500).fill({ op: 'remove', path: `members[${chain} and value eq "x"]` });
  expect(said(await provider.patch(at, ...slow))).toEqual([413, undefined]);
  // Many members by name are no filter of that kind.
  const named = people.map((id) => `value eq "${id}"`).join(' or ');
  const quick = Array(1_000).fill({ op: 'remove', path: `members[${named}]` });
  expect((await provider.patch(at, ...quick)).status).toBe(204);
  const emails = Array.from({ length: 50 }, (_, i) => ({ type: 'other', value: `e${i}@corp.example` }));
  const { body: user } = await provider.createUser('mails', { emails });
  const deep = Array.from({ length: 90 }, (_, i) => `value ne "${i}"`).join(' and ');
  const long = Array(600).fill({ op: 'remove', path: `emails[${deep} and value eq "x"]` });
  expect(said(await provider.patch(`/Users/${user.id}`, ...long))).toEqual([413, undefined]);
  await provider.delete(at);
  await portal.sql(`DELETE FROM users WHERE username LIKE 'bulk%'`);
});

it('make one person twice at once, or change what it has not seen', async () => {
  const twice = await Promise.all([1, 2, 3].map(() => provider.createUser('twin')));
  expect(twice.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  const { body } = twice.find(({ status }) => status === 201)!;
  const old = provider.client.with({ 'if-match': body.meta.version });
  const at = `/scim/v2/Users/${body.id}`;
  expect((await old.put(at, { ...body, title: 'First' })).status).toBe(200);
  expect((await old.put(at, { ...body, title: 'Second' })).status).toBe(412);
  expect((await old.delete(at)).status).toBe(412);
  expect((await provider.get(`/Users/${body.id}`)).body.title).toBe('First');
  const { body: group } = await provider.createGroup(unique('versions'));
  const seen = provider.client.with({ 'if-match': group.meta.version });
  const change = { Operations: [{ op: 'add', path: 'members', value: [{ value: body.id }] }] };
  expect((await seen.patch(`/scim/v2/Groups/${group.id}`, change)).status).toBe(204);
  expect((await seen.patch(`/scim/v2/Groups/${group.id}`, change)).status).toBe(412);
});

it.each<[string, object, number, string | undefined]>([
  ['no operation', { Operations: [] }, 400, 'invalidSyntax'],
  ['an unknown operation', { Operations: [{ op: 'move', path: 'title' }] }, 400, 'invalidSyntax'],
  ['too many', { Operations: Array(1001).fill({ op: 'add', path: 'title', value: 'x' }) }, 400, 'invalidSyntax'],
  ['nothing to remove', { Operations: [{ op: 'remove' }] }, 400, 'noTarget'],
  ['an unknown attribute', { Operations: [{ op: 'add', path: 'shoeSize', value: 1 }] }, 400, 'invalidPath'],
  ['a broken path', { Operations: [{ op: 'add', path: 'emails[type eq', value: 1 }] }, 400, 'invalidPath'],
  ['the id', { Operations: [{ op: 'replace', path: 'id', value: 'x' }] }, 400, 'mutability'],
  ['the userName away', { Operations: [{ op: 'remove', path: 'userName' }] }, 400, 'mutability'],
  ['a wrong type', { Operations: [{ op: 'replace', path: 'active', value: 'perhaps' }] }, 400, 'invalidValue'],
  ['NUL', { Operations: [{ op: 'replace', path: 'title', value: 'a\0b' }] }, 400, 'invalidValue'],
  ['no address', { Operations: [{ op: 'replace', path: 'emails', value: [{ value: 'none' }] }] }, 400, 'invalidValue'],
  ['a list', [], 400, 'invalidSyntax'],
])('PATCH with %s changes nothing', async (_, body, status, scimType) => {
  const found = (await provider.find('/Users', 'userName eq "victim@corp.example"')).body.Resources[0];
  const victim = found ?? (await provider.createUser('victim')).body;
  const list = body as { Operations?: object[] };
  // A valid change before it does not hold either.
  const first = { op: 'replace', path: 'nickName', value: 'changed' };
  const sent = list.Operations?.length === 1 ? { Operations: [first, ...list.Operations] } : body;
  expect(said(await provider.send('PATCH', `/Users/${victim.id}`, sent))).toEqual([status, scimType]);
  expect((await provider.get(`/Users/${victim.id}`)).body).toEqual(victim);
});

it('send more than a megabyte, another type, or more members than a group may have', async () => {
  expect((await provider.createUser('big', { displayName: 'x'.repeat(1_100_000) })).status).toBe(413);
  const plain = provider.client.with({ 'content-type': 'text/plain' });
  expect((await plain.post('/scim/v2/Users', '{}')).status).toBe(415);
  const many = Array.from({ length: 10_001 }, () => randomUUID());
  expect((await provider.createGroup(unique('many'), many)).status).toBe(413);
  expect((await provider.createUser('long', { title: 'x'.repeat(501) })).body.scimType).toBe('invalidValue');
  expect((await provider.get('/Users/not-an-id')).status).toBe(404);
});

it('what the provider says is changed there alone; an admin may deactivate, and does not bring back', async () => {
  const { body } = await provider.createUser('managed', { roles: [{ value: 'user' }] });
  const at = `/api/admin/users/${body.id}`;
  const listed = async () => (await admin.get('/api/admin/users?q=managed%40corp')).body[0];
  expect(await listed()).toMatchObject({ managed: { by: 'scim', role: true, inactive: false } });
  expect((await admin.put(`${at}/role`, { role: 'admin' })).body.code).toBe('user.from-provider');
  expect((await admin.put(`${at}/status`, { is_active: false })).status).toBe(200);
  expect((await provider.get(`/Users/${body.id}`)).body.active).toBe(false);
  // Another change is no word about it.
  await provider.patch(`/Users/${body.id}`, { op: 'replace', path: 'title', value: 'Dr.' });
  await provider.put(`/Users/${body.id}`, { userName: 'managed@corp.example', roles: [{ value: 'user' }] });
  expect(await listed()).toMatchObject({ is_active: false, managed: { inactive: false } });
  expect((await admin.put(`${at}/status`, { is_active: true })).status).toBe(200);
  await provider.patch(`/Users/${body.id}`, { op: 'replace', path: 'active', value: false });
  expect((await admin.put(`${at}/status`, { is_active: true })).body.code).toBe('user.from-provider');
  expect(await listed()).toMatchObject({ is_active: false, managed: { inactive: true } });
  await provider.patch(
    `/Users/${body.id}`,
    { op: 'replace', path: 'active', value: true },
    { op: 'remove', path: 'roles' },
  );
  expect((await admin.put(`${at}/role`, { role: 'developer' })).status).toBe(200);
  const { id } = await portal.someone('user', 'unmanaged');
  expect((await admin.get('/api/admin/users?q=unmanaged')).body[0]).toMatchObject({ id, managed: null });
  const reset = (await admin.post(`${at}/reset-password`)).body.reset_url as string;
  await portal.anyone.post('/api/auth/reset-password', { token: reset.split('#')[1], password: PASSWORD });
  const self = await portal.anyone.login('managed', PASSWORD);
  expect((await self.patch('/api/auth/me', { username: 'other' })).body.code).toBe('user.from-provider');
  const { body: group } = await provider.createGroup(unique('managed'), [body.id]);
  const desk = `/api/admin/groups/${group.id}`;
  for (const change of [{ name: 'Mine' }, { member_ids: [] }])
    expect((await admin.put(desk, change)).body.code).toBe('group.from-provider');
  expect((await admin.put(desk, { name: group.displayName, description: 'Ours' })).status).toBe(200);
});
