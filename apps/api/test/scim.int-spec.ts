import { randomUUID } from 'node:crypto';
import { OPERATIONS } from './document.js';
import { until, type Client } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';
import { Provider, SCIM_TOKEN, unique } from './scim.js';

let portal: Portal;
let provider: Provider;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { SCIM_TOKEN } });
  provider = new Provider(portal);
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.setScenario('hello'));

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Somebody whom the provider made and who has set a password by an admin's link. */
async function signedIn(name: string, more: object = {}) {
  const { body } = await provider.createUser(name, more);
  const { reset_url } = (await admin.post(`/api/admin/users/${body.id}/reset-password`)).body;
  const token = reset_url.split('#')[1];
  expect((await portal.anyone.post('/api/auth/reset-password', { token, password: PASSWORD })).status).toBeLessThan(
    300,
  );
  return { id: body.id as string, client: await portal.anyone.login(name, PASSWORD) };
}

describe('who may call', () => {
  it('nobody without the token, whoever he is, and wrong tokens have to wait', async () => {
    const key = (await admin.post('/api/developer/api-keys', {})).body.key_value as string;
    const scim = OPERATIONS.filter(({ path }) => path.startsWith('/scim/'));
    expect(scim.length).toBeGreaterThan(15);
    expect(scim.filter(({ access }) => !access.scim_token)).toEqual([]);
    const callers = [portal.anyone, admin, portal.anyone.withKey(key), new Provider(portal, `${SCIM_TOKEN}x`).client];
    const answers = new Set<number>();
    for (const { method, path } of scim)
      for (const caller of callers) {
        const { status, body } = await caller.send(method, path.replace(/\{\w+\}/, randomUUID()));
        answers.add(status);
        expect(body).toMatchObject({ schemas: [ERROR], status: String(status) });
      }
    expect(answers).toEqual(new Set([401, 429]));
    // The right one gets through all the same: nobody keeps the provider out.
    expect((await provider.get('/Users')).status).toBe(200);
  });

  it('the server says what it can do', async () => {
    const config = (await provider.get('/ServiceProviderConfig')).body;
    expect(config).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
    });
    const types = (await provider.get('/ResourceTypes')).body.Resources;
    for (const { endpoint, schema, meta } of types as {
      endpoint: string;
      schema: string;
      meta: { location: string };
    }[]) {
      expect((await provider.get(endpoint)).status).toBe(200);
      expect((await provider.get(`/Schemas/${schema}`)).body.id).toBe(schema);
      expect((await provider.get(meta.location.split('/scim/v2')[1]!)).body.endpoint).toBe(endpoint);
    }
    expect((await provider.get('/Schemas')).body.totalResults).toBe(2);
    expect((await provider.get('/ResourceTypes/Robot')).status).toBe(404);
  });
});

