export interface SchemaColumn {
  name: string;
  type: string;
  nullable: boolean;
  primary_key: boolean;
  /** `table.column` of a foreign key. */
  references: string | null;
}

export interface SchemaTable {
  name: string;
  comment: string | null;
  /** The planner's estimate; `null` before PostgreSQL has counted. */
  row_estimate: number | null;
  columns: SchemaColumn[];
}

/** The console's views with facts from the tables behind them; columns that no view shows are left out. */
const TABLES = `
SELECT v.relname AS name, obj_description(t.oid, 'pg_class') AS comment,
  -- PostgreSQL counts the partitions by itself, and their table only when it is told to.
  CASE WHEN t.relkind = 'p' THEN (SELECT sum(p.reltuples) FILTER (WHERE p.reltuples >= 0) FROM pg_inherits i
      JOIN pg_class p ON p.oid = i.inhrelid WHERE i.inhparent = t.oid)::float8
    WHEN t.reltuples >= 0 THEN t.reltuples::float8 END AS row_estimate,
  (SELECT json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', NOT b.attnotnull,
      'primary_key', EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'p' AND b.attnum
        = ANY (c.conkey)),
      'references', (SELECT f.relname || '.' || fa.attname FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
        JOIN pg_attribute fa ON fa.attrelid = f.oid AND fa.attnum = c.confkey[1]
        WHERE c.conrelid = t.oid AND c.contype = 'f' AND c.conkey = ARRAY[b.attnum] LIMIT 1)
    ) ORDER BY a.attnum)
   FROM pg_attribute a JOIN pg_attribute b ON b.attrelid = t.oid AND b.attname = a.attname
   WHERE a.attrelid = v.oid AND a.attnum > 0) AS columns
FROM pg_class v JOIN pg_class t ON t.relname = v.relname AND t.relnamespace = 'public'::regnamespace
WHERE v.relnamespace = 'console'::regnamespace AND v.relkind = 'v' ORDER BY v.relname`;

/** The schema tree, and completion of the editor. */
export function readSchema(query: (sql: string) => Promise<SchemaTable[]>): Promise<SchemaTable[]> {
  return query(TABLES);
}
