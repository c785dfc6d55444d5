import { isStorable } from '../../../common/sanitize-for-postgres.js';
import { scimInvalid } from './scim-errors.js';
import { COMMON, locate, type Attribute, type ResourceSchema } from './schema.js';

/** What a provider says of a resource: only attributes that are kept, under their own names, with checked values. */
export type Fields = Record<string, unknown>;
/** An element of a list. */
export type Element = Record<string, string | boolean>;

/** Longest text in characters, and most elements of a list such as `emails`. */
const LONGEST = 500;
export const MOST_ELEMENTS = 50;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a whole resource. What this server does not keep is left out; what is null or empty counts as not given.
 * @throws DomainError `scim.invalid`
 */
export function readFields(schema: ResourceSchema, body: unknown): Fields {
  if (!isObject(body)) throw scimInvalid('invalidSyntax', 'The body must be a JSON object.');
  const fields: Fields = {};
  for (const [name, value] of Object.entries(body)) {
    const attribute = kept(schema, name);
    if (!attribute) continue;
    const read = readValue(attribute, value);
    if (read !== undefined) fields[attribute.name] = read;
  }
  for (const { name, required } of schema.attributes)
    if (required && fields[name] === undefined) throw scimInvalid('invalidValue', `${name} is missing.`);
  return fields;
}

function kept(schema: ResourceSchema, name: string): Attribute | undefined {
  const found = name.includes('.') ? undefined : locate(schema, name);
  if (found === undefined || found === 'not-kept' || found.attribute.readOnly) return undefined;
  return COMMON.includes(found.attribute) && found.attribute.name !== 'externalId' ? undefined : found.attribute;
}

/** @returns `undefined` for a value that says nothing @throws DomainError `scim.invalid` */
export function readValue(attribute: Attribute, value: unknown): unknown {
  const { name, type, multiValued } = attribute;
  if (value === null || value === undefined) return undefined;
  if (multiValued) return readList(attribute, value);
  if (type === 'complex') return readComplex(attribute, value);
  if (type === 'boolean') return readBoolean(name, value);
  if (typeof value !== 'string') throw scimInvalid('invalidValue', `${name} must be a text.`);
  if (value.length > LONGEST) throw scimInvalid('invalidValue', `${name} has more than ${LONGEST} characters.`);
  if (!isStorable(value)) throw scimInvalid('invalidValue', `${name} contains characters that cannot be kept.`);
  return value.trim() || undefined;
}

/** Some providers send `"False"`, a text with a capital. */
function readBoolean(name: string, value: unknown): boolean {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  throw scimInvalid('invalidValue', `${name} must be true or false.`);
}

function readComplex({ name, sub = [] }: Attribute, value: unknown): Element | undefined {
  if (!isObject(value)) throw scimInvalid('invalidValue', `${name} must be an object.`);
  const given = new Map(Object.entries(value).map(([key, one]) => [key.toLowerCase(), one]));
  const read = sub.flatMap((one): [string, string | boolean][] => {
    const part = one.readOnly ? undefined : readValue(one, given.get(one.name.toLowerCase()));
    return part === undefined ? [] : [[one.name, part as string | boolean]];
  });
  return read.length === 0 ? undefined : Object.fromEntries(read);
}

/** A list, of which some providers send only the one element, or the bare value. */
function readList(attribute: Attribute, value: unknown): Element[] | undefined {
  const elements = [value].flat().flatMap((one) => {
    const read = readComplex(attribute, typeof one === 'string' ? { value: one } : one);
    return read ? [read] : [];
  });
  if (elements.length > MOST_ELEMENTS)
    throw scimInvalid('invalidValue', `${attribute.name} has more than ${MOST_ELEMENTS} elements.`);
  return elements.length === 0 ? undefined : elements;
}

/** Only one element of a list is the primary one: the last that was said to be. */
export function onePrimary(elements: Element[], chosen: Element[]): void {
  const primary = chosen.findLast((one) => one.primary === true);
  if (primary) for (const one of elements) if (one !== primary && one.primary === true) one.primary = false;
}