describe('a provider like Entra ID', () => {
  it('looks, makes, changes, deactivates, brings back and deletes a person', async () => {
    const userName = 'Grace.Hopper@corp.example';
    expect((await provider.find('/Users', `userName eq "${userName}"`)).body).toMatchObject({
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
    const made = await provider.createUser('grace', {
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:User',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      ],
      userName,
      displayName: 'Grace Hopper',
      name: { givenName: 'Grace', familyName: 'Hopper', formatted: 'Grace Hopper' },
      emails: [{ primary: true, type: 'work', value: 'grace@corp.example' }],
      phoneNumbers: [{ type: 'work', value: '1' }],
      password: 'never-to-be-kept-1234',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Navy' },
    });
    expect(made.status).toBe(201);
    expect(made.headers['content-type']).toMatch(/^application\/scim\+json/);
    expect(made.headers.location).toBe(`${portal.server.url}/scim/v2/Users/${made.body.id}`);
    expect(made.headers.etag).toBe(made.body.meta.version);
    expect(made.body).toMatchObject({ userName, active: true, displayName: 'Grace Hopper', externalId: 'ext-grace' });
    expect(JSON.stringify(made.body)).not.toMatch(/password|never-to-be-kept/);
    expect(await portal.anyone.login('grace@corp.example', 'never-to-be-kept-1234').catch(() => 'refused')).toBe(
      'refused',
    );
    const at = `/Users/${made.body.id}`;
    expect((await provider.find('/Users', 'USERNAME EQ "GRACE.HOPPER@CORP.EXAMPLE"')).body.Resources).toHaveLength(1);
    const account = (await admin.get('/api/admin/users?q=grace')).body[0];
    expect(account).toMatchObject({ username: 'Grace.Hopper', email: 'grace@corp.example', role: 'user' });

    const changed = await provider.patch(
      at,
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'hopper@corp.example' },
      { op: 'Add', path: 'name.familyName', value: 'Murray' },
      { op: 'Add', path: 'emails[type eq "home"].value', value: 'home@corp.example' },
      { op: 'Replace', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Lab' },
      { op: 'Add', value: { 'name.honorificPrefix': 'Rear Admiral', title: 'Scientist' } },
    );
    expect(changed.body).toMatchObject({
      emails: [
        { type: 'work', value: 'hopper@corp.example', primary: true },
        { type: 'home', value: 'home@corp.example' },
      ],
      name: { givenName: 'Grace', familyName: 'Murray', honorificPrefix: 'Rear Admiral' },
      title: 'Scientist',
    });
    expect((await admin.get('/api/admin/users?q=hopper%40corp')).body).toHaveLength(1);
    for (const active of ['False', 'True', false, true]) {
      const { body } = await provider.patch(at, { op: 'Replace', path: 'active', value: active });
      expect(body.active).toBe(String(active).toLowerCase() === 'true');
      // A deactivated person can still be found.
      expect((await provider.find('/Users', `userName eq "${userName}"`)).body.Resources[0].active).toBe(body.active);
    }
    expect((await provider.delete(at)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await provider.send(method, at)).status).toBe(404);
    expect((await provider.find('/Users', `userName eq "${userName}"`)).body.totalResults).toBe(0);
    expect((await admin.get('/api/admin/users?q=grace')).body).toEqual([]);
  });

  it('makes a group, adds and removes members in its own forms, renames and deletes it', async () => {
    const [a, b] = [(await provider.createUser('anna')).body.id, (await provider.createUser('bert')).body.id];
    const made = await provider.createGroup('Engineers', [], { externalId: 'group-1' });
    expect([made.status, made.body.members]).toEqual([201, []]);
    const at = `/Groups/${made.body.id}`;
    const members = async () =>
      ((await provider.get(at)).body.members as { value: string }[]).map(({ value }) => value).sort();
    expect(await provider.patch(at, { op: 'Add', path: 'members', value: [{ value: a }, { value: b }] })).toMatchObject(
      {
        status: 204,
        body: '',
      },
    );
    expect(await members()).toEqual([a, b].sort());
    await provider.patch(at, { op: 'Remove', path: 'members', value: [{ $ref: null, value: a }] });
    expect(await members()).toEqual([b]);
    await provider.patch(at, { op: 'add', path: 'members', value: { value: a } });
    await provider.patch(at, { op: 'remove', path: `members[value eq "${b}"]` });
    expect(await members()).toEqual([a]);
    const short = (await provider.find('/Groups', 'displayName eq "engineers"', '&excludedAttributes=members')).body;
    expect(short.Resources).toMatchObject([{ id: made.body.id, displayName: 'Engineers', externalId: 'group-1' }]);
    expect(short.Resources[0]).not.toHaveProperty('members');
    expect((await provider.get(`/Users/${a}?attributes=groups`)).body.groups).toMatchObject([{ value: made.body.id }]);
    await provider.patch(at, { op: 'Replace', value: { id: made.body.id, displayName: 'Builders' } });
    expect((await admin.get('/api/admin/groups')).body).toMatchObject([{ id: made.body.id, member_count: 1 }]);
    expect((await admin.get(`/api/admin/groups/${made.body.id}`)).body).toMatchObject({
      name: 'Builders',
      source: 'scim',
      external_id: 'group-1',
      member_ids: [a],
      models_decided: false,
    });
    await provider.patch(at, { op: 'remove', path: 'members' });
    expect(await members()).toEqual([]);
    expect((await provider.delete(at)).status).toBe(204);
    expect((await provider.get(at)).status).toBe(404);
  });
});

describe('a provider like Okta', () => {
  it('pages, makes, replaces whole people and groups, and deactivates', async () => {
    expect((await provider.get('/Users?startIndex=1&count=2')).body).toMatchObject({ startIndex: 1 });
    expect((await provider.get('/Groups?startIndex=1&count=100')).status).toBe(200);
    const { body: made } = await provider.createUser('linus', { locale: 'en-US', groups: [] });
    const at = `/Users/${made.id}`;
    const replaced = await provider.put(at, {
      ...made,
      name: { givenName: 'Linus', familyName: 'Pauling' },
      locale: undefined,
      emails: [{ value: 'pauling@corp.example', primary: true }],
    });
    expect([replaced.status, replaced.body.name.familyName, replaced.body.locale]).toEqual([200, 'Pauling', undefined]);
    const { body: group } = await provider.createGroup('Chemists', [made.id]);
    const whole = await provider.put(`/Groups/${group.id}`, { ...group, displayName: 'Chemistry', members: [] });
    expect(whole.body).toMatchObject({ displayName: 'Chemistry', members: [] });
    await provider.patch(`/Groups/${group.id}`, {
      op: 'replace',
      path: 'members',
      value: [{ value: made.id, display: 'x' }],
    });
    expect((await provider.get(`/Groups/${group.id}`)).body.members).toMatchObject([{ value: made.id, type: 'User' }]);
    const { body } = await provider.patch(at, { op: 'replace', value: { active: false } });
    expect(body.active).toBe(false);
  });
});

describe('what is taken away is gone at once', () => {
  it('a deactivated person: session, key, the answers of both, and the way in', async () => {
    const { id, client } = await signedIn('ada', { roles: [{ value: 'developer', primary: true }] });
    const key = portal.anyone.withKey((await client.post('/api/developer/api-keys', {})).body.key_value);
    portal.fake.setScenario('endless');
    const stream = await client.stream('/api/chat', { prompt: 'long', model: 'gemma2:2b', stream: true });
    const frames = stream[Symbol.asyncIterator]();
    await until(frames, 'delta');
    const other = key.post('/v1/chat/completions', {
      model: 'gemma2:2b',
      stream: true,
      messages: [{ role: 'user', content: 'by key' }],
    });
    await portal.fake.waitForRequest(({ rawBody }) => rawBody.includes('by key'));
    const { status } = await provider.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: 'False' });
    expect(status).toBe(200);
    expect((await client.get('/api/auth/me')).status).toBe(401);
    expect((await key.get('/v1/models')).status).toBe(401);
    for await (const frame of { [Symbol.asyncIterator]: () => frames }) if (frame.event === 'done') break;
    await other;
    expect(await portal.anyone.login('ada', PASSWORD).catch(() => 'refused')).toBe('refused');
    await provider.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: true });
    const still = await portal.anyone.login('ada', PASSWORD);
    expect((await still.get('/api/auth/me')).body.username).toBe('ada');
    expect((await client.get('/api/auth/me')).status).toBe(401);
  });

  it('membership: the models of the group', async () => {
    const { id, client } = await signedIn(unique('eve'));
    const { body: group } = await provider.createGroup(unique('readers'), [id]);
    await admin.put(`/api/admin/groups/${group.id}`, { model_ids: [] });
    expect((await client.get('/api/models')).body).toEqual([]);
    await provider.patch(`/Groups/${group.id}`, { op: 'remove', path: `members[value eq "${id}"]` });
    expect((await client.get('/api/models')).body).not.toEqual([]);
  });

  it('roles come from the provider as long as it says one', async () => {
    const { body } = await provider.createUser(unique('rob'), { roles: [{ value: 'Developer' }, { value: 'user' }] });
    const role = async () => (await admin.get(`/api/admin/users?q=${body.emails[0].value}`)).body[0].role as string;
    expect(await role()).toBe('developer');
    await provider.patch(`/Users/${body.id}`, { op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' });
    expect(await role()).toBe('admin');
    await provider.patch(`/Users/${body.id}`, { op: 'remove', path: 'roles' });
    expect(await role()).toBe('user');
    await admin.put(`/api/admin/users/${body.id}/role`, { role: 'developer' });
    await provider.patch(`/Users/${body.id}`, { op: 'replace', path: 'title', value: 'x' });
    expect(await role()).toBe('developer');
  });
});

