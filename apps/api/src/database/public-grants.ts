import type { ClientBase } from 'pg';
import { escapeIdentifier } from 'pg';

/**
 * Functions that `PUBLIC` may call by default and the console's roles must not: they hold a connection or a lock,
 * signal or watch other sessions, write to the journal or to large objects, or raise a limit within the statement that
 * it limits. By name, because their parameters differ between versions.
 */
const FORBIDDEN =
  '^(pg_(try_)?advisory_.+|pg_sleep(_for|_until)?|pg_notify|pg_logical_emit_message|set_config|lo_.+|loread|lowrite|' +
  'pg_(terminate|cancel)_backend|pg_stat_get_(activity|backend_activity|progress_info)|pg_export_snapshot|' +
  'pg_log_backend_memory_contexts|pg_(dblink|read_file|read_binary_file|ls_dir|stat_file).*)$';
const FORBIDDEN_VIEWS = ['pg_stat_activity', 'pg_roles', 'pg_user', 'pg_stats', 'pg_settings', 'pg_db_role_setting'];

/** What a role may do and should not: names of functions, `LANGUAGE plpgsql` (for DO). */
export async function openDoors(client: ClientBase, role: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT proname::text AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
       AND proname ~ $2 AND has_function_privilege($1, oid, 'EXECUTE')
     UNION ALL SELECT 'LANGUAGE ' || lanname FROM pg_language WHERE lanname = 'plpgsql'
       AND has_language_privilege($1, oid, 'USAGE') ORDER BY 1`,
    [role, FORBIDDEN],
  );
  return rows.map(({ name }) => name);
}

/**
 * Revokes from PUBLIC what every role would otherwise inherit in this database; its owner keeps it. The functions
 * belong to the superuser, so on the operator's own server the application's role may be unable to revoke them.
 * @returns what is still open to the first role, see `openDoors`
 */
export async function closePublicDoors(
  client: ClientBase,
  database: string,
  isSuperuser: boolean,
  roles: [string, ...string[]],
): Promise<string[]> {
  const limits = roles.map((role) => `ALTER ROLE ${escapeIdentifier(role)} SET temp_file_limit = '256MB'`);
  await client.query(
    [
      `REVOKE TEMPORARY, CREATE ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`,
      'REVOKE ALL ON SCHEMA public FROM PUBLIC',
      ...(isSuperuser ? limits : []),
    ].join('; '),
  );
  const open = await openDoors(client, roles[0]);
  if (!isSuperuser || open.length === 0) return open;
  await revokeFromPublic(client);
  return openDoors(client, roles[0]);
}

async function revokeFromPublic(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ functions: string; owner: string }>(
    `SELECT string_agg(oid::regprocedure::text, ', ') AS functions, (SELECT pg_get_userbyid(datdba) FROM pg_database
       WHERE datname = current_database()) AS owner
     FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ $1 AND
       has_function_privilege('public', oid, 'EXECUTE')`,
    [FORBIDDEN],
  );
  const { functions, owner } = rows[0]!;
  const keeper = escapeIdentifier(owner);
  if (functions) {
    await client.query(`GRANT EXECUTE ON FUNCTION ${functions} TO ${keeper}`);
    await client.query(`REVOKE EXECUTE ON FUNCTION ${functions} FROM PUBLIC`);
  }
  await client.query(`GRANT USAGE ON LANGUAGE plpgsql TO ${keeper}`);
  await client.query('REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC');
  for (const name of FORBIDDEN_VIEWS) await client.query(`REVOKE ALL ON pg_catalog.${name} FROM PUBLIC`);
}
