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
export const CONSOLE_SCHEMA = 'console';

/** Columns that no view shows: hashes and secrets. */
export const SECRET_COLUMNS: Record<string, string[]> = {
  users: ['password_hash'],
  account_links: ['token_hash'],
  sessions: ['refresh_hash', 'previous_hash'],
  api_keys: ['key_hash', 'previous_hash'],
  totp_secrets: ['secret', 'pending_secret'],
  recovery_codes: ['code_hash'],
  login_challenges: ['token_hash', 'external'],
  external_sessions: ['id_token'],
  oidc_sign_ins: ['state_hash', 'browser_hash'],
  oidc_logout_tokens: ['token_hash'],
  passkey_challenges: ['challenge_hash'],
  backends: ['api_key'],
  webhooks: ['secret'],
  chat_shares: ['token_hash'],
  // Whoever has these can write to the browser, or read what we write.
  push_subscriptions: ['endpoint', 'p256dh', 'auth'],
};

/** Tables of people's chats, of what they tell every model, and of what their programs ask: reading takes a reason. */
export const CHAT_TABLES: ReadonlySet<string> = new Set([
  'chat_threads',
  'chat_messages',
  'chat_queued_messages',
  'chat_schedules',
  'chat_instructions',
  'chat_shares',
  'stored_responses',
  'batch_file_chunks',
  'batch_items',
  'file_parts',
  'file_pages',
  'file_passages',
]);

/**
 * Tables without a view: console users may not read the records about the console, and a month of the log is no table
 * of its own.
 */
export const HIDDEN_TABLES =
  `SELECT unnest(ARRAY['migrations', 'audit_log', 'audit_head', 'sql_chat_sessions']) UNION ALL ` +
  'SELECT relname FROM pg_class WHERE relispartition';
/**
 * Tables that the write mode may only read: records of what was done, and rows that stand for a confirmed password, a
 * second factor or an open write mode. A changed address of a model server would get that server's key.
 */
export const READ_ONLY = new RegExp(
  '^(logs?|log_.*|terms_.*|audit.*|sessions|account_links|sql_.*|backends|webhooks?(_.*)?|totp_secrets|' +
    'recovery_codes|passkeys?(_.*)?|login_.*|code_failures)$',
);

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
  // PostgreSQL stops a statement whose console has gone; systems without this setting wait for the time limit.
  await client.query(`ALTER ROLE ${role} SET client_connection_check_interval = '1s'`).catch(() => undefined);
}

function ignoreDuplicate(error: { code?: string }): void {
  if (error.code !== '42710' && error.code !== '23505') throw error; // Another process created it at the same moment.
}
