import { CHAT_TABLES } from '../../../../database/console-role.js';
import type { BoundSql } from './protocol.js';
import { readResult } from './read-result.js';
import type { SqlSession } from './sql-session.js';

/**
 * Whether a change uses people's chats, by PostgreSQL's plan of it. The views decide that themselves when rows are
 * read, but a change may look at an index first, and whether it found a row would tell what it contains. The plan is
 * made with the very values that the statement runs with, so that PostgreSQL gives their places the same types and
 * leaves out the same parts.
 */
export async function planUsesChats(session: SqlSession, { sql, values }: BoundSql): Promise<boolean> {
  await session.plain('SAVEPOINT before_plan');
  try {
    const { rows } = await readResult(session, { sql: `EXPLAIN (FORMAT JSON) ${sql}`, values }, 1, 'read');
    return namesChats(JSON.parse(rows[0]?.[0] ?? '[]'));
  } catch {
    return false; // No plan: PostgreSQL says why when the statement itself runs.
  } finally {
    await session.plain('ROLLBACK TO SAVEPOINT before_plan');
  }
}

function namesChats(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return Object.entries(node).some(([key, value]) =>
    key === 'Relation Name' ? CHAT_TABLES.has(value) : namesChats(value),
  );
}
