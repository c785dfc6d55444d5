import { DomainError } from '../../../common/errors/domain-error.js';
import { isStorable } from '../../../common/sanitize-for-postgres.js';
import { LONGEST_GROUP_NAME } from '../../auth/index.js';
import type { Filter } from './filter.js';
import { isObject } from './fields.js';
import { Comparisons } from './match.js';
import { placesOf, type Operation, type Target } from './patch.js';
import { isId } from './resource.js';
import { GROUP, locate } from './schema.js';
import { scimInvalid } from './scim-errors.js';

/** A group as a provider wants it. */
export interface GroupState {
  name: string;
  external_id: string | null;
  /** Ids in lower case. */
  memberIds: Set<string>;
}

const MOST_MEMBERS = 10_000;

/** Reads a whole group. @throws DomainError `scim.invalid`, `request.too-large` */
export function readGroup(body: unknown): GroupState {
  if (!isObject(body)) throw scimInvalid('invalidSyntax', 'The body must be a JSON object.');
  const state: GroupState = { name: '', external_id: null, memberIds: new Set() };
  for (const [name, value] of Object.entries(body)) {
    const found = name.includes('.') ? undefined : locate(GROUP, name);
    if (typeof found === 'object') set(state, found.attribute.name, value);
  }
  return bounded(state);
}

/** @returns a new state with all operations @throws DomainError `scim.invalid`, `request.too-large` */
export function patchGroup(current: GroupState, operations: Operation[]): GroupState {
  const state = { ...current, memberIds: new Set(current.memberIds) };
  const comparisons = new Comparisons();
  for (const operation of operations)
    for (const [target, value] of placesOf(GROUP, operation)) {
      if (target.attribute.name === 'members') changeMembers(state, operation.op, target, value, comparisons);
      else if (operation.op !== 'remove') set(state, target.attribute.name, value);
      else if (target.attribute.required) throw scimInvalid('mutability', 'displayName cannot be removed.');
      else state.external_id = null;
    }
  return bounded(state);
}

function set(state: GroupState, name: string, value: unknown): void {
  if (name === 'members') state.memberIds = new Set(idsOf(value));
  if (name === 'externalId') state.external_id = textOf(name, value) ?? null;
  if (name === 'displayName') state.name = textOf(name, value) ?? '';
}

function textOf(name: string, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string' || !isStorable(value) || value.length > LONGEST_GROUP_NAME)
    throw scimInvalid('invalidValue', `${name} must be a text of at most ${LONGEST_GROUP_NAME} characters.`);
  return value.trim() || undefined;
}

function changeMembers(
  { memberIds }: GroupState,
  op: Operation['op'],
  { filter, sub }: Target,
  value: unknown,
  comparisons: Comparisons,
): void {
  if (sub) throw scimInvalid('mutability', 'A member is added and removed as a whole.');
  if (filter) {
    if (op !== 'remove') throw scimInvalid('mutability', 'A member is added and removed as a whole.');
    for (const id of chosenBy(filter, memberIds, comparisons)) memberIds.delete(id);
    return;
  }
  // Some providers name in the value who shall go.
  const isNamed = value !== undefined && value !== null;
  if (op === 'remove' && isNamed) for (const id of idsOf(value)) memberIds.delete(id);
  if (op === 'replace' || (op === 'remove' && !isNamed)) memberIds.clear();
  if (op !== 'remove') for (const id of idsOf(value)) memberIds.add(id);
  if (memberIds.size > MOST_MEMBERS) throw tooMany();
}

const MEMBER = [{ name: 'value', type: 'string', description: '' }] as const;

/** Of the usual filter, which names members, nobody else is looked at. @throws as `Comparisons.choose` */
function chosenBy(filter: Filter, memberIds: ReadonlySet<string>, comparisons: Comparisons): string[] {
  const named = namedBy(filter);
  if (named) return named;
  const members = Array.from(memberIds, (value) => ({ value }));
  return comparisons.choose(filter, members, MEMBER).map(({ value }) => value);
}

/** The ids in `value eq "…"`, or in several of these with `or` between; `undefined` for any other filter. */
function namedBy(filter: Filter): string[] | undefined {
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.path.toLowerCase() === 'value')
    return [String(filter.value).toLowerCase()];
  if (filter.kind !== 'or') return undefined;
  const parts = filter.of.map(namedBy);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Ids in a list of members, in one member, or written bare. @throws DomainError `scim.invalid` */
function idsOf(value: unknown): string[] {
  return [value ?? []].flat().map((one: unknown) => {
    const id = isObject(one) ? Object.entries(one).find(([name]) => name.toLowerCase() === 'value')?.[1] : one;
    if (typeof id !== 'string' || !isId(id))
      throw scimInvalid('invalidValue', 'Each member needs the id of a person as its value.');
    return id.toLowerCase();
  });
}

function bounded(state: GroupState): GroupState {
  if (state.name === '') throw scimInvalid('invalidValue', 'displayName is missing.');
  if (state.memberIds.size > MOST_MEMBERS) throw tooMany();
  return state;
}

const tooMany = () => new DomainError('request.too-large', `A group has at most ${MOST_MEMBERS} members.`);
