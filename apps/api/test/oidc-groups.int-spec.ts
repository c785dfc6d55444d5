import type { Client } from './client.js';
import { eventually } from './clock.js';
import { startOidcPortal, who, type OidcPortal } from './oidc-portal.js';
import { statementsOf } from './plans.js';
import { ADMIN_PASSWORD } from './portal.js';

// The groups of a person who signs in through a provider.

let portal: OidcPortal['portal'];
let real: OidcPortal['real'];
let sessionOf: OidcPortal['sessionOf'];
let scriptedSignIn: OidcPortal['scriptedSignIn'];
let realSignIn: OidcPortal['realSignIn'];
let close: OidcPortal['close'];
let admin: Client;
beforeAll(async () => {
  ({ portal, real, sessionOf, scriptedSignIn, realSignIn, close } = await startOidcPortal());
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
});
afterAll(() => close());

const groupsOf = async (name: string) =>
  await portal.sql<{ name: string; source: string }>(
    `SELECT g.name, g.source FROM groups g JOIN group_members m ON m.group_id = g.id JOIN users u ON u.id = m.user_id
     WHERE u.username = $1 ORDER BY g.name`,
    [name],
  );

it('groups are exactly those that the provider tells at each sign-in, beside those that were made here', async () => {
  await real.people({ emmy: { preferred_username: 'emmy', groups: ['staff', 'algebra'] } });
  const { user } = await sessionOf((await realSignIn('emmy')).browser);
  await admin.post('/api/admin/groups', { name: 'by hand', member_ids: [user.id] });
  expect(await groupsOf('emmy')).toEqual([
    { name: 'algebra', source: 'oidc' },
    { name: 'by hand', source: 'manual' },
    { name: 'staff', source: 'oidc' },
  ]);
  await real.people({ emmy: { preferred_username: 'emmy', groups: ['staff'] } });
  await realSignIn('emmy');
  expect((await groupsOf('emmy')).map(({ name }) => name)).toEqual(['by hand', 'staff']);
  // A claim that is missing says nothing: it may have been too long for the token.
  await real.people({ emmy: { preferred_username: 'emmy' } });
  await realSignIn('emmy');
  expect((await groupsOf('emmy')).map(({ name }) => name)).toEqual(['by hand', 'staff']);
  await real.people({ emmy: { preferred_username: 'emmy', groups: [] } });
  await realSignIn('emmy');
  expect((await groupsOf('emmy')).map(({ name }) => name)).toEqual(['by hand']);
});

/** What the provider's groups are called of somebody who has signed in there with these claims. */
const signInWith = async (sub: string, id: string, claims: object): Promise<string[]> => {
  const person = await sessionOf((await scriptedSignIn(who(sub, claims), { id })).browser);
  const rows = await portal.sql<{ external_id: string }>(
    `SELECT g.external_id FROM groups g JOIN group_members m ON m.group_id = g.id
     WHERE m.user_id = $1 AND g.source = 'oidc' ORDER BY 1`,
    [person.user.id],
  );
  return rows.map(({ external_id }) => external_id);
};

it('groups of one provider stay when the same person signs in at another', async () => {
  expect(await signInWith('two', 'work', { groups: ['staff', 'x'] })).toEqual(['work:staff', 'work:x']);
  expect(await signInWith('two', 'home', { groups: ['staff'] })).toEqual(['home:staff', 'work:staff', 'work:x']);
  expect(await signInWith('two', 'home', { groups: [] })).toEqual(['work:staff', 'work:x']);
  expect(await signInWith('two', 'work', { groups: 'x' })).toEqual(['work:x']);
});

it.each<[string, string, object, boolean]>([
  ['is missing', 'work', {}, true],
  ['is null', 'work', { groups: null }, true],
  ['is no list of names', 'work', { groups: [{ id: 1 }] }, true],
  ['is elsewhere', 'work', { groups: [], _claim_names: { groups: 'src1' } }, true],
  ['was too long', 'home', { hasgroups: true }, true],
  ['was too long, and is elsewhere', 'home', { _claim_names: { groups: 'src1' } }, true],
  ['is missing at a provider that leaves out empty ones', 'home', {}, false],
])('groups and role stay as they are where the claim %s', async (_, id, claims, stay) => {
  const mute = async () => (await admin.get('/api/admin/logs?q=claims_missing')).body.total as number;
  const told = await mute();
  const before = await signInWith('shortened', id, { groups: ['closed', 'open'] });
  expect(await signInWith('shortened', id, claims)).toEqual(
    stay ? before : before.filter((one) => !one.startsWith(id)),
  );
  if (stay) await eventually(async () => (await mute()) === told + 1);
});

