import { createHash } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { CONSOLE_SCHEMA, HIDDEN_TABLES, READ_ONLY, SECRET_COLUMNS, type ConsoleRoles } from './console-role.js';

/** Tables of people's chats: reading them takes a reason. */
const CHAT_TABLES: ReadonlySet<string> = new Set(['chat_threads', 'chat_messages', 'stored_responses']);
const GUARD = `${CONSOLE_SCHEMA}.require_reason`;
/**
 * The views of the chats call it, once a scan and before any row. It looks up whether the portal allows this session to
 * read chats, so no wording of a statement gets around it. Its cost lets PostgreSQL evaluate it before any condition of
 * the statement. `PL001` is ours: the console asks for a reason then.
 */
const CREATE_GUARD = `
CREATE FUNCTION ${GUARD}() RETURNS boolean LANGUAGE plpgsql STABLE COST 0.0001 SECURITY DEFINER
  SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM public.sql_chat_sessions WHERE pid = pg_backend_pid() AND until > clock_timestamp();
  IF FOUND THEN RETURN true; END IF;
  RAISE EXCEPTION 'reading chats takes a reason' USING ERRCODE = 'PL001';
END $$;`;

/**
 * (Re)creates the views over the current tables; runs after every migration, as the owner of the tables. Dropping the
 * views drops their grants, so a writer that is no longer configured loses every right.
 */
export async function refreshConsoleViews(
  query: (sql: string) => Promise<unknown[]>,
  roles: ConsoleRoles,
  writable: boolean,
): Promise<void> {
  const columns = (await query(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name ` +
      `NOT IN (${HIDDEN_TABLES}) ORDER BY table_name, ordinal_position`,
  )) as { table_name: string; column_name: string }[];
  const tables = new Map<string, string[]>();
  for (const { table_name, column_name } of columns) {
    if (SECRET_COLUMNS[table_name]?.includes(column_name)) continue;
    tables.set(table_name, [...(tables.get(table_name) ?? []), escapeIdentifier(column_name)]);
  }
  const views = [...tables].map(([table, names]) => {
    const name = `${CONSOLE_SCHEMA}.${escapeIdentifier(table)}`;
    const guard = CHAT_TABLES.has(table) ? ` WHERE ${GUARD}() WITH LOCAL CHECK OPTION` : '';
    return (
      `CREATE VIEW ${name} WITH (security_barrier) AS SELECT ${names.join(', ')} FROM ` +
      `public.${escapeIdentifier(table)}${guard};`
    );
  });
  const role = escapeIdentifier(roles.reader);
  const writer = escapeIdentifier(roles.writer);
  const open = [...tables.keys()]
    .filter((table) => !READ_ONLY.test(table))
    .map((table) => `${CONSOLE_SCHEMA}.${escapeIdentifier(table)}`);
  const writing =
    `GRANT USAGE ON SCHEMA ${CONSOLE_SCHEMA} TO ${writer}; GRANT SELECT ON ALL TABLES IN SCHEMA ${CONSOLE_SCHEMA} ` +
    `TO ${writer}; GRANT INSERT, UPDATE, DELETE ON ${open.join(', ')} TO ${writer};`;
  const creation = `CREATE SCHEMA ${CONSOLE_SCHEMA}; ${CREATE_GUARD} ${views.join(' ')}
     GRANT USAGE ON SCHEMA ${CONSOLE_SCHEMA} TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA ${CONSOLE_SCHEMA} TO
       ${role}; ${writable ? writing : ''}`;
  // Creating them takes as long as half of a start; the digest of how they were made stands on their schema.
  const digest = createHash('sha256').update(creation).digest('hex');
  const names = writable ? [roles.reader, roles.writer] : [roles.reader];
  const [made] = (await query(
    `SELECT 1 FROM pg_namespace n WHERE nspname = '${CONSOLE_SCHEMA}' AND obj_description(oid) = '${digest}'
       AND (SELECT count(*) FROM pg_views WHERE schemaname = nspname) = ${views.length}
       AND ${names.map((name) => `has_schema_privilege(${escapeLiteral(name)}, oid, 'USAGE')`).join(' AND ')}`,
  )) as object[];
  if (made) return;
  await query(
    `BEGIN; LOCK TABLE public.migrations IN EXCLUSIVE MODE; DROP SCHEMA IF EXISTS ${CONSOLE_SCHEMA} CASCADE;
     ${creation} COMMENT ON SCHEMA ${CONSOLE_SCHEMA} IS '${digest}'; COMMIT`,
  );
}
