import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Elsewhere } from '../../../common/redis/elsewhere.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { SessionService } from '../../auth/index.js';
import { CHATS_READ, LogService } from '../../logging/index.js';
import type { Parameters } from './parameters.js';
import type { StatementControl } from './sql-console.js';
import { SqlRepository, type Run } from './sql.repository.js';

/** Characters of a statement that the audit log and the history keep. */
const KEPT_CHARS = 10_000;
/** Characters of a parameter's value that the audit log keeps. The history keeps no values: they may be secrets. */
const KEPT_VALUE_CHARS = 500;

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

/** What is to run, and as what. */
export interface Statement {
  query_id: string;
  mode: NonNullable<Run['mode']>;
  sql: string;
  /** Why it reads people's chats, where it does. */
  reason?: string;
  /** Values of its parameters. */
  parameters?: Parameters;
}

/** A statement in progress. Exactly one of `done` and `failed` ends it. */
export interface StatementHandle extends StatementControl {
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
 * Writes two entries of the audit log for every statement, one before it runs and one with its result, and a line of
 * the history. A statement without the second entry did not finish: the portal was killed meanwhile. Tracks the
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
    private readonly elsewhere: Elsewhere,
  ) {
    elsewhere.answer('sql-cancel', (request) => this.cancelHere(request as CancelRequest));
  }

  /** @throws DomainError `auth.confirm-required`; `request.invalid` when the id is in use */
  async begin(
    { request, caller, gone }: SqlRequestContext,
    { query_id, mode, sql, reason, parameters }: Statement,
  ): Promise<StatementHandle> {
    await this.sessions.requireRecent(caller);
    if (this.running.has(query_id))
      throw new DomainError('request.invalid', 'A query with this id is running.', {
        errors: [{ pointer: '/query_id', message: 'is in use' }],
      });
    const kept = sql.slice(0, KEPT_CHARS);
    const abort = new AbortController();
    this.running.set(query_id, { userId: caller.userId, abort });
    await this.log
      .audit(request, {
        action: reason === undefined ? 'sql.started' : CHATS_READ,
        metadata: { query_id, mode },
        // With their values, as with literals: otherwise a parameter would hide whom somebody has looked up.
        detail: {
          sql: kept,
          ...(reason !== undefined && { reason }),
          ...(parameters && { parameters: cut(parameters) }),
        },
      })
      .catch((error: Error) => {
        this.running.delete(query_id);
        throw error;
      });
    const hangUp = () => abort.abort();
    gone.addEventListener('abort', hangUp);
    if (gone.aborted) hangUp();

    const began = performance.now();
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
    let session: number | undefined;
    const opened = async (pid: number) => {
      if (reason === undefined) return;
      session = pid;
      await this.repository.allowChats(pid);
    };
    let ended = false;
    const end = async () => {
      ended = true;
      if (session !== undefined) await this.repository.refuseChats(session);
      gone.removeEventListener('abort', hangUp);
      this.running.delete(query_id);
    };
    const done = async () => {
      await end();
      await addToHistory();
    };
    const failed = async (error: unknown) => {
      if (ended) return error;
      await end();
      await record({ rows: null, truncated: false }, sqlstateOf(error));
      await addToHistory();
      return error;
    };
    return { signal: abort.signal, chats: reason !== undefined, opened, record, done, failed };
  }

  /** Stops a running query of the same admin at the database. @throws DomainError `sql.not-running` */
  async cancel({ userId }: Principal, queryId: string): Promise<void> {
    const request: CancelRequest = { userId, queryId };
    if (!this.cancelHere(request) && !(await this.elsewhere.ask('sql-cancel', request)))
      throw new DomainError('sql.not-running', 'There is no such query of yours running. It may be through.');
  }

  private cancelHere({ userId, queryId }: CancelRequest): boolean {
    const query = this.running.get(queryId);
    if (query?.userId !== userId) return false;
    query.abort.abort();
    return true;
  }
}

interface CancelRequest {
  userId: string;
  queryId: string;
}

/** Values as the audit log keeps them. */
const cut = (parameters: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, value?.slice(0, KEPT_VALUE_CHARS) ?? null]),
  );

/** Milliseconds since `since`, to a tenth. */
export const elapsed = (since: number): number => Math.round((performance.now() - since) * 10) / 10;

/** What the history and the audit log record of a failure. */
function sqlstateOf(error: unknown): string {
  if (!(error instanceof DomainError)) return 'internal.error';
  return typeof error.members?.sqlstate === 'string' ? error.members.sqlstate : error.code;
}
