import pg from 'pg';
import { CONNECTION_LIMITS, REQUEST_SETTINGS } from './data-source.js';
import { connectionRefusal, DatabaseRefusal } from './refusal.js';

/** The oldest version whose SQL the migrations use. */
const OLDEST = { number: 140_000, name: '14' };

/** What decides whether the database can be used, as text: the first statement must not depend on anything. */
interface Facts {
  version: string;
  number: string;
  encoding: string;
  database: string;
  role: string;
  schema: string | null;
  read_only: string;
  may_create: string;
  /** A table of ours that belongs to another role, with that role. */
  foreign_table: string | null;
  foreign_owner: string | null;
}

/** One statement, in the simple protocol, that every PostgreSQL since 9.2 understands. */
const FACTS = `
  SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number,
    current_setting('server_encoding') AS encoding, current_database()::text AS database, current_user::text AS role,
    current_schema()::text AS schema,
    (pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on')::text AS read_only,
    coalesce(has_schema_privilege(current_schema()::text, 'CREATE'), false)::text AS may_create,
    own.name AS foreign_table, own.owner AS foreign_owner
  FROM (SELECT 1) one LEFT JOIN (
    SELECT c.relname::text AS name, pg_get_userbyid(c.relowner)::text AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT pg_has_role(c.relowner, 'USAGE')
      AND c.relname IN ('migrations', 'users', 'chat_threads', 'chat_messages', 'models', 'api_keys', 'logs')
    LIMIT 1) own ON true`;

/**
 * Looks at a database of one's own before the first migration, through a connection like those of the pool.
 * @throws DatabaseRefusal with one sentence that says what to do
 */
export async function preflight(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, ...CONNECTION_LIMITS, ...REQUEST_SETTINGS });
  // What ends the connection also fails the statement.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Facts>(FACTS);
    const sentence = objection(rows[0]!);
    if (sentence) throw new DatabaseRefusal(sentence);
  } catch (error) {
    throw error instanceof DatabaseRefusal ? error : connectionRefusal(error as Error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Why a database cannot be used, and what to do; `undefined` when it can. */
function objection(facts: Facts): string | undefined {
  const { version, number, encoding, database, role, schema, foreign_table, foreign_owner } = facts;
  if (Number(number) < OLDEST.number)
    return (
      `PostgreSQL ${version} is too old: upgrade it to ${OLDEST.name} or newer, or unset DATABASE_URL for the ` +
      'embedded one.'
    );
  if (encoding !== 'UTF8')
    return (
      `${database} is encoded in ${encoding}, which cannot hold every text: run CREATE DATABASE "${database}_utf8" ` +
      `OWNER "${role}" ENCODING 'UTF8' TEMPLATE template0 and use that one.`
    );
  if (facts.read_only === 'true')
    return `${database} only reads: it is a standby or set to read-only, so let DATABASE_URL lead to the primary.`;
  if (schema === null)
    return (
      `the search path of ${role} names no schema of ${database}: run CREATE SCHEMA public AUTHORIZATION ` +
      `"${role}".`
    );
  if (facts.may_create !== 'true')
    return (
      `${role} may not create tables in the schema ${schema} of ${database}: run there, as its owner, ` +
      `GRANT CREATE ON SCHEMA "${schema}" TO "${role}".`
    );
  if (foreign_table !== null)
    return (
      `the table ${foreign_table} belongs to ${foreign_owner}, so ${role} cannot change it: run REASSIGN OWNED BY ` +
      `"${foreign_owner}" TO "${role}" in ${database}, or use the role ${foreign_owner}.`
    );
  return undefined;
}
