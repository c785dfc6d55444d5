import { DomainError } from '../../../common/errors/domain-error.js';
import { ConsoleProcess } from './console-process.js';
import type { BoundStatement } from './parameters.js';
import type { Job, SqlResult, Step } from './process/protocol.js';
import type { SchemaTable } from './process/sql-schema.js';

/** Parallel statements: a few, so that admins never occupy the whole database. */
const MOST_STATEMENTS = 2;
export const EXPORT_ROWS = 100_000;
/** How long the process stays without work. */
const IDLE_MS = 5 * 60_000;

export interface SqlConsoleOptions {
  readerUrl: string | null;
  writerUrl: string | null;
  /** Why the console is unavailable, as a sentence. */
  problem?: string;
  /** What the database let nobody revoke from the role, as PostgreSQL names it. */
  gaps?: string[];
  /** Compiled entry of the process that runs the statements. */
  entry: string;
}

/** What the caller knows about a statement in progress. */
export interface StatementControl {
  /** Aborted when somebody cancels or the caller hangs up. */
  signal: AbortSignal;
  /** Whether a reason was given to use people's chats. */
  chats: boolean;
  /** Called with the database's id of the session before the statement is sent. */
  opened(pid: number): Promise<void>;
}

/**
 * Runs each statement as one of the console's own database roles, in a process of its own, so that no statement and no
 * fault of the driver can end or slow the portal. The role decides what is allowed; the process limits time, rows and
 * bytes.
 */
export class SqlConsole {
  private open = 0;
  private process?: ConsoleProcess;
  private idle?: NodeJS.Timeout;
  private closed = false;

  constructor(private readonly options: SqlConsoleOptions) {}

  get problem(): string | undefined {
    return this.options.problem;
  }

  /** Rights that the role has and should not have. */
  get gaps(): string[] {
    return this.options.gaps ?? [];
  }

  /** @throws DomainError `sql.error` with sqlstate, position and hint; `sql.reason-required`; `sql.unavailable` */
  run(statement: BoundStatement, maxRows: number, control: StatementControl): Promise<SqlResult> {
    return this.finish({ kind: 'read', url: this.readerUrl, ...sent(statement), maxRows }, control);
  }

  /**
   * Runs a statement as the role that may write, in a transaction. Nothing is committed unless `beforeCommit` succeeds.
   * @throws as `run`
   */
  write(
    statement: BoundStatement,
    maxRows: number,
    control: StatementControl,
    beforeCommit: (result: SqlResult) => Promise<void>,
  ): Promise<SqlResult> {
    const job = { kind: 'write', url: this.writerUrl, ...sent(statement), maxRows, chats: control.chats } as const;
    return this.finish(job, control, async (step) => {
      if (step.at === 'uncommitted') await beforeCommit(step.result);
    });
  }

  /** PostgreSQL's plan as JSON; with `analyze` the read-only role executes the statement. @throws as `run` */
  explain(statement: BoundStatement, analyze: boolean, control: StatementControl): Promise<Record<string, unknown>> {
    return this.finish({ kind: 'explain', url: this.readerUrl, ...sent(statement), analyze }, control);
  }

  /** The rows as lines of CSV. A failure before the first row is thrown by the first `next()`. @throws as `run` */
  async *export(
    statement: BoundStatement,
    control: StatementControl,
    outcome: { rows: number; truncated: boolean },
  ): AsyncGenerator<string> {
    const job = { kind: 'export', url: this.readerUrl, ...sent(statement), maxRows: EXPORT_ROWS } as const;
    for await (const step of this.steps(job, control)) {
      if (step.at !== 'lines') continue;
      Object.assign(outcome, { rows: step.rows, truncated: step.truncated });
      yield step.lines;
    }
  }

  /** The tables that the console can see. @throws DomainError `sql.unavailable`, `database.unavailable` */
  schema(): Promise<SchemaTable[]> {
    const job = { kind: 'schema', url: this.readerUrl } as const;
    return this.finish(job, { signal: new AbortController().signal, chats: false, opened: async () => undefined });
  }

  /** Ends the process for good; statements in progress fail. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    await this.process?.close();
  }

  private async finish<T>(job: Job, control: StatementControl, each?: (step: Step) => Promise<void>): Promise<T> {
    const steps = this.steps(job, control);
    try {
      for (;;) {
        const { done, value } = await steps.next();
        if (done) return value as T;
        await each?.(value);
      }
    } finally {
      await steps.return(undefined);
    }
  }

  private async *steps(job: Job, { signal, opened }: StatementControl): AsyncGenerator<Step, unknown, undefined> {
    const process = this.started();
    const release = job.kind === 'schema' ? () => undefined : this.take();
    const steps = process.run(job, signal);
    try {
      for (;;) {
        const { done, value } = await steps.next();
        if (done) return value;
        if (value.at === 'opened') await opened(value.pid);
        else yield value;
      }
    } finally {
      await steps.return(undefined);
      release();
      this.rest();
    }
  }

  private get readerUrl(): string {
    return this.required(this.options.readerUrl);
  }

  private get writerUrl(): string {
    return this.required(this.options.writerUrl);
  }

  private required(url: string | null): string {
    if (!url) throw new DomainError('sql.unavailable', this.problem ?? 'The SQL console has no database role.');
    return url;
  }

  private take(): () => void {
    if (this.open >= MOST_STATEMENTS)
      throw new DomainError('sql.unavailable', 'Two queries are running already. Wait for one of them.', {
        retryAfter: 5,
      });
    this.open++;
    return () => void this.open--;
  }

  private started(): ConsoleProcess {
    if (this.closed) throw new DomainError('server.stopping', 'The server is stopping. Try again in a moment.');
    clearTimeout(this.idle);
    if (!this.process?.alive) this.process = new ConsoleProcess(this.options.entry);
    return this.process;
  }

  private rest(): void {
    clearTimeout(this.idle);
    if (this.open === 0) this.idle = setTimeout(() => void this.process?.close(), IDLE_MS).unref();
  }
}

/** The part of a statement that goes to the process. */
const sent = ({ sql, values }: BoundStatement) => ({ sql, values });
