import type { DomainErrorExtras } from '../../../../common/errors/domain-error.js';
import type { ErrorCode } from '../../../../common/errors/error-codes.js';

/** A value as PostgreSQL prints it; `null` is NULL. */
export type Cell = string | null;

export interface SqlColumn {
  name: string;
  type: string;
}

/** Result of one query. */
export interface SqlResult {
  columns: SqlColumn[];
  rows: Cell[][];
  truncated: boolean;
  command: string;
  /** Number of changed rows; `null` for a statement that only reads. */
  affected: number | null;
}

/** A statement and the values of its `$1`, `$2`, …, which it never contains. */
export interface BoundSql {
  sql: string;
  values: Cell[];
}

/** What the console's process does: one statement in a database session of its own, with the role of `url`. */
export type Job = { url: string } & (
  | ({ kind: 'read'; maxRows: number } & BoundSql)
  /** `chats`: a reason was given, so it may use people's chats. */
  | ({ kind: 'write'; maxRows: number; chats: boolean } & BoundSql)
  | ({ kind: 'explain'; analyze: boolean } & BoundSql)
  | ({ kind: 'export'; maxRows: number } & BoundSql)
  | { kind: 'schema' }
);

/** What a job reports on its way. It goes on when it is asked for its next step. */
export type Step =
  /** The session is open and the statement not yet sent. */
  | { at: 'opened'; pid: number }
  /** The statement has run and is not yet committed. */
  | { at: 'uncommitted'; result: SqlResult }
  /** Lines of CSV. */
  | { at: 'lines'; lines: string; rows: number; truncated: boolean };

/** `cancel` stops the statement at the database; `close` also ends the job, whatever state it is in. */
export type Request = { id: number } & ({ ask: 'start'; job: Job } | { ask: 'next' | 'cancel' | 'close' });

/** A `DomainError` on its way between the processes. */
export interface Failure extends Pick<DomainErrorExtras, 'members' | 'retryAfter'> {
  code: ErrorCode;
  detail: string;
}

/** The answer to `next` or `close`. */
export type Reply = { id: number } & ({ step: Step } | { result: unknown } | { failure: Failure });
