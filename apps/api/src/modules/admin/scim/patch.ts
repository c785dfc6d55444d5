import { parsePath, type Filter } from './filter.js';
import { isObject, MOST_ELEMENTS, onePrimary, readFields, readValue, type Element, type Fields } from './fields.js';
import { Comparisons, seedOf } from './match.js';
import { COMMON, locate, type Attribute, type Located, type ResourceSchema } from './schema.js';
import { scimInvalid } from './scim-errors.js';

/** One change that a provider asks for. */
export interface Operation {
  op: 'add' | 'replace' | 'remove';
  path?: string;
  value: unknown;
}

/** Where an operation works. */
export interface Target extends Located {
  filter?: Filter;
}

const MOST_OPERATIONS = 1_000;

/** Reads the body of a PATCH. Names and operations in any case, because providers differ. @throws `scim.invalid` */
export function readOperations(body: unknown): Operation[] {
  const given = isObject(body)
    ? Object.entries(body).find(([name]) => name.toLowerCase() === 'operations')?.[1]
    : undefined;
  if (!Array.isArray(given) || given.length === 0)
    throw scimInvalid('invalidSyntax', 'The body needs a list of Operations.');
  if (given.length > MOST_OPERATIONS)
    throw scimInvalid('invalidSyntax', `The body has more than ${MOST_OPERATIONS} operations.`);
  return given.map((one: unknown) => {
    if (!isObject(one)) throw scimInvalid('invalidSyntax', 'Each operation must be an object.');
    const op = typeof one.op === 'string' ? one.op.toLowerCase() : undefined;
    if (op !== 'add' && op !== 'replace' && op !== 'remove')
      throw scimInvalid('invalidSyntax', 'op must be add, replace or remove.');
    const { path, value } = one;
    if (path !== undefined && path !== null && typeof path !== 'string')
      throw scimInvalid('invalidPath', 'path must be a text.');
    if (path) return { op, path, value };
    if (op === 'remove') throw scimInvalid('noTarget', 'remove needs a path.');
    if (!isObject(value))
      throw scimInvalid('invalidValue', 'An operation without a path needs an object as its value.');
    return { op, value };
  });
}

/**
 * Where a path leads; `undefined` where this server keeps nothing.
 * @param isLenient what cannot be changed is passed over: providers send whole resources, with their ids
 * @throws DomainError `scim.invalid`
 */
export function targetOf(schema: ResourceSchema, text: string, isLenient = false): Target | undefined {
  const { path, filter, sub } = parsePath(text);
  const found = locate(schema, sub === undefined ? path : `${path}.${sub}`);
  if (found === 'not-kept') return undefined;
  if (!found) {
    if (isLenient) return undefined;
    throw scimInvalid('invalidPath', `A ${schema.name} has no attribute ${text.slice(0, 100)}.`);
  }
  const { attribute } = found;
  if (attribute.readOnly || found.sub?.readOnly || (COMMON.includes(attribute) && attribute.name !== 'externalId')) {
    if (isLenient) return undefined;
    throw scimInvalid('mutability', `${attribute.name} cannot be changed.`);
  }
  if (filter && !attribute.multiValued) throw scimInvalid('invalidPath', `${attribute.name} is not a list.`);
  return { ...found, ...(filter && { filter }) };
}

/** Each place that an operation changes, with its new value. @throws DomainError `scim.invalid` */
export function placesOf(schema: ResourceSchema, { path, value }: Operation): [Target, unknown][] {
  const parts: [string, unknown, boolean][] =
    path === undefined
      ? Object.entries(value as object).map(([name, part]) => [name, part as unknown, true])
      : [[path, value, false]];
  return parts.flatMap(([name, part, isLenient]): [Target, unknown][] => {
    const target = targetOf(schema, name, isLenient);
    return target ? [[target, part]] : [];
  });
}

/**
 * @returns new fields, with all operations or, if it throws, none
 * @throws DomainError `scim.invalid`, `request.too-large`
 */
export function patchFields(schema: ResourceSchema, current: Fields, operations: Operation[]): Fields {
  const fields = structuredClone(current);
  const comparisons = new Comparisons();
  for (const operation of operations)
    for (const [target, value] of placesOf(schema, operation)) {
      if (target.attribute.multiValued) changeList(fields, operation.op, target, value, comparisons);
      else changeValue(fields, operation.op, target, value);
    }
  return readFields(schema, fields);
}

function changeValue(fields: Fields, op: Operation['op'], { attribute, sub }: Target, value: unknown): void {
  const { name, type, required } = attribute;
  if (op === 'remove' && !sub && (required || name === 'active'))
    throw scimInvalid('mutability', `${name} cannot be removed.`);
  if (type !== 'complex') fields[name] = op === 'remove' ? undefined : readValue(attribute, value);
  else if (op === 'remove' && !sub) fields[name] = undefined;
  else {
    const change = sub
      ? { [sub.name]: op === 'remove' ? undefined : readValue(sub, value) }
      : readValue(attribute, value);
    fields[name] = withoutUndefined({ ...(fields[name] as object), ...(change as object) });
  }
}

function changeList(
  fields: Fields,
  op: Operation['op'],
  target: Target,
  value: unknown,
  comparisons: Comparisons,
): void {
  const { attribute, filter, sub } = target;
  const before = (fields[attribute.name] ?? []) as Element[];
  const after =
    filter || sub ? changeElements(before, op, target, value, comparisons) : changeWhole(before, op, attribute, value);
  // Here and not only at the end: each operation looks through the list.
  if (after.length > MOST_ELEMENTS)
    throw scimInvalid('invalidValue', `${attribute.name} has more than ${MOST_ELEMENTS} elements.`);
  fields[attribute.name] = after.map((one) => withoutUndefined(one));
}

function changeWhole(before: Element[], op: Operation['op'], attribute: Attribute, value: unknown): Element[] {
  const given = (readValue(attribute, value) ?? []) as Element[];
  const isSame = (a: Element, b: Element) => a.value === b.value && (a.type === b.type || b.type === undefined);
  if (op === 'remove')
    // Some providers name what shall go in the value.
    return given.length === 0 ? [] : before.filter((one) => !given.some((gone) => isSame(one, gone)));
  if (op === 'replace') return given;
  const fresh = given.filter((one) => !before.some((known) => isSame(known, one)));
  const after = [...before, ...fresh];
  onePrimary(after, fresh);
  return after;
}

function changeElements(
  before: Element[],
  op: Operation['op'],
  { attribute, filter, sub }: Target,
  value: unknown,
  comparisons: Comparisons,
): Element[] {
  const fields = attribute.sub ?? [];
  const chosen = filter ? comparisons.choose(filter, before, fields) : [...before];
  if (op === 'remove') {
    if (!sub) return before.filter((one) => !chosen.includes(one));
    for (const one of chosen) delete one[sub.name];
    return before;
  }
  const after = [...before];
  if (chosen.length === 0) {
    const seed: Element | undefined = filter ? seedOf(filter, fields) : {};
    if (!seed) throw scimInvalid('noTarget', `Nothing in ${attribute.name} is what the path names.`);
    after.push(seed);
    chosen.push(seed);
  }
  const change = sub
    ? { [sub.name]: readValue(sub, value) }
    : ((readValue(attribute, [value].flat().slice(0, 1)) as Element[] | undefined)?.[0] ?? {});
  for (const one of chosen) Object.assign(one, change);
  onePrimary(after, chosen);
  return after;
}

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
