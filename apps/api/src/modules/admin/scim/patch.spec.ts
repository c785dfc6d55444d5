import { parseFilter, parsePath } from './filter.js';
import { patchGroup } from './group-patch.js';
import { patchFields, readOperations } from './patch.js';
import { USER } from './schema.js';

const ADA = {
  userName: 'ada@example.org',
  active: true,
  emails: [
    { value: 'ada@example.org', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
};
const patched = (...Operations: object[]) => patchFields(USER, ADA, readOperations({ Operations }));
const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { members?: { scimType: string } }).members?.scimType;
  }
};

it.each<[string, object, object]>([
  ['a value', { op: 'add', path: 'title', value: 'Countess' }, { title: 'Countess' }],
  ['in any case', { op: 'REPLACE', path: 'DISPLAYNAME', value: 'Ada' }, { displayName: 'Ada' }],
  ['a text for a boolean', { op: 'replace', path: 'active', value: 'FALSE' }, { active: false }],
  ['a field', { op: 'add', path: 'name.givenName', value: 'Ada' }, { name: { givenName: 'Ada' } }],
  [
    'no path',
    { op: 'add', value: { nickName: 'A', 'name.familyName': 'L' } },
    { nickName: 'A', name: { familyName: 'L' } },
  ],
  ['one more', { op: 'add', path: 'roles', value: [{ value: 'user' }] }, { roles: [{ value: 'user' }] }],
  ['what is there already', { op: 'add', path: 'emails', value: [ADA.emails[1]] }, { emails: ADA.emails }],
  ['a bare value', { op: 'replace', path: 'roles', value: 'admin' }, { roles: [{ value: 'admin' }] }],
  ['one of a list', { op: 'remove', path: 'emails[type eq "home"]' }, { emails: [ADA.emails[0]] }],
  [
    'another primary one',
    { op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' },
    {
      emails: [
        { ...ADA.emails[0], primary: false },
        { ...ADA.emails[1], primary: true },
      ],
    },
  ],
  [
    'one that is not there yet',
    { op: 'replace', path: 'emails[type eq "other" and primary eq false].value', value: 'x@example.org' },
    { emails: [...ADA.emails, { type: 'other', primary: false, value: 'x@example.org' }] },
  ],
])('an operation changes %s', (_, operation, change) => {
  const before = structuredClone(ADA);
  expect(patched(operation)).toEqual({ ...ADA, ...change });
  expect(ADA).toEqual(before);
});

it.each<[string, object, string]>([
  ['a filter that names nothing', { op: 'replace', path: 'emails[type co "z"].value', value: 'x' }, 'noTarget'],
  ['a filter on what is no list', { op: 'add', path: 'title[value eq "x"]', value: 'x' }, 'invalidPath'],
  ['a field that is not there', { op: 'add', path: 'emails[colour eq "red"]', value: {} }, 'invalidPath'],
  ['groups', { op: 'add', path: 'groups', value: [] }, 'mutability'],
  ['too many', { op: 'add', path: 'emails', value: Array.from({ length: 51 }, (_, n) => `${n}`) }, 'invalidValue'],
])('an operation is refused for %s', (_, operation, scimType) => {
  expect(refusal(() => patched(operation))).toBe(scimType);
});

it('a thousand additions to a list end at its bound, and not by looking through all of them', () => {
  const operations = Array.from({ length: 1_000 }, (_, n) => ({
    op: 'add',
    path: 'roles',
    value: Array.from({ length: 50 }, (__, m) => ({ value: `${n}-${m}` })),
  }));
  expect(refusal(() => patched(...operations))).toBe('invalidValue');
});

it('members come and go by any filter', () => {
  const ids = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
  const state = { name: 'Lab', external_id: null, memberIds: new Set(ids) };
  const members = (...Operations: object[]) => [...patchGroup(state, readOperations({ Operations })).memberIds];
  expect(members({ op: 'remove', path: `members[value eq "${ids[0]}" or value ew "2"]` })).toEqual([ids[2]]);
  expect(members({ op: 'remove', path: 'members', value: [{ value: ids[1]!.toUpperCase() }] })).toEqual([
    ids[0],
    ids[2],
  ]);
  expect(members({ op: 'replace', path: 'members', value: [] })).toEqual([]);
  expect(refusal(() => members({ op: 'add', path: 'members', value: ['nobody'] }))).toBe('invalidValue');
  expect(state.memberIds.size).toBe(3);
});

it('a filter is read by its precedence, and what is between quotes is text', () => {
  expect(parseFilter('a eq "x) or (b" or not (b pr) and c.d gt 5')).toEqual({
    kind: 'or',
    of: [
      { kind: 'compare', path: 'a', operator: 'eq', value: 'x) or (b' },
      {
        kind: 'and',
        of: [
          { kind: 'not', of: { kind: 'present', path: 'b' } },
          { kind: 'compare', path: 'c.d', operator: 'gt', value: 5 },
        ],
      },
    ],
  });
  expect(parsePath('urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"].value')).toMatchObject({
    path: 'urn:ietf:params:scim:schemas:core:2.0:User:emails',
    sub: 'value',
  });
});

it.each(['('.repeat(10_000), `a eq "${'\\'.repeat(3_000)}`, 'a eq "x" '.repeat(400), '[[[[', 'not', ''])(
  'a hostile filter is refused: %.20s',
  (filter) => {
    expect(refusal(() => parseFilter(filter))).toBe('invalidFilter');
  },
);
