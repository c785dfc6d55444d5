import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { escapeIdentifier, escapeLiteral } from 'pg';

/** The two login roles of the admin's SQL console. */
export interface ConsoleRoles {
  /** The reader. Its privileges are the console's boundary; no code filters SQL. */
  reader: string;
  /** The writer, for the write mode; it has no privilege at all unless ADMIN_SQL_WRITE is true. */
  writer: string;
}

/** Names in the embedded server, which has one portal. */
export const EMBEDDED_ROLES: ConsoleRoles = { reader: 'pocket_llm_console', writer: 'pocket_llm_writer' };

/** Longest identifier in PostgreSQL, in bytes; it silently truncates longer ones. */
const MOST_BYTES = 63;

/**
 * Roles belong to a whole server. On the operator's own, which several portals may share, they carry the name of their
 * database.
 */
export function rolesFor(database: string): ConsoleRoles {
  const named = (role: string) => {
    const name = `${role}_${database}`;
    return Buffer.byteLength(name) <= MOST_BYTES
      ? name
      : `${role}_${createHash('sha256').update(database).digest('hex').slice(0, 16)}`;
  };
  return { reader: named(EMBEDDED_ROLES.reader), writer: named(EMBEDDED_ROLES.writer) };
}

/** The schema both roles see: one view per table, under the table's own name. */
const CONSOLE_SCHEMA = 'console';

/** Columns that no view shows: hashes and secrets. */
const SECRET_COLUMNS: Record<string, string[]> = {
  users: ['password_hash'],
  account_links: ['token_hash'],
  sessions: ['refresh_hash', 'previous_hash'],
  api_keys: ['key_hash', 'previous_hash'],
  totp_secrets: ['secret', 'pending_secret'],
  recovery_codes: ['code_hash'],
  login_challenges: ['token_hash'],
  passkey_challenges: ['challenge_hash'],
};

/**
 * Tables without a view: console users may not read the records about the console, and a month of the log is no table
 * of its own.
 */
const HIDDEN_TABLES =
  `SELECT unnest(ARRAY['migrations', 'audit_log', 'audit_head']) UNION ALL SELECT relname FROM pg_class WHERE ` +
  'relispartition';
/**
 * Tables that the write mode may only read: records of what was done, and rows that stand for a confirmed password, a
 * second factor or an open write mode.
 */
const READ_ONLY =
  /^(logs?|log_.*|audit.*|sessions|account_links|sql_.*|totp_secrets|recovery_codes|passkeys?(_.*)?|login_.*|code_failures)$/;

/**
 * Cost limits of a console session. The role cannot raise a `temp_file_limit`; the server enforces the time limit as
 * well.
 */
const LIMITS = {
  statement_timeout: '10s',
  lock_timeout: '1s',
  idle_in_transaction_session_timeout: '15s',
  work_mem: '16MB',
  max_parallel_workers_per_gather: '0',
};

/** Functions that hold a connection, signal other sessions or read files; `PUBLIC` may call some of them by default. */
const FORBIDDEN_FUNCTIONS = [
  'pg_sleep(double precision)',
  'pg_sleep_for(interval)',
  'pg_sleep_until(timestamptz)',
  'pg_notify(text, text)',
  'lo_creat(integer)',
  'lo_create(oid)',
  'lo_from_bytea(oid, bytea)',
  'pg_stat_get_activity(integer)',
  'pg_stat_get_backend_activity(integer)',
];

/**
 * Creates one of the two roles if it is missing and sets its password and limits. Needs a superuser or a role with
 * CREATEROLE. Such a role may not even write NOCREATEDB unless it has CREATEDB itself, so attributes that a new role
 * lacks anyway are left out.
 * @throws Error when a role of that name has more rights than the console's should have
 */
export async function provisionRole(
  client: ClientBase,
  roles: ConsoleRoles,
  which: keyof ConsoleRoles,
  password: string,
): Promise<void> {
  const name = roles[which];
  const role = escapeIdentifier(name);
  const { rows } = await client.query<{ mighty: boolean }>(
    'SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS mighty FROM pg_roles ' +
      'WHERE rolname = $1',
    [name],
  );
  if (rows[0]?.mighty) throw new Error(`the role ${name} may more than it shall`);
  if (!rows[0]) await client.query(`CREATE ROLE ${role}`).catch(ignoreDuplicate);
  await client.query(`ALTER ROLE ${role} LOGIN NOINHERIT CONNECTION LIMIT 6 PASSWORD ${escapeLiteral(password)}`);
  const limits = { ...LIMITS, default_transaction_read_only: which === 'reader' ? 'on' : 'off' };
  for (const [limit, value] of Object.entries(limits))
    await client.query(`ALTER ROLE ${role} SET ${limit} = ${escapeLiteral(value)}`);
  await client.query(`ALTER ROLE ${role} SET search_path = ${CONSOLE_SCHEMA}, pg_catalog`);
}

/**
 * Revokes from PUBLIC what every role would otherwise inherit in this database. Each statement runs alone: on the
 * operator's own server the application role may be unable to revoke what it did not grant.
 */
export async function closePublicDoors(
  client: ClientBase,
  database: string,
  isSuperuser: boolean,
  roles: string[],
): Promise<void> {
  await client.query(`REVOKE TEMPORARY, CREATE ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  if (!isSuperuser) return;
  for (const role of roles) await client.query(`ALTER ROLE ${escapeIdentifier(role)} SET temp_file_limit = '256MB'`);
  for (const name of FORBIDDEN_FUNCTIONS)
    await client.query(`REVOKE EXECUTE ON FUNCTION pg_catalog.${name} FROM PUBLIC`);
  for (const name of ['pg_stat_activity', 'pg_roles', 'pg_user', 'pg_stats', 'pg_settings', 'pg_db_role_setting']) {
    await client.query(`REVOKE ALL ON pg_catalog.${name} FROM PUBLIC`);
  }
}

/** Whether the grants to PUBLIC are revoked in this database already; checking the last one is enough. */
export async function areDoorsClosed(client: ClientBase, { reader }: ConsoleRoles): Promise<boolean> {
  const { rows } = await client.query<{ open: boolean }>(
    `SELECT has_function_privilege($1, 'pg_catalog.${FORBIDDEN_FUNCTIONS.at(-1)}', 'EXECUTE') AS open`,
    [reader],
  );
  return !rows[0]!.open;
}

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
    return (
      `CREATE VIEW ${name} WITH (security_barrier) AS SELECT ${names.join(', ')} FROM ` +
      `public.${escapeIdentifier(table)};`
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
  await query(
    `BEGIN; SELECT pg_advisory_xact_lock(7265002); DROP SCHEMA IF EXISTS ${CONSOLE_SCHEMA} CASCADE;
     CREATE SCHEMA ${CONSOLE_SCHEMA}; ${views.join(' ')}
     GRANT USAGE ON SCHEMA ${CONSOLE_SCHEMA} TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA ${CONSOLE_SCHEMA} TO
       ${role}; ${writable ? writing : ''} COMMIT`,
  );
}

function ignoreDuplicate(error: { code?: string }): void {
  if (error.code !== '42710' && error.code !== '23505') throw error; // Another process created it at the same moment.
}
