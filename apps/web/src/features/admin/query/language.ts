/** A token of a query: a field with its value, or text to search for. */
export interface Token<F extends string = string> {
  /** Absent for text to search for. */
  field?: F;
  value: string;
  negated: boolean;
  /** Start (inclusive) and end (exclusive) in the query. */
  start: number;
  end: number;
}

/** A token that is not in a query yet. */
export type NewToken<F extends string = string> = Omit<Token<F>, 'start' | 'end'>;

/** The query language of a list, written as `field:value "text" -field:value`. */
export interface Language<F extends string, Filter extends { q?: string }> {
  /** Key of the suggestions in the query cache. */
  name: string;
  fields: readonly F[];
  /** Fields that a leading minus can negate. */
  negatable: readonly F[];
  /** A placeholder for the values of a field. */
  prefix?: Partial<Record<F, string>>;
  /** The server's filter for a token; undefined when its value is invalid. The value is never empty. */
  filterOf(token: NewToken<F> & { field: F }): Filter | undefined;
  /** Fetches the known values of a field; undefined for fields without any. */
  valuesOf(field: F): ((signal: AbortSignal) => Promise<readonly KnownValue[]>) | undefined;
}

interface KnownValue {
  value: string;
  /** Number of occurrences. */
  count?: number;
}

export interface Mistake {
  kind: 'unknown-field' | 'bad-value' | 'twice' | 'no-negation' | 'open-quote';
  field?: string;
  start: number;
  end: number;
}

export interface Query<F extends string, Filter> {
  tokens: Token<F>[];
  filter: Filter;
  mistake?: Mistake;
}

const PIECE = /\s+|(-?)([a-z_]+):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|\S+/gi;

/** A token as text that `parseQuery` can parse. */
export function writeToken({ field, value, negated }: NewToken): string {
  const quoted =
    /[\s"]/.test(value) || (!field && value.includes(':')) || value === '' ? `"${value.replaceAll('"', '')}"` : value;
  return `${negated ? '-' : ''}${field ? `${field}:` : ''}${quoted}`;
}

/**
 * Parses a query into typed tokens and the server's filters. Parsing stops at the first mistake and reports its
 * position.
 */
export function parseQuery<F extends string, Filter extends { q?: string }>(
  language: Language<F, Filter>,
  text: string,
): Query<F, Filter> {
  const tokens: Token<F>[] = [];
  let filter = {} as Filter;
  for (const match of text.matchAll(PIECE)) {
    const [piece, minus, name, quoted, plain, words] = match;
    if (/^\s+$/.test(piece)) continue;
    const place = { start: match.index, end: match.index + piece.length };
    const fail = (kind: Mistake['kind']): Query<F, Filter> => ({
      tokens,
      filter,
      mistake: { kind, field: name, ...place },
    });
    if (/"/.test(piece) && (piece.match(/"/g)!.length % 2 === 1 || !piece.endsWith('"'))) return fail('open-quote');
    if (name === undefined) {
      tokens.push({ value: words ?? piece, negated: false, ...place });
      continue;
    }
    const field = language.fields.find((known) => known === name.toLowerCase());
    if (!field) return fail('unknown-field');
    const token = { field, value: quoted ?? plain ?? '', negated: minus === '-', ...place };
    if (token.negated && !language.negatable.includes(field)) return fail('no-negation');
    if (tokens.some((other) => other.field === field && other.negated === token.negated)) return fail('twice');
    const part = token.value === '' ? undefined : language.filterOf(token);
    if (!part) return fail('bad-value');
    tokens.push(token);
    filter = { ...filter, ...part };
  }
  const texts = tokens.filter(({ field }) => !field).map(({ value }) => value);
  return { tokens, filter: { ...filter, ...(texts.length > 0 && { q: texts.join(' ') }) } };
}

/** Adds a token to a query. It replaces tokens of the same field, negated or not. */
export function withToken<F extends string, Filter extends { q?: string }>(
  language: Language<F, Filter>,
  text: string,
  token: NewToken<F>,
): string {
  const kept = parseQuery(language, text).tokens.filter(({ field }) => field === undefined || field !== token.field);
  return [...kept, token].map(writeToken).join(' ');
}

/** Removes the token with this index; undefined when the query becomes empty. */
export const withoutToken = <F extends string, Filter extends { q?: string }>(
  language: Language<F, Filter>,
  text: string,
  at: number,
): string | undefined =>
  parseQuery(language, text)
    .tokens.filter((_, index) => index !== at)
    .map(writeToken)
    .join(' ') || undefined;