it('a group of a provider that the version before makes during an upgrade is undecided', async () => {
  const made = (source: string) =>
    portal.sql(
      `INSERT INTO groups (id, name, name_key, source) VALUES (gen_random_uuid(), $1, $1, $2) RETURNING models_decided`,
      [`of the version before ${source}`, source],
    );
  expect([await made('oidc'), await made('manual')]).toEqual([[{ models_decided: false }], [{ models_decided: true }]]);
});

it('groups say nothing about models until an admin has decided: nobody gets more by a new one', async () => {
  const { browser } = await scriptedSignIn(who('held', { groups: ['closed'] }), { id: 'work' });
  const held = await sessionOf(browser);
  const models = async () => ((await held.get('/api/models')).body as { id: string }[]).map(({ id }) => id);
  const all = await models();
  const found = async (name: string) =>
    (await admin.get(`/api/admin/groups?q=${name}`)).body[0] as { id: string; models_decided: boolean };
  const closed = await found('closed');
  await admin.put(`/api/admin/groups/${closed.id}`, { model_ids: [all[0]] });
  expect(await models()).toEqual([all[0]]);
  await scriptedSignIn(who('held', { groups: ['closed', 'brand new'] }), { id: 'work' });
  expect(await models()).toEqual([all[0]]);
  const fresh = await found('brand%20new');
  expect(fresh).toMatchObject({ models_decided: false, model_ids: null, member_count: 1 });
  const rights = (await admin.get(`/api/admin/users/${held.user.id}/rights`)).body;
  const ruleOf = (id: string) =>
    rights.models
      .find(({ model_id }: { model_id: string }) => model_id === id)
      .rules.find(({ rule }: { rule: string }) => rule === 'groups');
  expect(ruleOf(all[0]!)).toEqual({ rule: 'groups', allowed: true, group_ids: [closed.id] });
  expect(ruleOf(all[1]!)).toEqual({ rule: 'groups', allowed: false, group_ids: [] });
  await admin.put(`/api/admin/groups/${fresh.id}`, { description: 'Seen, and not decided' });
  expect(await models()).toEqual([all[0]]);
  expect((await admin.put(`/api/admin/groups/${fresh.id}`, { model_ids: null })).body.models_decided).toBe(true);
  expect(await models()).toEqual(all);
  await admin.put(`/api/admin/groups/${closed.id}`, { model_ids: null });
});

it('groups are made in one order, whoever comes first, and a sign-in asks for all of them at once', async () => {
  const names = Array.from({ length: 150 }, (_, i) => `crowd ${i}`);
  await real.people({
    first: { preferred_username: 'first', groups: names },
    second: { preferred_username: 'second', groups: names.toReversed() },
  });
  const both = await Promise.all(['first', 'second'].map((name) => realSignIn(name)));
  await Promise.all(both.map(({ browser }) => sessionOf(browser)));
  for (const name of ['first', 'second']) expect(await groupsOf(name)).toHaveLength(names.length);
  const statements = await statementsOf(() => realSignIn('first'));
  expect(statements.filter(({ text }) => /\bgroups\b/.test(text)).length).toBeLessThan(8);
});

it('groups are no more than 200 of a person: those that are here already come first', async () => {
  await signInWith('many', 'work', { groups: ['zz known'] });
  const names = Array.from({ length: 250 }, (_, i) => `mass ${String(i).padStart(3, '0')}`);
  const first = await signInWith('many', 'work', { groups: [...names, 'zz known'] });
  expect(first).toHaveLength(200);
  expect(first).toContain('work:zz known');
  expect(await signInWith('many', 'work', { groups: ['zz known', ...names.toReversed()] })).toEqual(first);
});
