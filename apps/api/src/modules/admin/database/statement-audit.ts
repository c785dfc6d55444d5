import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { SessionService } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { sqlstateOf } from './sql-error.js';
import { SqlRepository, type Run } from './sql.repository.js';

/** Of a statement, in the audit and in the history. */
const KEPT_CHARS = 10_000;

/** Who asks, how, and what becomes of it. */
export interface SqlRequestContext {
  request: FastifyRequest;
  caller: Principal;
  /** Aborted when the caller hangs up. */
  gone: AbortSignal;
}

export interface Outcome {
  rows: number | null;
  truncated: boolean;
}

/** One statement on its way. Exactly one of `done` and `failed` ends it. */
export interface StatementHandle {
  /** Aborted when somebody cancels or the caller hangs up. */
  signal: AbortSignal;
  /** Notes in the audit what came out, before it leaves the server or is written for good. */
  record(outcome: Outcome): Promise<void>;
  /**
   * Adds what was noted to the history. Not before: a statement that is not committed yet may hold the very account it
   * belongs to.
   */
  done(): Promise<void>;
  /** Notes the failure. @returns the error */
  failed(error: unknown): Promise<unknown>;
}

/**
 * What every statement leaves behind, whether it succeeds or not: a line of the audit and one of the history. Knows
 * what runs now.
 */
@Injectable()
export class StatementAudit {
  private readonly logger = new Logger('Sql');
  private readonly running = new Map<string, { userId: string; abort: AbortController }>();

  constructor(
    private readonly repository: SqlRepository,
    private readonly sessions: SessionService,
    private readonly log: LogService,
  ) {}

  /** @throws DomainError `auth.confirm-required`; `request.invalid` when the id is in use */
  async begin(
    { request, caller, gone }: SqlRequestContext,
    query_id: string,
    mode: NonNullable<Run['mode']>,
    sql: string,
  ): Promise<StatementHandle> {
    await this.sessions.requireRecent(caller);
    if (this.running.has(query_id))
      throw new DomainError('request.invalid', 'A query with this id is running.', {
        errors: [{ pointer: '/query_id', message: 'is in use' }],
      });
    const abort = new AbortController();
    this.running.set(query_id, { userId: caller.userId, abort });
    const hangUp = () => abort.abort();
    gone.addEventListener('abort', hangUp);
    if (gone.aborted) hangUp();

    const began = performance.now();
    const kept = sql.slice(0, KEPT_CHARS);
    let line: Run | undefined;
    const record = async ({ rows, truncated }: Outcome, sqlstate: string | null = null) => {
      const duration_ms = elapsed(began);
      const status = sqlstate === null ? 'ok' : abort.signal.aborted ? 'cancelled' : 'failed';
      await this.log.audit(request, {
        action: 'sql.executed',
        metadata: { query_id, mode, duration_ms, ...(sqlstate === null ? { row_count: rows } : { error: sqlstate }) },
        detail: { sql: kept },
        result: sqlstate === null ? 'ok' : 'failed',
      });
      line = { query_id, sql: kept, mode, status, row_count: rows, truncated, duration_ms, sqlstate };
    };
    // What is done is done, also where the account is gone with it.
    const addToHistory = () =>
      line &&
      this.repository
        .remember(caller.userId, line)
        .catch((error: Error) => this.logger.warn(`Not in the history: ${error.message}`));
    let ended = false;
    const end = () => {
      ended = true;
      gone.removeEventListener('abort', hangUp);
      this.running.delete(query_id);
    };
    const done = async () => {
      end();
      await addToHistory();
    };
    const failed = async (error: unknown) => {
      if (ended) return error;
      end();
      await record({ rows: null, truncated: false }, sqlstateOf(error));
      await addToHistory();
      return error;
    };
    return { signal: abort.signal, record, done, failed };
  }

  /** Stops a running query of the same admin at the database. @throws DomainError `sql.not-running` */
  cancel(caller: Principal, queryId: string): void {
    const query = this.running.get(queryId);
    if (query?.userId !== caller.userId)
      throw new DomainError('sql.not-running', 'There is no such query of yours running. It may be through.');
    query.abort.abort();
  }
}

/** Milliseconds since, to a tenth. */
export const elapsed = (since: number): number => Math.round((performance.now() - since) * 10) / 10;
