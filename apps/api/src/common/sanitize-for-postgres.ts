/** What text in PostgreSQL cannot hold: NUL, and half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;

// Not by the expression: a body of 8 MiB would cost it 40 ms.
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

export const sanitizeForPostgres = (text: string): string =>
  isStorable(text) ? text : text.replace(UNSTORABLE, '\ufffd');

/**
 * All texts of a JSON value made so. One row that the database refuses would hold up all that are written together with
 * it.
 */
export const sanitizeJsonForPostgres = (value: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? sanitizeForPostgres(part) : part)),
  ) as Record<string, unknown>;
