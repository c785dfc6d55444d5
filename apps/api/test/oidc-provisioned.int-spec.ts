import pg from 'pg';
import { until, type Client } from './client.js';
import { problemOf, startOidcPortal, who, type OidcPortal } from './oidc-portal.js';
import { ADMIN_PASSWORD } from './portal.js';
import { Provider, unique } from './scim.js';

let portal: OidcPortal['portal'];
let real: OidcPortal['real'];
let sessionOf: OidcPortal['sessionOf'];
let scriptedSignIn: OidcPortal['scriptedSignIn'];
let realSignIn: OidcPortal['realSignIn'];
let close: OidcPortal['close'];
let admin: Client;
let scim: Provider;
beforeAll(async () => {
  ({ portal, real, sessionOf, scriptedSignIn, realSignIn, close } = await startOidcPortal());
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  scim = new Provider(portal);
});
afterAll(() => close());

/** An account that SCIM makes; its person has this `oid` at the provider. */
async function provisioned(name: string, more: object = {}) {
  const oid = `oid-${name}`;
  const { status, body } = await scim.createUser(name, { externalId: oid, ...more });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { id: body.id as string, oid };
}
const userOf = async (at: Awaited<ReturnType<typeof scriptedSignIn>>) => (await sessionOf(at.browser)).user;

describe('an account that SCIM made', () => {
  it('opens to its person at the provider, by the id of the directory, whatever the addresses are', async () => {
    const name = unique('ada');
    const { id, oid } = await provisioned(name);
    const first = await scriptedSignIn(who(`sub-${name}`, { oid, email: `${name}@corp.example` }));
    expect((await userOf(first)).id).toBe(id);
    const trail = await portal.sql(
      `SELECT detail->>'external_id' AS external_id FROM audit_log WHERE action = 'auth.identity-connected'
       AND target_id = $1`,
      [id],
    );
    expect(trail).toEqual([{ external_id: oid }]);
    // From now on by issuer and subject; the provider need not say more.
    expect((await userOf(await scriptedSignIn(who(`sub-${name}`, { email: undefined })))).id).toBe(id);
    const other = unique('mary');
    const mary = await provisioned(other);
    expect((await userOf(await scriptedSignIn(who(`sub-${other}`, { oid: mary.oid, email: undefined })))).id).toBe(
      mary.id,
    );
  });

  it('what SCIM closes, stays closed for the person who came by the provider', async () => {
    const name = unique('leaver');
    const { id, oid } = await provisioned(name);
    const { browser } = await scriptedSignIn(who(`sub-${name}`, { oid }));
    const session = await sessionOf(browser);
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false });
    expect((await session.get('/api/auth/me')).status).toBe(401);
    expect(problemOf(await scriptedSignIn(who(`sub-${name}`, { oid })))).toBe('auth.account-inactive');
  });

  it('opens to one person, and no other id moves it', async () => {
    const name = unique('bound');
    const { id, oid } = await provisioned(name);
    await scriptedSignIn(who(`sub-${name}`, { oid }));
    expect(problemOf(await scriptedSignIn(who(`thief-${name}`, { oid })))).toBe('oidc.provisioned');
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'externalId', value: `oid-thief-${name}` });
    expect(problemOf(await scriptedSignIn(who(`thief-${name}`, { oid: `oid-thief-${name}` })))).toBe(
      'oidc.provisioned',
    );
    expect((await userOf(await scriptedSignIn(who(`sub-${name}`, { oid })))).id).toBe(id);
    expect(await portal.sql('SELECT id FROM external_identities WHERE user_id = $1', [id])).toHaveLength(1);
    // Nobody else can be given its id.
    const second = await scim.createUser(unique('second'), { externalId: `oid-thief-${name}` });
    expect([second.status, second.body.scimType]).toEqual([409, 'uniqueness']);
  });

  it('with a password is its owner’s to connect', async () => {
    const name = unique('locked');
    const { id, oid } = await provisioned(name);
    const { body } = await admin.post(`/api/admin/users/${id}/reset-password`);
    const token = String(body.reset_url).split('#')[1];
    expect(
      (await portal.anyone.post('/api/auth/reset-password', { token, password: 'a long pass phrase 77' })).status,
    ).toBe(200);
    expect(problemOf(await scriptedSignIn(who(`sub-${name}`, { oid })))).toBe('oidc.provisioned');
  });

  it('is closed to providers of another directory, which are told so', async () => {
    const name = unique('elsewhere');
    const { oid } = await provisioned(name);
    const claims = { oid, sub: oid, email: `${name}@corp.example` };
    expect(problemOf(await scriptedSignIn(who(oid, claims), { id: 'roles' }))).toBe('oidc.provisioned');
  });

  it('an account that was made here is none, whatever ids say', async () => {
    const grace = await portal.someone('admin', unique('grace'));
    const taken = await scriptedSignIn(who('grace-there', { oid: grace.id, email: `${grace.username}@example.org` }));
    expect(problemOf(taken)).toBe('oidc.email-taken');
  });
});

