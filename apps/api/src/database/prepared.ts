import { createHash } from 'node:crypto';
import type { Pool, QueryResult } from 'pg';
import type { EntityManager } from 'typeorm';
import { causeOf } from '../common/errors/sqlstate.js';

/**
 * SQLSTATEs by which a pooler in front of PostgreSQL shows that it does not keep a client's statements together: there
 * is no statement of that name, or there is one already. Nothing was executed.
 */
const POOLED = new Set(['26000', '42P05']);

/** Names of statements by their texts, of which there are a few: those that the sources contain. */
const names = new Map<string, string>();
let isPooled = false;

function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) names.set(text, (name = `p_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`));
  return name;
}

/**
 * Runs a statement that each connection parses and plans once: for what every question does, that takes half of the
 * database's time. Outside of transactions only.
 * @param text a constant; it never contains a value
 * @throws what the driver throws
 */
export async function runPrepared<T extends object>(
  manager: EntityManager,
  text: string,
  values: unknown[],
): Promise<T[]> {
  const pool = (manager.connection.driver as unknown as { master: Pool }).master;
  if (!isPooled) {
    try {
      return ((await pool.query({ name: nameOf(text), text, values })) as QueryResult<T>).rows;
    } catch (error) {
      if (!POOLED.has(causeOf(error)?.code ?? '')) throw error;
      isPooled = true;
    }
  }
  return ((await pool.query(text, values)) as QueryResult<T>).rows;
}
