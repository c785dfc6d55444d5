import type { Parser } from './parsers.js';

interface Variable<T> {
  /** Used when the variable is unset or empty; `undefined` means "not configured". */
  default: string | undefined;
  /** Why it exists and what it changes: printed into `.env.example`. */
  why: string;
  parse: Parser<T>;
}

/** A variable of the table; an absent default keeps its type apart from a text. */
export const variable = <T, D extends string | undefined>(fallback: D, why: string, parse: Parser<T>) =>
  ({ default: fallback, why, parse }) as Variable<T> & { default: D };
