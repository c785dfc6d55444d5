import { DomainError } from '../../../common/errors/domain-error.js';
import { csvLines } from '../../../common/csv.js';
import { readSchema, type SchemaTable } from './sql-schema.js';
import { SqlSession, type Cell } from './sql-session.js';

/** Type ids of int8, int2, int4, oid, float4, float8 and numeric. */
const NUMERIC_TYPES: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);

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

/** Parallel consoles: a few, so that admins never occupy the whole database. */
const MOST_CONNECTIONS = 2;
/** The role's own statement_timeout is 10 s, but a session may raise it; nobody can change this limit. */
const STATEMENT_TIMEOUT_MS = 10_500;
/** An export may be limited by its reader's speed. */
const EXPORT_TIMEOUT_MS = 60_000;
export const EXPORT_ROWS = 100_000;
/** Total for all cells, so that one query cannot fill the server's memory. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_CELL_CHARS = 100_000;
const FETCH = 200;
const NEVER = new AbortController().signal;

/**
 * Runs one statement at a time as one of the console's own database roles. The role decides what is allowed; this class
 * only limits time, rows and bytes.
 */
export class SqlConsole {
  private open = 0;
  private readonly types = new Map<number, string>();

  constructor(
    private readonly readerUrl: string | null,
    private readonly writerUrl: string | null,
    /** Why the console is unavailable, as a sentence. */
    readonly problem: string | undefined,
  ) {}

  /** @throws DomainError `sql.error` with sqlstate, position and hint; `sql.unavailable` */
  run(sql: string, maxRows: number, signal: AbortSignal): Promise<SqlResult> {
    return this.within(this.readerUrl, signal, (session) => this.read(session, sql, maxRows));
  }

  /**
   * Runs a statement as the role that may write, in a transaction. Nothing is committed unless `beforeCommit` succeeds.
   * @throws as `run`
   */
  write(
    sql: string,
    maxRows: number,
    signal: AbortSignal,
    beforeCommit: (result: SqlResult) => Promise<void>,
  ): Promise<SqlResult> {
    return this.within(this.writerUrl, signal, async (session) => {
      await session.plain('BEGIN');
      const result = await this.read(session, sql, maxRows);
      await beforeCommit(result);
      await session.plain('COMMIT');
      return result;
    });
  }

  /** PostgreSQL's plan as JSON; with `analyze` the read-only role executes the statement. @throws as `run` */
  explain(sql: string, analyze: boolean, signal: AbortSignal): Promise<unknown> {
    const before = `EXPLAIN (FORMAT JSON${analyze ? ', ANALYZE, BUFFERS' : ''}) `;
    const work = async (session: SqlSession) => {
      const { rows } = await this.read(session, before + sql, 1);
      return (JSON.parse(rows[0]?.[0] ?? '[]') as unknown[])[0];
    };
    return this.within(this.readerUrl, signal, work, before.length);
  }

  /** The rows as lines of CSV. A failure before the first row is thrown by the first `next()`. @throws as `run` */
  async *export(
    sql: string,
    signal: AbortSignal,
    outcome: { rows: number; truncated: boolean },
  ): AsyncGenerator<string> {
    const release = this.take();
    let session: SqlSession | undefined;
    try {
      session = await SqlSession.open(this.urlOf(this.readerUrl), EXPORT_TIMEOUT_MS, signal);
      let numeric: boolean[] | undefined;
      for await (const { rows, fields } of session.rows(sql, () => Math.min(FETCH, EXPORT_ROWS + 1 - outcome.rows))) {
        if (!numeric) yield csvLines([fields.map(({ name }) => name)]);
        numeric ??= fields.map(({ dataTypeID }) => NUMERIC_TYPES.has(dataTypeID));
        const fitting = rows.slice(0, EXPORT_ROWS - outcome.rows);
        outcome.rows += fitting.length;
        outcome.truncated = fitting.length < rows.length;
        yield csvLines(fitting, numeric);
        if (outcome.truncated) break;
      }
    } catch (error) {
      throw session ? await session.fail(error) : error;
    } finally {
      release();
      await session?.close();
    }
  }

  /** The tables that the console can see. @throws DomainError `sql.unavailable`, `database.unavailable` */
  async schema(): Promise<SchemaTable[]> {
    const session = await SqlSession.open(this.urlOf(this.readerUrl), STATEMENT_TIMEOUT_MS, NEVER);
    try {
      return await readSchema((sql) => session.plain(sql));
    } catch (error) {
      throw await session.fail(error);
    } finally {
      await session.close();
    }
  }

  private async within<T>(
    url: string | null,
    signal: AbortSignal,
    work: (session: SqlSession) => Promise<T>,
    shift?: number,
  ): Promise<T> {
    const target = this.urlOf(url);
    const release = this.take();
    try {
      const session = await SqlSession.open(target, STATEMENT_TIMEOUT_MS, signal);
      try {
        return await work(session);
      } catch (error) {
        throw await session.fail(error, shift);
      } finally {
        await session.close();
      }
    } finally {
      release();
    }
  }

  private urlOf(url: string | null): string {
    if (!url) throw new DomainError('sql.unavailable', this.problem ?? 'The SQL console has no database role.');
    return url;
  }

  private take(): () => void {
    if (this.open >= MOST_CONNECTIONS)
      throw new DomainError('sql.unavailable', 'Two queries are running already. Wait for one of them.', {
        retryAfter: 5,
      });
    this.open++;
    return () => void this.open--;
  }

  private async read(session: SqlSession, sql: string, maxRows: number): Promise<SqlResult> {
    const rows: Cell[][] = [];
    let bytes = 0;
    let truncated = false;
    let last;
    for await (const batch of session.rows(sql, () => (truncated ? 0 : Math.min(FETCH, maxRows + 1 - rows.length)))) {
      last = batch;
      for (const row of batch.rows) {
        const cells = row.map((cell) =>
          cell !== null && cell.length > MOST_CELL_CHARS ? `${cell.slice(0, MOST_CELL_CHARS)}…` : cell,
        );
        bytes += cells.reduce((sum, cell) => sum + (cell?.length ?? 4), 0);
        if (rows.length >= maxRows || bytes > MOST_BYTES) truncated = true;
        else rows.push(cells);
        truncated ||= cells.some((cell, i) => cell !== row[i]);
      }
    }
    const command = last?.command ?? /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
    const affected = /^(INSERT|UPDATE|DELETE|MERGE)$/.test(command) ? (last?.affected ?? null) : null;
    return { rows, truncated, command, affected, columns: await this.named(session, last?.fields ?? []) };
  }

  /** Names of type ids; each is queried once. */
  private async named(session: SqlSession, fields: { name: string; dataTypeID: number }[]): Promise<SqlColumn[]> {
    const unknown = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))].filter((id) => !this.types.has(id));
    if (unknown.length > 0) {
      const rows = await session.plain<{ oid: number; name: string }>(
        'SELECT oid::int, format_type(oid, NULL) AS name FROM pg_catalog.pg_type WHERE oid = ANY($1::oid[])',
        [unknown],
      );
      for (const { oid, name } of rows) this.types.set(oid, name);
    }
    return fields.map(({ name, dataTypeID }) => ({ name, type: this.types.get(dataTypeID) ?? String(dataTypeID) }));
  }
}
