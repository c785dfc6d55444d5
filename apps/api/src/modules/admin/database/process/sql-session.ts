import pg from 'pg';
import Cursor from 'pg-cursor';
import type { BoundSql, Cell } from './protocol.js';
import { explainError, type Ended } from './sql-error.js';

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

/** How long PostgreSQL may take to stop a statement before the connection is broken off. */
const CANCEL_MS = 3_000;

/** What the driver's types leave out. */
type Internals = pg.Client & {
  processID: number;
  secretKey: number;
  ssl: unknown;
  connection: NodeJS.EventEmitter & {
    stream: NodeJS.ReadableStream & { destroy(): void };
    connect(port: number, host: string): void;
    requestSsl(): void;
    cancel(processId: number, secretKey: number): void;
  };
};

/** Every type as the text PostgreSQL prints: no precision is lost and nothing is guessed. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/**
 * One database session for one statement, as one of the console's roles: session settings end with it. It uses the
 * extended protocol, in which PostgreSQL itself rejects more than one statement, and it ends on three limits that
 * nobody can turn off: time, bytes, and the caller's signal.
 */
export class SqlSession {
  private readonly client: Internals;
  private readonly watchdog: NodeJS.Timeout;
  private lastResort?: NodeJS.Timeout;
  private abandon?: (error: Error) => void;
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
    }) as Internals;
    this.client.on('error', () => undefined); // A session that is ended from outside also fails its query.
    this.watchdog = setTimeout(() => this.cancel('too-long'), wallMs);
  }

  /** Process id of the session at the database. */
  get pid(): number {
    return this.client.processID;
  }

  /** @throws DomainError `database.unavailable`, `sql.unavailable`, `sql.error` when the signal came first */
  static async open(url: string, wallMs: number, signal: AbortSignal): Promise<SqlSession> {
    const session = new SqlSession(url, wallMs, signal);
    try {
      await session.client.connect();
    } catch (error) {
      throw await session.fail(error);
    }
    const { stream } = session.client.connection;
    stream.on('data', (chunk: Buffer) => {
      session.received += chunk.length;
      // Before the driver assembles gigabytes; the other end notices that nobody reads any more.
      if (session.received > MOST_WIRE_BYTES) session.breakOff('too-wide');
    });
    if (signal.aborted) {
      session.ended = 'cancelled';
      throw await session.fail(new Error('aborted'));
    }
    signal.addEventListener('abort', session.onAbort);
    return session;
  }

  /** Runs a statement of our own. */
  async plain<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(sql, values)).rows;
  }

  /**
   * Runs the admin's statement and yields its rows as they are fetched, `size()` at a time; the last batch is shorter.
   */
  async *rows({ sql, values }: BoundSql, size: () => number): AsyncGenerator<Batch> {
    const cursor = new Cursor(sql, values, { rowMode: 'array', types: AS_TEXT } as never);
    // The driver has no answer to either message and would end this process.
    const refuseCopy = () => this.breakOff('copy');
    this.client.query(Object.assign(cursor, { handleCopyInResponse: refuseCopy, handleCopyData: refuseCopy }));
    for (let wanted = size(); wanted > 0; wanted = size()) {
      this.received = 0;
      if (this.ended) throw new Error(this.ended);
      const batch = await new Promise<Batch>((resolve, reject) => {
        this.abandon = reject;
        cursor.read(wanted, (error: Error | undefined, rows: unknown[], result: pg.QueryResult) =>
          error
            ? reject(error)
            : resolve({
                rows: rows as Cell[][],
                fields: result.fields,
                command: result.command,
                affected: result.rowCount,
              }),
        );
      });
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
    clearTimeout(this.lastResort);
    this.signal.removeEventListener('abort', this.onAbort);
    await this.client.end().catch(() => undefined);
  }

  private readonly onAbort = (): void => this.cancel('cancelled');

  /** Ends the connection at once. */
  private breakOff(why: Ended): void {
    this.ended ??= why;
    this.client.connection.stream.destroy();
    // A cursor that has seen the end of its statement waits for the end of the transaction for ever.
    this.abandon?.(new Error(why));
  }

  /**
   * Stops the statement at the database with PostgreSQL's own cancel message, which takes no connection and no right of
   * the role.
   */
  private cancel(why: Ended): void {
    this.ended ??= why;
    const { connection, ssl, host, port } = new pg.Client({ connectionString: this.url }) as Internals;
    const { processID, secretKey } = this.client;
    const send = () => connection.cancel(processID, secretKey);
    connection.on('error', () => undefined); // The limits of the role and of the line below still apply.
    connection.once('sslconnect', send);
    connection.once('connect', () => (ssl ? connection.requestSsl() : send()));
    connection.connect(port, host);
    this.lastResort ??= setTimeout(() => this.breakOff(why), CANCEL_MS);
  }
}
