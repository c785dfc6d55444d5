import pg from 'pg';
import Cursor from 'pg-cursor';
import { DomainError } from '../../common/errors/domain-error.js';

/** What one query gave. */
export interface SqlResult {
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
  truncated: boolean;
  command: string;
}

/** Consoles at a time: a few admins, never the whole database. */
const MOST_CONNECTIONS = 2;
/** The role's own statement_timeout is 10 s, but a session may raise it; this clock nobody can. */
const WALL_MS = 10_500;
/** Together, so that one query cannot fill the memory of the server. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_CELL_CHARS = 100_000;
const FETCH = 200;

/** Every type as the text PostgreSQL prints: no precision is lost and nothing is guessed. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/**
 * Runs one statement as the console's own database role. The role decides what is allowed; this class only bounds time, rows and
 * bytes. It speaks the extended protocol, in which PostgreSQL itself refuses more than one statement.
 */
export class SqlConsole {
  private open = 0;
  private readonly types = new Map<number, string>();

  constructor(
    private readonly url: string | null,
    private readonly problem: string | undefined,
  ) {}

  /** @throws DomainError `sql.error` with sqlstate, position and hint; `sql.unavailable` */
  async run(sql: string, maxRows: number): Promise<SqlResult> {
    if (!this.url) throw new DomainError('sql.unavailable', this.problem ?? 'The SQL console has no database role.');
    if (this.open >= MOST_CONNECTIONS) throw new DomainError('sql.unavailable', 'Two queries are running already. Wait for one of them.', { retryAfter: 5 });
    this.open++;
    // A fresh session for each query: whatever a statement set is gone with it.
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5_000, application_name: 'pocket-llm console' });
    client.on('error', () => undefined); // A session that is ended from outside also fails the query below.
    const watchdog = setTimeout(() => void cut(client), WALL_MS);
    try {
      await client.connect();
      const result = await fetchRows(client, sql, maxRows);
      return { ...result, columns: await this.named(client, result.fields) };
    } catch (error) {
      throw explain(error);
    } finally {
      clearTimeout(watchdog);
      this.open--;
      await client.end().catch(() => undefined);
    }
  }

  /** Names for type ids; asked once per type. */
  private async named(client: pg.Client, fields: pg.FieldDef[]): Promise<SqlResult['columns']> {
    const unknown = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))].filter((id) => !this.types.has(id));
    if (unknown.length > 0) {
      const { rows } = await client.query<{ oid: number; name: string }>('SELECT oid::int, format_type(oid, NULL) AS name FROM pg_catalog.pg_type WHERE oid = ANY($1::oid[])', [unknown]);
      for (const { oid, name } of rows) this.types.set(oid, name);
    }
    return fields.map(({ name, dataTypeID }) => ({ name, type: this.types.get(dataTypeID) ?? String(dataTypeID) }));
  }
}

async function fetchRows(client: pg.Client, sql: string, maxRows: number): Promise<Omit<SqlResult, 'columns'> & { fields: pg.FieldDef[] }> {
  const cursor = client.query(new Cursor(sql, [], { rowMode: 'array', types: AS_TEXT } as never));
  const rows: (string | null)[][] = [];
  let bytes = 0;
  let truncated = false;
  let meta: { fields: pg.FieldDef[]; command: string | null } = { fields: [], command: null };
  while (!truncated) {
    const wanted = Math.min(FETCH, maxRows + 1 - rows.length);
    const batch = await new Promise<(string | null)[][]>((resolve, reject) =>
      cursor.read(wanted, (error: Error | undefined, got: unknown[], result: pg.QueryResult) => {
        if (error) return reject(error);
        meta = { fields: result.fields, command: result.command };
        resolve(got as (string | null)[][]);
      }),
    );
    for (const row of batch) {
      const cells = row.map((cell) => (cell !== null && cell.length > MOST_CELL_CHARS ? `${cell.slice(0, MOST_CELL_CHARS)}…` : cell));
      bytes += cells.reduce((sum, cell) => sum + (cell?.length ?? 4), 0);
      if (rows.length >= maxRows || bytes > MOST_BYTES) truncated = true;
      else rows.push(cells);
      truncated ||= cells.some((cell, i) => cell !== row[i]);
    }
    if (batch.length < wanted) break;
  }
  await cursor.close();
  return { rows, truncated, fields: meta.fields, command: meta.command ?? /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '' };
}

/** Ends the session from outside, as the same role: the backend process stops, not only our side of the socket. */
async function cut(client: pg.Client): Promise<void> {
  const { processID, connectionParameters } = client as pg.Client & { processID: number; connectionParameters: pg.ClientConfig };
  const { host, port, user, password, database } = connectionParameters;
  const other = new pg.Client({ host, port, user, password, database, connectionTimeoutMillis: 5_000 });
  try {
    await other.connect();
    await other.query('SELECT pg_terminate_backend($1)', [processID]);
  } finally {
    await other.end().catch(() => undefined);
  }
}

function explain(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const { code, message, position, hint } = error as { code?: string; message: string; position?: string; hint?: string };
  if (!code || !/^[0-9A-Z]{5}$/.test(code)) {
    if (/terminated|ended|closed/i.test(message)) return new DomainError('sql.error', 'The query took longer than 10 s and was cancelled. Narrow it down.', { members: { sqlstate: '57014' } });
    return new DomainError('database.unavailable', 'The database does not answer. Try again in a moment.', { cause: error, retryAfter: 5 });
  }
  const detail = code === '57014' ? 'The query took longer than 10 s and was cancelled. Narrow it down.' : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  return new DomainError('sql.error', detail, { members: { sqlstate: code, ...(position && { position: Number(position) }), ...(hint && { hint }) } });
}
