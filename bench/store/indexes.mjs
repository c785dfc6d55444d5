// Fills a table without its indexes and makes them again afterwards, which takes a fraction of the time.

/** Each index of its own memory; PostgreSQL's processes may take 1 GiB. */
const MEMORY = '256MB';

/**
 * Drops the indexes of a table that belong to no constraint, does some work, and makes them again as they were.
 * @param kept names of those that the running portal needs, and none of the new rows
 * @throws when one of them is not there afterwards
 */
export async function withoutIndexes(client, table, work, kept = []) {
  const of = async () =>
    (
      await client.query(
        `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = $1 AND NOT EXISTS
           (SELECT FROM pg_constraint WHERE conindid = format('%I.%I', schemaname, indexname)::regclass) ORDER BY 1`,
        [table],
      )
    ).rows;
  const before = await of();
  const dropped = before.filter(({ name }) => !kept.includes(name));
  for (const { name } of dropped) await client.query(`DROP INDEX ${name}`);
  await work();
  await client.query(`SET maintenance_work_mem = '${MEMORY}'`);
  // Of a partitioned table the definition is that of the table alone; without ONLY its partitions get it as well.
  for (const { definition } of dropped) await client.query(definition.replace(' ON ONLY ', ' ON '));
  await client.query('RESET maintenance_work_mem');
  if (JSON.stringify(await of()) !== JSON.stringify(before))
    throw new Error(`the indexes of ${table} are not as before`);
}
