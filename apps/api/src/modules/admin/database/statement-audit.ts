import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { SessionService } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { sqlstateOf } from './sql-error.js';
import { SqlRepository, type Run } from './sql.repository.js';

/** Characters of a statement that the audit log and the history keep. */
const KEPT_CHARS = 10_000;

/** The request that a statement came with. */
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

/** A statement in progress. Exactly one of `done` and `failed` ends it. */
export interface StatementHandle {
  /** Aborted when somebody cancels or the caller hangs up. */
  signal: AbortSignal;
  /** Writes the result to the audit log, before it leaves the server or is committed. */
  record(outcome: Outcome): Promise<void>;
  /**
   * Adds the recorded result to the history. Not earlier: an uncommitted statement may lock the very account that the
   * history line refers to.
   */
  done(): Promise<void>;
  /** Records the failure. @returns the error */
  failed(error: unknown): Promise<unknown>;
}

/**
 * Writes a line of the audit log and one of the history for every statement, whether it succeeds or fails. Tracks the
 * running ones.
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
    // The statement has taken effect, even if it deleted its own account and the history line cannot be stored.
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

/** Milliseconds since `since`, to a tenth. */
export const elapsed = (since: number): number => Math.round((performance.now() - since) * 10) / 10;
