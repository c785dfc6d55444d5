import { DomainError } from '../../../common/errors/domain-error.js';
import type { Element } from './fields.js';
import type { Filter, FilterValue, Operator } from './filter.js';
import type { Attribute } from './schema.js';
import { scimInvalid } from './scim-errors.js';

/** Comparisons of one PATCH: enough for some hundred operations on large lists, and done within a moment. */
const MOST_COMPARISONS = 500_000;

/** Filters lists for the operations of one PATCH, which together may not hold the server up. */
export class Comparisons {
  private left = MOST_COMPARISONS;

  /**
   * The elements that a filter names.
   * @throws DomainError `scim.invalid` for a field that the list does not have, `request.too-large` when the request
   * asks for more comparisons than one may
   */
  choose<E extends Element>(filter: Filter, elements: readonly E[], sub: readonly Attribute[]): E[] {
    this.left -= elements.length * sizeOf(filter);
    if (this.left < 0)
      throw new DomainError('request.too-large', 'The filters of this PATCH look at too much. Send it in parts.');
    return elements.filter((one) => matches(filter, one, sub));
  }
}

/** Comparisons in a filter. */
function sizeOf(filter: Filter): number {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.reduce((sum, one) => sum + sizeOf(one), 0);
  return filter.kind === 'not' ? sizeOf(filter.of) : 1;
}

/**
 * Whether an element of a list is what the filter in the path of a PATCH names. Texts are compared without their case,
 * as the standard has it for all fields of the lists here but ids, which are the same in either way.
 * @throws DomainError `scim.invalid` for a field that the list does not have
 */
function matches(filter: Filter, element: Element, sub: readonly Attribute[]): boolean {
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
  return COMPARE[operator](a, b);
}

const COMPARE: Record<Operator, (a: string, b: string) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  co: (a, b) => a.includes(b),
  sw: (a, b) => a.startsWith(b),
  ew: (a, b) => a.endsWith(b),
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

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
