import { DomainError } from '../../../../common/errors/domain-error.js';

/** Why we ended a session, where PostgreSQL's own message would not say it. */
export type Ended = 'cancelled' | 'too-long' | 'too-wide' | 'copy';

const ENDED: Record<Ended, [sqlstate: string, detail: string]> = {
  cancelled: ['57014', 'The query was cancelled.'],
  'too-long': ['57014', 'The query took longer than 10 s and was cancelled. Narrow it down.'],
  'too-wide': [
    '54000',
    'The rows are too wide: more than 64 MB came at once. Take fewer columns, or a part of them: left(…, 1000).',
  ],
  copy: ['0A000', 'The console does not run COPY. Run the SELECT alone, and download its rows as CSV.'],
};

/** Raised by the views of the chats, see `database/console-views.ts`. */
const REASON_REQUIRED = 'PL001';

/**
 * Converts the driver's error to one for the reader.
 * @param shift number of characters that our text adds before theirs
 */
export function explainError(error: unknown, ended?: Ended, shift = 0): unknown {
  if (error instanceof DomainError) return error;
  if (ended) return failure(...ENDED[ended]);
  const { code, message, position, hint } = error as {
    code?: string;
    message: string;
    position?: string;
    hint?: string;
  };
  if (!code || !/^[0-9A-Z]{5}$/.test(code))
    return new DomainError('database.unavailable', 'The database does not answer. Try again in a moment.', {
      cause: error,
      retryAfter: 5,
    });
  if (code === REASON_REQUIRED) return reasonRequired();
  if (code === '57014') return failure(...ENDED['too-long']);
  if (code === '53300')
    return new DomainError('sql.unavailable', 'All connections of the console are in use. Wait for a query to end.', {
      retryAfter: 5,
    });
  const at = Number(position) - shift;
  return failure(code, `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, {
    ...(at > 0 && { position: at }),
    ...(hint && { hint }),
  });
}

export const reasonRequired = () =>
  new DomainError(
    'sql.reason-required',
    'This statement uses people’s chats. Say why: the reason is recorded, and they see it in their settings.',
  );

const failure = (sqlstate: string, detail: string, more: object = {}) =>
  new DomainError('sql.error', detail, { members: { sqlstate, ...more } });