it('every change is in the audit log, by SCIM', async () => {
  const name = unique('audited');
  const { body } = await provider.createUser(name);
  await provider.patch(`/Users/${body.id}`, {
    op: 'replace',
    value: { active: false, title: 'x', roles: 'developer' },
  });
  const { body: group } = await provider.createGroup(unique('audited'), [body.id]);
  await provider.put(`/Groups/${group.id}`, { displayName: unique('renamed') });
  await provider.delete(`/Groups/${group.id}`);
  await provider.delete(`/Users/${body.id}`);
  const entries = (await admin.get('/api/admin/audit?limit=50')).body as Record<string, string>[];
  const own = entries.filter(({ target_id }) => target_id === body.id || target_id === group.id).reverse();
  expect(own.map(({ action }) => action)).toEqual([
    'user.created',
    'user.status-changed',
    'user.role-changed',
    'user.profile-changed',
    'group.created',
    'group.changed',
    'group.members-changed',
    'group.deleted',
    'user.deleted',
  ]);
  expect(own.every(({ actor_name, result }) => actor_name === 'SCIM' && result === 'ok')).toBe(true);
});

it('without a token there is no /scim, whatever is asked', async () => {
  await portal.restart({ SCIM_TOKEN: '' });
  const closed = new Provider(portal);
  for (const path of ['/Users', '/Groups', '/ServiceProviderConfig', '/nothing'])
    expect([path, (await closed.get(path)).status]).toEqual([path, 404]);
  expect((await closed.createUser('late')).status).toBe(404);
});
