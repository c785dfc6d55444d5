import { scimInvalid } from './scim-errors.js';

export const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];
export type FilterValue = string | number | boolean | null;

/** A filter of RFC 7644, 3.4.2.2, as a tree. Paths are as they were written, such as `name.familyName`. */
export type Filter =
  | { kind: 'compare'; path: string; operator: Operator; value: FilterValue }
  | { kind: 'present'; path: string }
  | { kind: 'and' | 'or'; of: Filter[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'element'; path: string; of: Filter };

/** What an operation of a PATCH is about: `emails[type eq "work"].value`. */
export interface FilterPath {
  path: string;
  /** Of the elements of a list. */
  filter?: Filter;
  /** Behind the filter. */
  sub?: string;
}

/** Longest text of a filter in characters, most comparisons in one, and how deep it may be nested. */
const MOST_CHARACTERS = 4_000;
const MOST_COMPARISONS = 100;
const DEEPEST = 20;

/** Words (with the colons and dots of a schema's name), strings, numbers and brackets; each matches in linear time. */
const TOKEN = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|([.$A-Za-z][\w$:.-]*))/y;

/** @throws DomainError `scim.invalid` */
export function parseFilter(text: string): Filter {
  const reader = new FilterReader(text, 'invalidFilter');
  const filter = reader.any(0);
  reader.end();
  return filter;
}

/** @throws DomainError `scim.invalid` */
export function parsePath(text: string): FilterPath {
  const reader = new FilterReader(text, 'invalidPath');
  const path = reader.attribute();
  const filter = reader.takes('[') ? reader.bracketed(0) : undefined;
  const sub = filter && reader.sub();
  reader.end();
  return { path, ...(filter && { filter }), ...(sub !== undefined && { sub }) };
}

/** Reads a text once from left to right. Its calls nest no deeper than the filter, which is bounded. */
class FilterReader {
  private readonly tokens: string[] = [];
  private next = 0;
  private comparisons = 0;

  constructor(
    text: string,
    private readonly wrong: 'invalidFilter' | 'invalidPath',
  ) {
    if (text.length > MOST_CHARACTERS) throw this.refuse(`is longer than ${MOST_CHARACTERS} characters`);
    const trimmed = text.trim();
    for (let at = 0; at < trimmed.length; at = TOKEN.lastIndex) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(trimmed);
      if (!match) throw this.refuse(`cannot be read from character ${at + 1} on`);
      this.tokens.push(match[0].trim());
    }
  }

  any(depth: number): Filter {
    return this.chain('or', depth, () => this.chain('and', depth, () => this.term(depth)));
  }

  bracketed(depth: number): Filter {
    const filter = this.any(depth + 1);
    if (!this.takes(']')) throw this.refuse('has a [ without its ]');
    return filter;
  }

  attribute(): string {
    const token = this.tokens[this.next++];
    if (token === undefined || !/^[A-Za-z$]/.test(token)) throw this.refuse('lacks the name of an attribute');
    return token;
  }

  /** `.value` behind a bracket. */
  sub(): string | undefined {
    const token = this.tokens[this.next];
    if (!token?.startsWith('.')) return undefined;
    this.next++;
    return token.slice(1);
  }

  takes(token: string): boolean {
    const found = this.tokens[this.next]?.toLowerCase() === token;
    if (found) this.next++;
    return found;
  }

  end(): void {
    if (this.next < this.tokens.length) throw this.refuse('goes on where it should end');
  }

  private chain(kind: 'and' | 'or', depth: number, part: () => Filter): Filter {
    if (depth > DEEPEST) throw this.refuse(`is nested deeper than ${DEEPEST} levels`);
    const of = [part()];
    while (this.takes(kind)) of.push(part());
    return of.length === 1 ? of[0]! : { kind, of };
  }

  private term(depth: number): Filter {
    if (this.takes('(')) return this.closed(depth);
    if (this.tokens[this.next + 1] === '(' && this.takes('not')) {
      this.next++;
      return { kind: 'not', of: this.closed(depth) };
    }
    const path = this.attribute();
    if (this.takes('[')) return { kind: 'element', path, of: this.bracketed(depth) };
    if (++this.comparisons > MOST_COMPARISONS) throw this.refuse(`has more than ${MOST_COMPARISONS} comparisons`);
    const operator = this.tokens[this.next++]?.toLowerCase();
    if (operator === 'pr') return { kind: 'present', path };
    if (!OPERATORS.includes(operator as Operator)) throw this.refuse(`lacks an operator behind ${path.slice(0, 60)}`);
    return { kind: 'compare', path, operator: operator as Operator, value: this.value() };
  }

  private closed(depth: number): Filter {
    const filter = this.any(depth + 1);
    if (!this.takes(')')) throw this.refuse('has a ( without its )');
    return filter;
  }

  private value(): FilterValue {
    const token = this.tokens[this.next++];
    try {
      const word = token?.toLowerCase();
      const value: unknown = JSON.parse(word === 'true' || word === 'false' || word === 'null' ? word : (token ?? ''));
      if (typeof value !== 'object' || value === null) return value as FilterValue;
    } catch {
      // It is said below.
    }
    throw this.refuse('lacks a value: a text in double quotes, a number, true, false or null');
  }

  private refuse(what: string): Error {
    return scimInvalid(this.wrong, `The ${this.wrong === 'invalidPath' ? 'path' : 'filter'} ${what}.`);
  }
}
