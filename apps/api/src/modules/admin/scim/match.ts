import type { Element } from './fields.js';
import type { Filter, FilterValue, Operator } from './filter.js';
import type { Attribute } from './schema.js';
import { scimInvalid } from './scim-errors.js';

/**
 * Whether an element of a list is what the filter in the path of a PATCH names. Texts are compared without their case,
 * as the standard has it for all fields of the lists here but ids, which are the same in either way.
 * @throws DomainError `scim.invalid` for a field that the list does not have
 */
export function matches(filter: Filter, element: Element, sub: readonly Attribute[]): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((one) => matches(one, element, sub));
    case 'or':
      return filter.of.some((one) => matches(one, element, sub));
    case 'not':
      return !matches(filter.of, element, sub);
    case 'element':
      throw scimInvalid('invalidPath', 'A filter within brackets has no brackets of its own.');
    case 'present':
      return element[fieldOf(filter.path, sub)] !== undefined;
    case 'compare':
      return compare(element[fieldOf(filter.path, sub)], filter.operator, filter.value);
  }
}

function fieldOf(path: string, sub: readonly Attribute[]): string {
  const found = sub.find(({ name }) => name.toLowerCase() === path.toLowerCase());
  if (!found) throw scimInvalid('invalidPath', `There is no field ${path.slice(0, 60)} in that list.`);
  return found.name;
}

/** `"True"` is what some providers write for true. */
const lower = (value: unknown): string => String(value).toLowerCase();

function compare(own: string | boolean | undefined, operator: Operator, value: FilterValue): boolean {
  if (own === undefined || value === null) {
    const isEqual = own === undefined && value === null;
    return operator === 'eq' ? isEqual : operator === 'ne' && !isEqual;
  }
  const [a, b] = [lower(own), lower(value)];
  const results: Record<Operator, boolean> = {
    eq: a === b,
    ne: a !== b,
    co: a.includes(b),
    sw: a.startsWith(b),
    ew: a.endsWith(b),
    gt: a > b,
    ge: a >= b,
    lt: a < b,
    le: a <= b,
  };
  return results[operator];
}

/**
 * The fields of an element that does not exist yet, from a filter of nothing but equalities: a provider that sets
 * `emails[type eq "work"].value` means that there shall be such an address. `undefined` for any other filter.
 */
export function seedOf(filter: Filter, sub: readonly Attribute[]): Element | undefined {
  const parts = filter.kind === 'and' ? filter.of : [filter];
  const seed: Element = {};
  for (const part of parts) {
    if (part.kind !== 'compare' || part.operator !== 'eq' || part.value === null) return undefined;
    const name = fieldOf(part.path, sub);
    const isFlag = sub.some((one) => one.name === name && one.type === 'boolean');
    seed[name] = isFlag ? lower(part.value) === 'true' : String(part.value);
  }
  return seed;
}