it('two first sign-ins of one person at the same moment make one account, and both are signed in', async () => {
  await real.people({ twin: { preferred_username: 'twin', email: 'twin@real.example', email_verified: true } });
  // Both are held where they have found no account: one in its transaction, one behind it.
  const [{ name }] = (await portal.sql('SELECT current_database() AS name')) as [{ name: string }];
  const holder = new pg.Client(`${process.env.TEST_POSTGRES}/${name}`);
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE external_identities IN SHARE ROW EXCLUSIVE MODE');
  const coming = [realSignIn('twin'), realSignIn('twin')];
  for (let waiting = 0; waiting < 2;)
    [{ waiting }] = (await portal.sql<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database()
       AND wait_event_type = 'Lock'`,
    )) as [{ waiting: number }];
  await holder.query('COMMIT');
  await holder.end();
  const found = await Promise.all(coming);
  expect(found.map(problemOf)).toEqual([null, null]);
  const [one, two] = await Promise.all(found.map(({ browser }) => sessionOf(browser)));
  expect(one!.user).toMatchObject({ username: 'twin', email: 'twin@real.example' });
  expect(two!.user.id).toBe(one!.user.id);
});

describe('what a sign-in takes away ends at once', () => {
  it('an answer that a key began, when the claim makes its owner a user', async () => {
    const signIn = async (...roles: string[]) =>
      sessionOf((await scriptedSignIn(who('demoted', { realm_access: { roles } }), { id: 'roles' })).browser);
    const dev = await signIn('dev');
    const { body } = await dev.post('/api/developer/api-keys', {});
    portal.fake.setScenario('endless');
    const stream = await portal.anyone
      .withKey(body.key_value as string)
      .stream('/api/chat', { prompt: 'go on', stream: true });
    const frames = stream[Symbol.asyncIterator]();
    await until(frames, 'delta');
    expect((await signIn()).user.role).toBe('user');
    await portal.fake.waitForAbort();
    for (let ended = false; !ended;) ended = Boolean((await frames.next()).done);
    portal.fake.setScenario('hello');
  });

  it('an answer in the chat by a model of a group, when the person has left it', async () => {
    const tell = (groups: string[]) => real.people({ emmy: { preferred_username: 'emmy', groups } });
    await tell(['physics']);
    const emmy = await sessionOf((await realSignIn('emmy')).browser);
    const [model] = (await admin.get('/api/admin/models')).body as { id: string }[];
    const groups = (await admin.get('/api/admin/groups')).body as { id: string; name: string }[];
    const { id } = groups.find((one) => one.name === 'physics')!;
    await admin.put(`/api/admin/models/${model!.id}`, { group_ids: [id] });
    portal.fake.setScenario('endless');
    const frames = (await emmy.stream('/api/chat', { prompt: 'go on', stream: true }))[Symbol.asyncIterator]();
    await until(frames, 'delta');
    await tell([]);
    await realSignIn('emmy');
    await portal.fake.waitForAbort();
    for (let ended = false; !ended;) ended = Boolean((await frames.next()).done);
    portal.fake.setScenario('hello');
  });
});
