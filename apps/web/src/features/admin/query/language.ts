/** A piece of a query: a field with its value, or text to look for. */
export interface Token<F extends string = string> {
  /** Absent: text to look for. */
  field?: F;
  value: string;
  negated: boolean;
  /** Where it stands in the query. */
  start: number;
  end: number;
}

/** A token that stands nowhere yet. */
export type NewToken<F extends string = string> = Omit<Token<F>, 'start' | 'end'>;

/** What can be asked of one kind of list, written as `field:value "text" -field:value`. */
export interface Language<F extends string, Filter extends { q?: string }> {
  /** Of its suggestions, in the cache of queries. */
  name: string;
  fields: readonly F[];
  /** Fields that take a minus in front. */
  negatable: readonly F[];
  /** What a value begins with. */
  prefix?: Partial<Record<F, string>>;
  /** What a token means to the server; undefined when its value, which is not empty, is none. */
  filterOf(token: NewToken<F> & { field: F }): Filter | undefined;
  /** Asks for the values that a field may have; undefined when there is no telling. */
  valuesOf(field: F): ((signal: AbortSignal) => Promise<readonly KnownValue[]>) | undefined;
}

export interface KnownValue {
  value: string;
  /** How often it is there. */
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

/** Puts a token into words that `parseQuery` reads back. */
export function writeToken({ field, value, negated }: NewToken): string {
  const quoted =
    /[\s"]/.test(value) || (!field && value.includes(':')) || value === '' ? `"${value.replaceAll('"', '')}"` : value;
  return `${negated ? '-' : ''}${field ? `${field}:` : ''}${quoted}`;
}

/** A query as typed tokens and as the server's filters. It stops at the first mistake and says where that is. */
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
  const said = tokens.filter(({ field }) => !field).map(({ value }) => value);
  return { tokens, filter: { ...filter, ...(said.length > 0 && { q: said.join(' ') }) } };
}

/** The query with one token more. One of the same field, in either direction, makes room. */
export function withToken<F extends string, Filter extends { q?: string }>(
  language: Language<F, Filter>,
  text: string,
  token: NewToken<F>,
): string {
  const kept = parseQuery(language, text).tokens.filter(({ field }) => field === undefined || field !== token.field);
  return [...kept, token].map(writeToken).join(' ');
}

/** The query without the token at this place. */
export const withoutToken = <F extends string, Filter extends { q?: string }>(
  language: Language<F, Filter>,
  text: string,
  at: number,
): string | undefined =>
  parseQuery(language, text)
    .tokens.filter((_, index) => index !== at)
    .map(writeToken)
    .join(' ') || undefined;
