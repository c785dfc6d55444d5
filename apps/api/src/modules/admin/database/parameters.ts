import { DomainError } from '../../../common/errors/domain-error.js';
import { sqlTokens } from './sql-text.js';

/** Values by name, as text; `null` is NULL. PostgreSQL decides the type of each by where it stands. */
export type Parameters = Record<string, string | null>;

export const MOST_PARAMETERS = 20;
/** PostgreSQL's own limit of a name. */
export const MOST_NAME_CHARS = 63;
export const MOST_VALUE_CHARS = 10_000;

/** A statement with `$1`, `$2`, … in place of its named parameters, and their values. */
export interface BoundStatement {
  sql: string;
  values: (string | null)[];
  /** An error of this statement, in the words and at the position of the text that the person wrote. */
  ownError: (error: unknown) => unknown;
}

/** A parameter in both texts, in characters (code points, as PostgreSQL counts). */
interface Place {
  own: number;
  ownLength: number;
  bound: number;
  boundLength: number;
}

/**
 * Replaces `:name`, outside of quoted text and comments, by a number that PostgreSQL binds a value to. No value ever
 * becomes a part of the text.
 * @throws DomainError `request.invalid` for a missing or unknown parameter or too many; `sql.error` for `$1` beside
 * names
 */
export function bindParameters(sql: string, parameters?: Parameters | null): BoundStatement {
  const given = parameters ?? {};
  const names: string[] = [];
  const places: Place[] = [];
  let text = '';
  let [own, bound] = [0, 0];
  let position: number | undefined;
  for (const token of sqlTokens(sql)) {
    let piece = token.text;
    const ownLength = [...piece].length;
    if (token.kind === 'position') position ??= own + 1;
    if (token.kind === 'parameter') {
      const name = piece.slice(1);
      if (!names.includes(name)) names.push(name);
      if (names.length > MOST_PARAMETERS)
        throw invalid('/sql', `must not have more than ${MOST_PARAMETERS} parameters`);
      piece = `$${names.indexOf(name) + 1}`;
      places.push({ own, ownLength, bound, boundLength: piece.length });
    }
    text += piece;
    own += ownLength;
    bound += token.kind === 'parameter' ? piece.length : ownLength;
  }
  requireSame(names, given);
  if (names.length > 0 && position !== undefined)
    throw new DomainError('sql.error', 'Name this parameter too, as in :name. Numbers cannot be mixed with names.', {
      members: { sqlstate: '42P02', position },
    });
  const ownError = (error: unknown) => (names.length === 0 ? error : inOwnText(error, names, places));
  return { sql: text, values: names.map((name) => given[name]!), ownError };
}

function requireSame(names: string[], given: Parameters): void {
  const missing = names.filter((name) => !Object.hasOwn(given, name));
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (missing.length + unknown.length === 0) return;
  throw new DomainError(
    'request.invalid',
    missing.length > 0
      ? `The statement has a parameter without a value: ${missing.join(', ')}.`
      : `The statement has no parameter of this name: ${unknown.join(', ')}.`,
    {
      errors: [
        ...missing.map((name) => ({ pointer: `/parameters/${name}`, message: 'is missing' })),
        ...unknown.map((name) => ({ pointer: `/parameters/${name}`, message: 'is not in the statement' })),
      ],
    },
  );
}

const invalid = (pointer: string, message: string) =>
  new DomainError('request.invalid', `The statement ${message}.`, { errors: [{ pointer, message }] });

function inOwnText(error: unknown, names: string[], places: Place[]): unknown {
  if (!(error instanceof DomainError) || error.code !== 'sql.error') return error;
  const named = (text: string) =>
    text.replace(/\$(\d+)\b/g, (number, n: string) => (names[Number(n) - 1] ? `:${names[Number(n) - 1]}` : number));
  const { position, hint, sqlstate, ...rest } = error.members as {
    position?: number;
    hint?: string;
    sqlstate?: string;
  };
  // No type follows from where the parameter stands.
  const advice = sqlstate === '42P18' ? 'Say its type, for example :name::text or :name::int.' : hint;
  return new DomainError(error.code, named(error.detail), {
    cause: error,
    members: {
      sqlstate,
      ...rest,
      ...(position !== undefined && { position: ownPosition(position, places) }),
      ...(advice !== undefined && { hint: named(advice) }),
    },
  });
}

/** A position from 1 in the bound text, as one in the person's own. */
function ownPosition(position: number, places: Place[]): number {
  const index = position - 1;
  const place = places.findLast(({ bound }) => bound <= index);
  if (!place) return position;
  const past = index - place.bound;
  // Within a parameter: its beginning.
  return (past < place.boundLength ? place.own : place.own + place.ownLength + past - place.boundLength) + 1;
}
