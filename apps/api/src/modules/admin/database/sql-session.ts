import pg from 'pg';
import Cursor from 'pg-cursor';
import { explainError, type Ended } from './sql-error.js';

export type Cell = string | null;

/** A batch of rows, and what is known about the statement so far. */
export interface Batch {
  rows: Cell[][];
  fields: pg.FieldDef[];
  /** `SELECT`, `UPDATE`, …; known when the statement has finished. */
  command: string | null;
  affected: number | null;
}

/** What the server buffers of one batch; PostgreSQL itself sends values of up to 1 GB. */
const MOST_WIRE_BYTES = 64 * 1024 * 1024;

/** Every type as the text PostgreSQL prints: no precision is lost and nothing is guessed. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/**
 * One database session for one statement, as one of the console's roles: session settings end with it. It uses the
 * extended protocol, in which PostgreSQL itself rejects more than one statement, and it ends on three limits that
 * nobody can turn off: time, bytes, and the caller's signal.
 */
export class SqlSession {
  private readonly client: pg.Client;
  private readonly watchdog: NodeJS.Timeout;
  private received = 0;
  private ended?: Ended;

  private constructor(
    private readonly url: string,
    wallMs: number,
    private readonly signal: AbortSignal,
  ) {
    this.client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      application_name: 'pocket-llm console',
    });
    this.client.on('error', () => undefined); // A session that is ended from outside also fails its query.
    this.watchdog = setTimeout(() => this.end('too-long', 'pg_terminate_backend'), wallMs);
  }

  /** @throws DomainError `database.unavailable`, `sql.unavailable`, `sql.error` when the signal came first */
  static async open(url: string, wallMs: number, signal: AbortSignal): Promise<SqlSession> {
    const session = new SqlSession(url, wallMs, signal);
    try {
      await session.client.connect();
    } catch (error) {
      throw await session.fail(error);
    }
    const { stream } = (
      session.client as unknown as { connection: { stream: NodeJS.ReadableStream & { destroy(): void } } }
    ).connection;
    stream.on('data', (chunk: Buffer) => {
      session.received += chunk.length;
      if (session.received <= MOST_WIRE_BYTES || session.ended) return;
      session.ended = 'too-wide';
      stream.destroy(); // Before the driver assembles gigabytes; the other end notices at its next write.
    });
    if (signal.aborted) {
      session.ended = 'cancelled';
      throw await session.fail(new Error('aborted'));
    }
    signal.addEventListener('abort', session.cancel);
    return session;
  }

  /** Runs a statement of our own. */
  async plain<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(sql, values)).rows;
  }

  /**
   * Runs the admin's statement and yields its rows as they are fetched, `size()` at a time; the last batch is shorter.
   */
  async *rows(sql: string, size: () => number): AsyncGenerator<Batch> {
    const cursor = this.client.query(new Cursor(sql, [], { rowMode: 'array', types: AS_TEXT } as never));
    for (let wanted = size(); wanted > 0; wanted = size()) {
      this.received = 0;
      const batch = await new Promise<Batch>((resolve, reject) =>
        cursor.read(wanted, (error: Error | undefined, rows: unknown[], result: pg.QueryResult) =>
          error
            ? reject(error)
            : resolve({
                rows: rows as Cell[][],
                fields: result.fields,
                command: result.command,
                affected: result.rowCount,
              }),
        ),
      );
      yield batch;
      if (batch.rows.length < wanted) break;
    }
    await cursor.close();
  }

  /** Ends the session and returns the error to throw. @param shift as in `explainError` */
  async fail(error: unknown, shift?: number): Promise<unknown> {
    await this.close();
    return explainError(error, this.ended, shift);
  }

  async close(): Promise<void> {
    clearTimeout(this.watchdog);
    this.signal.removeEventListener('abort', this.cancel);
    await this.client.end().catch(() => undefined);
  }

  private readonly cancel = (): void => this.end('cancelled', 'pg_cancel_backend');

  /**
   * Cancels from a second session of the same role, so that the process in the database stops, not only our side of the
   * socket.
   */
  private end(why: Ended, how: 'pg_cancel_backend' | 'pg_terminate_backend'): void {
    this.ended ??= why;
    const { processID } = this.client as pg.Client & { processID: number | null };
    const other = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5_000 });
    other.on('error', () => undefined);
    void other
      .connect()
      .then(() => other.query(`SELECT ${how}($1)`, [processID]))
      .catch(() => undefined) // The watchdog and the role's own time limit still apply.
      .finally(() => other.end().catch(() => undefined));
  }
}
