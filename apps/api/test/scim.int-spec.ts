import { randomUUID } from 'node:crypto';
import { OPERATIONS } from './document.js';
import { until, Client } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';
import { Provider, SCIM_TOKEN } from './scim.js';

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
const unique = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;
const names = (body: { Resources: { userName: string }[] }) => body.Resources.map(({ userName }) => userName);
const said = ({ status, body }: { status: number; body: { scimType?: string } }) => [status, body.scimType];

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
    expect((await admin.get('/api/admin/groups')).body).toMatchObject([
      { name: 'Builders', source: 'scim', external_id: 'group-1', member_ids: [a] },
    ]);
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
  it('a deactivated person: session, key, and the answers of both; and nobody signs in until he is brought back', async () => {
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
    expect((await portal.anyone.login('ada', PASSWORD)).headers.authorization).toBeDefined();
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

describe('what the provider must not do', () => {
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
    expect((await admin.get('/api/admin/groups')).body).toContainEqual(manual);
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
    [
      'no address',
      { Operations: [{ op: 'replace', path: 'emails', value: [{ value: 'none' }] }] },
      400,
      'invalidValue',
    ],
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
});

describe('lists', () => {
  const made: string[] = [];
  beforeAll(async () => {
    for (const [index, name] of ['alpha', 'beta', 'gamma', 'delta', 'epsilon'].entries())
      made.push(
        (
          await provider.createUser(`list-${name}`, {
            userType: 'Listed',
            displayName: `Person ${name}`,
            active: index % 2 === 0,
            ...(index < 2 && { title: 'Has \\ a " title' }),
            emails: [
              { value: `list-${name}@corp.example`, type: 'work' },
              { value: `${name}@home.example`, type: 'home', primary: index === 4 },
            ],
          })
        ).body.id,
      );
  });
  const listed = 'userType eq "listed"';
  const found = async (filter: string) =>
    names((await provider.find('/Users', `${listed} and (${filter})`)).body)
      .map((name) => /-(\w+)@/.exec(name)![1])
      .join(' ');

  it.each([
    ['title pr', 'alpha beta'],
    ['not (title pr)', 'gamma delta epsilon'],
    ['title ne "x"', 'alpha beta gamma delta epsilon'],
    ['title eq null', 'gamma delta epsilon'],
    ['title co "\\" TITLE"', 'alpha beta'],
    ['active eq true and displayName sw "person g"', 'gamma'],
    ['active eq "False" or userName eq "LIST-EPSILON@corp.example"', 'beta delta epsilon'],
    ['displayName ew "TA"', 'beta delta'],
    ['emails[type eq "home" and primary eq true]', 'epsilon'],
    ['emails[type eq "home" and value co "work"]', ''],
    ['emails.value eq "beta@home.example" or emails co "GAMMA@"', 'beta gamma'],
    ['not (emails.value co "a@home" or active eq false)', 'epsilon'],
    ['externalId eq "ext-list-beta"', 'beta'],
    ['externalId eq "EXT-list-beta"', ''],
    ['meta.created gt "2020-01-01T00:00:00Z" and meta.lastModified le "2020-01-01T00:00:00Z"', ''],
    ['displayName gt "person delta" and displayName lt "person gamma"', 'epsilon'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:displayName eq "person alpha"', 'alpha'],
    [`title eq "' OR '1'='1" or displayName eq "'); DROP TABLE users; --"`, ''],
    ['displayName co "%" or displayName co "_"', ''],
  ])('%s', async (filter, expected) => {
    expect(await found(filter)).toBe(expected);
  });

  it('a person is found by id and by group', async () => {
    const { body: group } = await provider.createGroup(unique('found'), [made[1]!]);
    expect(await found(`groups.value eq "${group.id}"`)).toBe('beta');
    expect(await found(`id eq "${made[2]}"`)).toBe('gamma');
    expect((await provider.find('/Groups', `members.value eq "${made[1]}"`)).body.Resources).toMatchObject([
      { id: group.id },
    ]);
  });

  it('are paged, sorted and cut to the attributes that were asked for', async () => {
    const page = async (more: string) => (await provider.find('/Users', listed, more)).body;
    expect(await page('&startIndex=2&count=2')).toMatchObject({ totalResults: 5, startIndex: 2, itemsPerPage: 2 });
    expect(names(await page('&startIndex=2&count=2'))).toEqual(['list-beta@corp.example', 'list-gamma@corp.example']);
    expect(await page('&startIndex=6')).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] });
    expect(await page('&startIndex=-3&count=-1')).toMatchObject({ totalResults: 5, startIndex: 1, Resources: [] });
    expect((await provider.get('/Users?count=5000')).body.itemsPerPage).toBeLessThanOrEqual(200);
    const sorted = names(await page('&sortBy=displayName&sortOrder=descending&count=2'));
    expect(sorted).toEqual(['list-gamma@corp.example', 'list-epsilon@corp.example']);
    const [one] = (await page('&attributes=username,EMAILS.value&count=1')).Resources;
    expect(one).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: made[0],
      userName: 'list-alpha@corp.example',
      emails: [{ value: 'list-alpha@corp.example' }, { value: 'alpha@home.example' }],
    });
    const [other] = (await page('&excludedAttributes=emails,meta,userName&count=1')).Resources;
    expect(Object.keys(other).sort()).toEqual([
      'active',
      'displayName',
      'externalId',
      'id',
      'schemas',
      'title',
      'userType',
    ]);
  });

  const HOSTILE = [
    'userName',
    'userName eq',
    'userName eq ada',
    'userName is "ada"',
    'password eq "x"',
    'constructor eq "x"',
    '__proto__ pr',
    'emails[value eq "x"',
    'active gt true',
    'meta.created co "2020"',
    'displayName eq 5',
    `${'('.repeat(5_000)}`,
    `${'not ('.repeat(500)}title pr${')'.repeat(500)}`,
    Array(101).fill('title pr').join(' or '),
    'title eq "\\u0000"',
    'title pr pr',
    "title eq 'x'",
  ];
  it.each(HOSTILE.map((filter) => [filter.slice(0, 40), filter]))('refuse %s', async (_, filter) => {
    expect(said(await provider.find('/Users', filter))).toEqual([400, 'invalidFilter']);
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
