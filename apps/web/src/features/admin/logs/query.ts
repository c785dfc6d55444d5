import { type LogsListData } from '@pocket-llm/api-client';

export const FIELDS = ['level', 'user', 'action', 'status', 'path', 'method', 'duration', 'request'] as const;
export type Field = (typeof FIELDS)[number];
export const LEVELS = ['info', 'warning', 'error'] as const;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** The server's filters, without time and paging. */
export type LogFilter = Omit<NonNullable<LogsListData['query']>, 'limit' | 'offset' | 'cursor' | 'order' | 'from' | 'to'>;

export interface Token {
  /** Absent: text to look for. */
  field?: Field;
  value: string;
  negated: boolean;
  /** Where it stands in the query. */
  start: number;
  end: number;
}

export interface QueryMistake {
  kind: 'unknown-field' | 'bad-value' | 'twice' | 'no-negation' | 'open-quote';
  field?: string;
  start: number;
  end: number;
}

export interface LogQuery {
  tokens: Token[];
  filter: LogFilter;
  mistake?: QueryMistake;
}

const PIECE = /\s+|(-?)([a-z_]+):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|\S+/gi;
const NEGATABLE: ReadonlySet<Field> = new Set<Field>(['user', 'action', 'status', 'path', 'method']);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Puts a token into words that `parseQuery` reads back. */
export function writeToken({ field, value, negated }: Pick<Token, 'field' | 'value' | 'negated'>): string {
  const quoted = /[\s"]/.test(value) || (!field && value.includes(':')) || value === '' ? `"${value.replaceAll('"', '')}"` : value;
  return `${negated ? '-' : ''}${field ? `${field}:` : ''}${quoted}`;
}

/** A query as typed tokens and as the server's filters. It stops at the first mistake and says where that is. */
export function parseQuery(text: string): LogQuery {
  const tokens: Token[] = [];
  const filter: LogFilter = {};
  for (const match of text.matchAll(PIECE)) {
    const [piece, minus, name, quoted, plain, words] = match;
    if (/^\s+$/.test(piece)) continue;
    const place = { start: match.index, end: match.index + piece.length };
    const fail = (kind: QueryMistake['kind']): LogQuery => ({ tokens, filter, mistake: { kind, field: name, ...place } });
    if (/"/.test(piece) && (piece.match(/"/g)!.length % 2 === 1 || !piece.endsWith('"'))) return fail('open-quote');
    if (name === undefined) {
      tokens.push({ value: words ?? piece, negated: false, ...place });
      continue;
    }
    const field = FIELDS.find((known) => known === name.toLowerCase());
    if (!field) return fail('unknown-field');
    const token: Token = { field, value: quoted ?? plain ?? '', negated: minus === '-', ...place };
    if (token.negated && !NEGATABLE.has(field)) return fail('no-negation');
    if (tokens.some((other) => other.field === field && other.negated === token.negated)) return fail('twice');
    const part = filterOf(token);
    if (!part) return fail('bad-value');
    tokens.push(token);
    Object.assign(filter, part);
  }
  const said = tokens.filter(({ field }) => !field).map(({ value }) => value);
  return { tokens, filter: { ...filter, ...(said.length > 0 && { q: said.join(' ') }) } };
}

/** What a token means to the server; undefined when its value is none. */
function filterOf({ field, value, negated }: Token): LogFilter | undefined {
  if (value === '') return undefined;
  switch (field) {
    case 'level':
      return LEVELS.some((level) => level === value) ? { level: value as (typeof LEVELS)[number] } : undefined;
    case 'status': {
      const status = Number(value);
      return Number.isInteger(status) && status >= 100 && status <= 599 ? { [negated ? 'not_status_code' : 'status_code']: status } : undefined;
    }
    case 'duration': {
      const ms = /^>?=?(\d+(?:\.\d+)?)$/.exec(value)?.[1];
      return ms ? { min_duration_ms: Number(ms) } : undefined;
    }
    case 'method':
      return METHODS.includes(value.toUpperCase()) ? { [negated ? 'not_method' : 'method']: value.toUpperCase() } : undefined;
    case 'request':
      return UUID.test(value) ? { request_id: value } : undefined;
    case 'user':
      return { [negated ? 'not_username' : 'username']: value };
    case 'action':
      return { [negated ? 'not_action' : 'action']: value };
    default:
      return { [negated ? 'not_endpoint' : 'endpoint']: value };
  }
}

/** The query with one token more. One of the same field, in either direction, makes room. */
export function withToken(text: string, token: Pick<Token, 'field' | 'value' | 'negated'>): string {
  const kept = parseQuery(text).tokens.filter(({ field }) => field === undefined || field !== token.field);
  return [...kept, token].map(writeToken).join(' ');
}

/** The query without the token at this place. */
export const withoutToken = (text: string, at: number): string | undefined =>
  parseQuery(text)
    .tokens.filter((_, index) => index !== at)
    .map(writeToken)
    .join(' ') || undefined;
