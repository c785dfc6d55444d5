import { randomUUID } from 'node:crypto';
import { until, type Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let ids: Record<string, string>;
beforeAll(async () => {
  portal = await startPortal({ fake: { models: [{ name: 'one' }, { name: 'two' }, { name: 'three' }] } });
  admin = await portal.anyone.login('admin', 'admin123');
  const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
  ids = Object.fromEntries(models.map(({ id, name }) => [name.replace(':latest', ''), id]));
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.setScenario('hello'));
afterEach(async () => {
  for (const { id } of (await admin.get(`${DESK}?limit=200`)).body) await admin.delete(`${DESK}/${id}`);
  for (const id of Object.values(ids)) await admin.put(`/api/admin/models/${id}`, { group_ids: null });
});

const DESK = '/api/admin/groups';
const add = async (body: object = {}) => (await admin.post(DESK, { name: `group ${randomUUID()}`, ...body })).body;
const reserve = (name: string, group_ids: string[] | null) =>
  admin.put(`/api/admin/models/${ids[name]}`, { group_ids });
const mine = async (who: Client) =>
  ((await who.get('/api/models')).body as { name: string }[])
    .map(({ name }) => name.replace(':latest', ''))
    .filter((name) => name in ids && name !== 'gemma2:2b')
    .sort();
const rights = async (who: Person) => (await admin.get(`/api/admin/users/${who.id}/rights`)).body;

it('a group is made, listed, changed and deleted, and each change is audited', async () => {
  const ada = await portal.someone();
  const made = await admin.post(DESK, {
    name: '  Physics ',
    description: 'Third floor',
    quota: { requests_per_day: 50 },
    model_ids: [ids.one],
    member_ids: [ada.id],
  });
  expect([made.status, made.body]).toMatchObject([
    201,
    {
      name: 'Physics',
      description: 'Third floor',
      source: 'manual',
      external_id: null,
      quota: { requests_per_day: 50 },
      model_ids: [ids.one],
      member_ids: [ada.id],
    },
  ]);
  const at = `${DESK}/${made.body.id}`;
  const { member_ids, ...listed } = made.body;
  expect((await admin.get(DESK)).body).toEqual([listed]);
  expect((await admin.get(at)).body).toEqual({ ...listed, member_ids, member_count: 1, models_decided: true });
  expect((await admin.post(DESK, { name: 'PHYSICS' })).body.code).toBe('group.exists');
  const changed = (await admin.put(at, { name: 'Physics 2', model_ids: null, quota: {} })).body;
  expect(changed).toMatchObject({ name: 'Physics 2', model_ids: null, quota: {}, member_ids: [ada.id] });
  expect((await admin.get(`/api/admin/users?group_id=${made.body.id}`)).body).toMatchObject([{ id: ada.id }]);
  expect((await admin.put(`${at}/members`, { member_ids: [] })).body.member_ids).toEqual([]);
  expect((await admin.patch(`${at}/members`, { add: [ada.id] })).body.member_ids).toEqual([ada.id]);
  expect((await admin.delete(at)).status).toBe(204);
  expect((await admin.put(at, { name: 'gone' })).body.code).toBe('group.not-found');
  const audit = (await admin.get('/api/admin/audit?limit=20')).body as { action: string }[];
  expect(audit.map(({ action }) => action).filter((action) => action.startsWith('group.'))).toEqual([
    'group.deleted',
    'group.members-changed',
    'group.members-changed',
    'group.changed',
    'group.created',
  ]);
});

it('what names nobody, nothing or no group is refused, and nothing is changed by it', async () => {
  const group = await add();
  const nobody = randomUUID();
  const replies = [
    await admin.post(DESK, { name: ' ' }),
    await admin.post(DESK, { name: 'a', member_ids: [nobody] }),
    await admin.post(DESK, { name: 'b', model_ids: [nobody] }),
    await admin.patch(`${DESK}/${group.id}/members`, { add: [nobody] }),
    await reserve('one', [nobody]),
    await admin.get(`${DESK}/${nobody}`),
    await admin.get(`${DESK}?ids=${nobody},x`),
    await admin.get(`${DESK}?ids=${'-'.repeat(36)}`),
    await admin.get(`${DESK}?cursor=x`),
  ];
  expect(replies.map(({ body }) => body.code)).toEqual([
    'request.invalid',
    'user.not-found',
    'model.not-found',
    'user.not-found',
    'group.not-found',
    'group.not-found',
    'request.invalid',
    'request.invalid',
    'request.invalid',
  ]);
  expect((await admin.get(DESK)).body).toHaveLength(1);
  expect((await admin.get(`${DESK}/${group.id}`)).body).toEqual(group);
});

it('a change that is refused changes nothing at all', async () => {
  const ada = await portal.someone();
  const group = await add({ member_ids: [ada.id] });
  const other = await add();
  const before = await portal.sql('SELECT count(*) FROM audit_log WHERE target_id = $1', [group.id]);
  const refused = await admin.put(`${DESK}/${group.id}`, { name: other.name, member_ids: [] });
  expect([refused.status, refused.body.code]).toEqual([409, 'group.exists']);
  const gone = await admin.put(`${DESK}/${group.id}`, { description: 'x', member_ids: [randomUUID()] });
  expect(gone.body.code).toBe('user.not-found');
  expect((await admin.get(`${DESK}/${group.id}`)).body).toEqual(group);
  expect(await portal.sql(`SELECT count(*) FROM audit_log WHERE target_id = $1 AND result = 'ok'`, [group.id])).toEqual(
    before,
  );
});

it('of two admins who set the members at once one set holds, not a mixture', async () => {
  const people = [];
  for (let i = 0; i < 4; i++) people.push((await portal.someone()).id);
  const sets = [people.slice(0, 2), people.slice(2)].map((ids) => ids.sort());
  const group = await add();
  const at = `${DESK}/${group.id}/members`;
  for (let round = 0; round < 10; round++) {
    const replies = await Promise.all(sets.map((member_ids) => admin.put(at, { member_ids })));
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    const { member_ids } = (await admin.get(`${DESK}/${group.id}`)).body;
    expect(sets).toContainEqual(member_ids);
  }
});

it('a name may be as long as that of a group of a provider', async () => {
  const name = 'n'.repeat(200);
  const group = await add({ name });
  expect(group.name).toBe(name);
  expect((await admin.put(`${DESK}/${group.id}`, { name: `${name.slice(1)}m` })).status).toBe(200);
  expect((await admin.post(DESK, { name: `${name}n` })).body.code).toBe('request.invalid');
});

it("a person's models are the union over the groups; without a group all that the role may", async () => {
  const ada = await portal.someone();
  expect(await mine(ada)).toEqual(['one', 'three', 'two']);
  const first = await add({ model_ids: [ids.one], member_ids: [ada.id] });
  expect(await mine(ada)).toEqual(['one']);
  const second = await add({ model_ids: [ids.two], member_ids: [ada.id] });
  expect(await mine(ada)).toEqual(['one', 'two']);
  await admin.put(`${DESK}/${second.id}`, { model_ids: null });
  expect(await mine(ada)).toEqual(['one', 'three', 'two']);
  await admin.put(`${DESK}/${second.id}`, { model_ids: [] });
  expect(await mine(ada)).toEqual(['one']);
  await admin.delete(`${DESK}/${first.id}`);
  expect(await mine(ada)).toEqual([]);
  await admin.patch(`${DESK}/${second.id}/members`, { remove: [ada.id] });
  expect(await mine(ada)).toEqual(['one', 'three', 'two']);
});

it('a reserved model is for its groups, admins included, and stays closed when the last group is deleted', async () => {
  const [ada, eve] = [await portal.someone(), await portal.someone('admin')];
  const group = await add({ member_ids: [ada.id] });
  expect((await reserve('two', [group.id])).body.group_ids).toEqual([group.id]);
  expect([await mine(ada), await mine(eve)]).toEqual([
    ['one', 'three', 'two'],
    ['one', 'three'],
  ]);
  await admin.delete(`${DESK}/${group.id}`);
  expect([await mine(ada), await mine(eve)]).toEqual([
    ['one', 'three'],
    ['one', 'three'],
  ]);
  const [model] = ((await admin.get('/api/admin/models')).body as { id: string }[]).filter(({ id }) => id === ids.two);
  expect(model).toMatchObject({ group_ids: [] });
});

it('the quota is the highest of the groups, else of the role, for each limit; the own one beats both', async () => {
  const ada = await portal.someone();
  const limits = async () => (await ada.get('/api/usage/today')).body.limits;
  await admin.put('/api/admin/quotas/user', { requests_per_day: 10, parallel_runs: 2 });
  expect(await limits()).toEqual({ requests_per_day: 10, parallel_runs: 2 });
  const small = await add({ quota: { requests_per_day: 3, tokens_per_day: 500 }, member_ids: [ada.id] });
  expect(await limits()).toEqual({ requests_per_day: 3, parallel_runs: 2, tokens_per_day: 500 });
  await add({ quota: { requests_per_day: 20 }, member_ids: [ada.id] });
  await add({ member_ids: [ada.id] });
  expect(await limits()).toEqual({ requests_per_day: 20, parallel_runs: 2, tokens_per_day: 500 });
  await admin.put(`/api/admin/users/${ada.id}/quota`, { tokens_per_day: 7 });
  expect(await limits()).toEqual({ tokens_per_day: 7 });
  await admin.delete(`/api/admin/users/${ada.id}/quota`);
  await admin.delete(`${DESK}/${small.id}`);
  expect(await limits()).toEqual({ requests_per_day: 20, parallel_runs: 2 });
  await admin.put('/api/admin/quotas/user', {});
});

it('an answer in progress ends when its reader loses the model, in the chat and at the gateway', async () => {
  const dev = await portal.someone('developer');
  const group = await add({ member_ids: [dev.id] });
  await reserve('one', [group.id]);
  portal.fake.setScenario('endless');
  const frames = (await dev.stream('/api/chat', { prompt: 'a', model: 'one', stream: true }))[Symbol.asyncIterator]();
  await until(frames, 'delta');
  const messages = [{ role: 'user', content: 'b' }];
  const other = dev.post('/v1/chat/completions', { model: 'one', stream: true, messages });
  await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes('"b"'));
  await admin.patch(`${DESK}/${group.id}/members`, { remove: [dev.id] });
  expect((await until(frames, 'error')).at(-1)!.data).toMatchObject({ code: 'model.unavailable' });
  expect(JSON.stringify((await other).body)).toContain('is not available');
});

it('why somebody may use a model, or not, is said rule by rule, for keys too', async () => {
  const dev = await portal.someone('developer');
  const group = await add({ name: 'Lab', model_ids: [ids.one, ids.two], member_ids: [dev.id] });
  const others = await add({ name: 'Others' });
  await reserve('two', [others.id]);
  const more = await add({ name: 'More', model_ids: [ids.three] });
  const key = (await dev.post('/api/developer/api-keys', { name: 'bound', model_ids: [ids.one] })).body;
  const { models, groups, other_groups, role } = await rights(dev);
  const of = (name: string) => models.find(({ model_id }: { model_id: string }) => model_id === ids[name]);
  expect(role).toBe('developer');
  expect(groups).toEqual([{ id: group.id, name: 'Lab', source: 'manual', quota: {}, models_decided: true }]);
  expect(other_groups).toEqual([{ id: others.id, name: 'Others' }]);
  // Which groups would open it: by what stands in the way, and none where nothing does.
  expect(['one', 'two', 'three'].map((name) => of(name).ways)).toEqual([
    [],
    [{ id: others.id, name: 'Others' }],
    [{ id: more.id, name: 'More' }],
  ]);
  expect(of('one')).toMatchObject({ allowed: true, keys: [{ id: key.id, allowed: true }] });
  expect(of('one').rules).toContainEqual({ rule: 'groups', allowed: true, group_ids: [group.id] });
  expect(of('two')).toMatchObject({ allowed: false, keys: [{ allowed: false }] });
  expect(of('two').rules.filter(({ allowed }: { allowed: boolean }) => !allowed)).toEqual([
    { rule: 'reserved', allowed: false, group_ids: [others.id] },
  ]);
  expect(of('three').rules.filter(({ allowed }: { allowed: boolean }) => !allowed)).toEqual([
    { rule: 'groups', allowed: false, group_ids: [] },
  ]);
  const refused = await dev.post('/api/developer/api-keys', { name: 'more', model_ids: [ids.three] });
  expect([refused.status, refused.body.code]).toEqual([400, 'model.unavailable']);
  // Nothing new: the key keeps what it has, also when its owner has lost it.
  await admin.put(`${DESK}/${group.id}`, { model_ids: [ids.two] });
  const renamed = await dev.put(`/api/developer/api-keys/${key.id}`, { name: 'renamed', model_ids: [ids.one] });
  expect([renamed.status, renamed.body.name]).toEqual([200, 'renamed']);
});

it('a key that has expired or lost its owner, and a closed account, may use nothing', async () => {
  const dev = await portal.someone('developer');
  await dev.post('/api/developer/api-keys', { name: 'works' });
  const { id } = (await dev.post('/api/developer/api-keys', { name: 'old' })).body;
  await portal.sql(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
  const said = async () => {
    const { is_active, models } = await rights(dev);
    const of = models.find(({ model_id }: { model_id: string }) => model_id === ids.one);
    return [is_active, of.allowed, of.keys.map(({ allowed, works }: Record<string, boolean>) => [works, allowed])];
  };
  const [expired, works, dead] = [
    [false, false],
    [true, true],
    [false, false],
  ];
  expect(await said()).toEqual([true, true, [expired, works]]);
  await admin.put(`/api/admin/users/${dev.id}/role`, { role: 'user' });
  expect(await said()).toEqual([true, true, [expired, dead]]);
  await admin.put(`/api/admin/users/${dev.id}/status`, { is_active: false });
  expect(await said()).toEqual([false, false, [expired, dead]]);
});
