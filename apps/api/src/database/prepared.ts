import { createHash } from 'node:crypto';
import type { Pool, QueryConfig } from 'pg';
import type { EntityManager } from 'typeorm';
import { causeOf } from '../common/errors/sqlstate.js';

/**
 * SQLSTATEs by which a pooler in front of PostgreSQL shows that it does not keep a client's statements together: there
 * is no statement of that name, or there is one already. Nothing was executed.
 */
const POOLED = new Set(['26000', '42P05']);

/** SQLSTATEs after which a connection is as good as before: the statement was refused, or stopped. */
const HARMLESS = /^(2[23]...|57014|26000|42P05)$/;

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
  const { master: pool } = manager.connection.driver as unknown as { master: Pool };
  if (!isPooled) {
    try {
      return await run<T>(pool, { name: nameOf(text), text, values });
    } catch (error) {
      if (!POOLED.has(causeOf(error)?.code ?? '')) throw error;
      isPooled = true;
    }
  }
  return run<T>(pool, { text, values });
}

/** Not `pool.query`, which throws a connection with all its plans away because of a single broken constraint. */
async function run<T extends object>(pool: Pool, query: QueryConfig): Promise<T[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Its connection may break at any time; the pool listens to idle clients only.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    return (await client.query<T>(query)).rows;
  } catch (error) {
    if (!HARMLESS.test(causeOf(error)?.code ?? '')) broken = error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
