import { startPortal, type Portal } from './portal.js';
import { Provider, said, SCIM_TOKEN, unique } from './scim.js';

let portal: Portal;
let provider: Provider;
beforeAll(async () => {
  portal = await startPortal({ env: { SCIM_TOKEN } });
  provider = new Provider(portal);
});
afterAll(() => portal.close());

const names = (body: { Resources: { userName: string }[] }) => body.Resources.map(({ userName }) => userName);
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
