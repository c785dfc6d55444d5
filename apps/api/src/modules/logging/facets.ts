import type { EntityManager } from 'typeorm';

/** A value of a field and its frequency. */
export interface Facet {
  value: string;
  count: number;
}

/** Rows that are read: these are suggestions, not statistics. */
const FACETS_OF = 20_000;
const MOST_FACETS = 50;

/**
 * The most frequent values of a field among the newest rows.
 * @param field a column, or an expression
 * @param newest the table and its order, newest first; both come from the code, never from a request
 */
export async function facetsOf(manager: EntityManager, field: string, newest: string): Promise<Facet[]> {
  const rows: { value: string; count: string }[] = await manager.query(
    `SELECT value, count(*) AS count FROM (SELECT (${field})::text AS value FROM ${newest} LIMIT ${FACETS_OF}) newest
     WHERE value IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MOST_FACETS}`,
  );
  return rows.map(({ value, count }) => ({ value, count: Number(count) }));
}
