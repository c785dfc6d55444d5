import { createHash } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import {
  CHAT_TABLES,
  CONSOLE_SCHEMA,
  HIDDEN_TABLES,
  READ_ONLY,
  SECRET_COLUMNS,
  type ConsoleRoles,
} from './console-role.js';

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

/** What is noted on the schema, and a digest of all in it: texts of views and functions, and who may use them. */
const STATE = `
SELECT obj_description(n.oid) AS note, md5(concat(n.nspacl,
  (SELECT string_agg(concat(c.relname, c.relowner, c.relacl, pg_get_viewdef(c.oid)), ' ' ORDER BY c.relname)
   FROM pg_class c WHERE c.relnamespace = n.oid),
  (SELECT string_agg(concat(p.proname, p.proowner, p.proacl, p.prosecdef, p.proconfig, p.prosrc), ' ' ORDER BY p.oid)
   FROM pg_proc p WHERE p.pronamespace = n.oid))) AS made
FROM pg_namespace n WHERE nspname = '${CONSOLE_SCHEMA}'`;

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
  // Creating them takes as long as half of a start. How they were made, and what came of it, stands on their schema.
  const wanted = createHash('sha256').update(creation).digest('hex');
  const state = async () => {
    const [found] = (await query(STATE)) as { note: string | null; made: string }[];
    return found;
  };
  const before = await state();
  if (before?.note === `${wanted} ${before?.made}`) return;
  await query(
    `BEGIN; LOCK TABLE public.migrations IN EXCLUSIVE MODE; DROP SCHEMA IF EXISTS ${CONSOLE_SCHEMA} CASCADE;
     ${creation} COMMIT`,
  );
  await query(`COMMENT ON SCHEMA ${CONSOLE_SCHEMA} IS '${wanted} ${(await state())?.made}'`);
}
