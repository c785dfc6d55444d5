import { DomainError } from '../../../../common/errors/domain-error.js';
import type { BoundSql, Cell, SqlColumn, SqlResult } from './protocol.js';
import type { SqlSession } from './sql-session.js';

/** Total for all cells, so that one query fills neither this process nor the portal. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_CELL_CHARS = 100_000;
const FETCH = 200;

const CHANGES = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'];
const COMMANDS = { read: ['SELECT', 'SHOW', 'EXPLAIN'], write: ['SELECT', 'SHOW', ...CHANGES] };

/** Names of type ids; each is queried once. */
const types = new Map<number, string>();

/** Runs a statement and collects its rows, within the limits of rows and bytes. */
export async function readResult(
  session: SqlSession,
  statement: BoundSql,
  maxRows: number,
  mode: keyof typeof COMMANDS,
): Promise<SqlResult> {
  const rows: Cell[][] = [];
  let bytes = 0;
  let truncated = false;
  let last;
  const size = () => (truncated ? 0 : Math.min(FETCH, maxRows + 1 - rows.length));
  for await (const batch of session.rows(statement, size)) {
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
  requireCommand(last?.command, mode);
  const command = last?.command ?? /^\s*(\w+)/.exec(statement.sql)?.[1]?.toUpperCase() ?? '';
  const affected = CHANGES.includes(command) ? (last?.affected ?? null) : null;
  return { rows, truncated, command, affected, columns: await named(session, last?.fields ?? []) };
}

/**
 * Refuses a statement that is neither a query nor a change of rows, by what PostgreSQL says that it was. The role or
 * the rollback has made it harmless already: this only tells the admin that it had no effect.
 * @param command known when the statement has run to its end
 */
export function requireCommand(command: string | null | undefined, mode: keyof typeof COMMANDS): void {
  if (!command || COMMANDS[mode].includes(command)) return;
  throw new DomainError(
    'sql.error',
    `${command} has no effect here and was undone. The console runs ${COMMANDS[mode].join(', ')}, and each statement ` +
      'has a session of its own.',
    { members: { sqlstate: '0A000' } },
  );
}

async function named(session: SqlSession, fields: { name: string; dataTypeID: number }[]): Promise<SqlColumn[]> {
  const unknown = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))].filter((id) => !types.has(id));
  if (unknown.length > 0) {
    const rows = await session.plain<{ oid: number; name: string }>(
      'SELECT oid::int, format_type(oid, NULL) AS name FROM pg_catalog.pg_type WHERE oid = ANY($1::oid[])',
      [unknown],
    );
    for (const { oid, name } of rows) types.set(oid, name);
  }
  return fields.map(({ name, dataTypeID }) => ({ name, type: types.get(dataTypeID) ?? String(dataTypeID) }));
}
