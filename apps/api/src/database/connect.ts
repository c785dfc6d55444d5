import { hkdfSync } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { causeOf } from '../common/errors/sqlstate.js';
import { keptSecret } from '../config/secrets.js';
import type { Env } from '../config/env.js';
import { EMBEDDED_ROLES, provisionRole, rolesFor } from './console-role.js';
import { refreshConsoleViews } from './console-views.js';
import { openDatabase, type Entities } from './data-source.js';
import { runningPort, SUPERUSER } from './embedded/cluster.js';
import { lockDataDir } from './embedded/lock.js';
import { superviseCluster } from './embedded/supervisor.js';
import { preflight } from './preflight.js';
import { closePublicDoors } from './public-grants.js';
import { connectionRefusal, withoutPassword } from './refusal.js';

/** The database as the rest of the server sees it. */
export interface Database {
  dataSource: DataSource;
  /** For the SQL console; `null` with a sentence for the admin when the role could not be created. */
  consoleUrl: string | null;
  consoleProblem?: string;
  /** Rights of the console's role that this database's administrator alone could revoke. */
  consoleGaps?: string[];
  /** For the console's write mode; `null` unless ADMIN_SQL_WRITE is true and the role could be created. */
  writerUrl: string | null;
  /** For the start banner, without credentials. */
  label: string;
  /** Only one server process uses this database, so unfinished answers cannot belong to another. */
  exclusive: boolean;
  /** Stops an embedded server after the pool is closed; does nothing for the operator's own server. */
  stop(): Promise<void>;
}

const DATABASE = 'pocket_llm';

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlFor(port: number, user: string, password: string, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** SQLSTATE of a database that does not exist. */
const NO_DATABASE = '3D000';

/** Role and database of the application in a fresh embedded cluster; the application itself is not a superuser. */
async function createEmbedded(client: pg.Client, password: string, consolePassword: string): Promise<void> {
  await client.query(`DO $$ BEGIN CREATE ROLE ${DATABASE} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
  await client.query(`ALTER ROLE ${DATABASE} PASSWORD ${pg.escapeLiteral(password)}`);
  await provisionRole(client, EMBEDDED_ROLES, 'reader', consolePassword);
  // Last: where it exists, the rest does, too.
  await client.query(`CREATE DATABASE ${DATABASE} OWNER ${DATABASE}`);
}

/** Brings roles and rights of an embedded cluster up to date. */
async function provisionEmbedded(
  port: number,
  superuserPassword: string,
  password: string,
  consolePassword: string,
  writerPassword?: string,
): Promise<void> {
  const urlOf = (database: string) => urlFor(port, SUPERUSER, superuserPassword, database);
  const provision = () =>
    withClient(urlOf(DATABASE), async (client) => {
      const { reader, writer } = EMBEDDED_ROLES;
      if (writerPassword) await provisionRole(client, EMBEDDED_ROLES, 'writer', writerPassword);
      await closePublicDoors(client, DATABASE, true, writerPassword ? [reader, writer] : [reader]);
      await client.query(`GRANT ALL ON SCHEMA public TO ${DATABASE}`);
    });
  try {
    await provision();
  } catch (error) {
    if (causeOf(error)?.code !== NO_DATABASE) throw error;
    await withClient(urlOf('postgres'), (client) => createEmbedded(client, password, consolePassword));
    await provision();
  }
}

async function embedded(dataDir: string, write: boolean, entities: Entities): Promise<Database> {
  const unlock = await lockDataDir(dataDir);
  try {
    const [superuser, app, console, writer] = await Promise.all(
      ['postgres', 'database', 'console', ...(write ? ['writer'] : [])].map((name) => keptSecret(dataDir, name)),
    );
    const cluster = await superviseCluster(dataDir, superuser!);
    const stop = async () => {
      await cluster.stop();
      await unlock();
    };
    try {
      await provisionEmbedded(cluster.port, superuser!, app!, console!, writer);
      const dataSource = await openDatabase(urlFor(cluster.port, DATABASE, app!, DATABASE), entities);
      await refreshConsoleViews((sql) => dataSource.query(sql), EMBEDDED_ROLES, write);
      const consoleUrl = urlFor(cluster.port, EMBEDDED_ROLES.reader, console!, DATABASE);
      const writerUrl = writer ? urlFor(cluster.port, EMBEDDED_ROLES.writer, writer, DATABASE) : null;
      return {
        dataSource,
        consoleUrl,
        writerUrl,
        label: `embedded PostgreSQL ${cluster.version}`,
        exclusive: true,
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function external(url: string, jwtSecret: string, write: boolean, entities: Entities): Promise<Database> {
  await preflight(url);
  const dataSource = await openDatabase(url, entities).catch((error: Error) => {
    throw connectionRefusal(error, url);
  });
  const { host, pathname } = new URL(url);
  const base: Database = {
    dataSource,
    consoleUrl: null,
    writerUrl: null,
    label: `PostgreSQL at ${host}${pathname}`,
    exclusive: false,
    stop: async () => undefined,
  };
  try {
    const [{ name, super: isSuperuser }] = (await dataSource.query(
      `SELECT current_database() AS name, rolsuper AS super FROM pg_roles WHERE rolname = current_user`,
    )) as [{ name: string; super: boolean }];
    const roles = rolesFor(name);
    // All server processes on this database share JWT_SECRET, so all derive the same password for the console's role.
    const passwordOf = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', jwtSecret, '', purpose, 24)).toString('base64url');
    const [password, writerPassword] = [passwordOf('sql console'), passwordOf('sql writer')];
    const consoleGaps = await withClient(url, async (client) => {
      await retryCollision(() => provisionRole(client, roles, 'reader', password));
      if (write) await retryCollision(() => provisionRole(client, roles, 'writer', writerPassword));
      const both: [string, ...string[]] = write ? [roles.reader, roles.writer] : [roles.reader];
      return retryCollision(() => closePublicDoors(client, name, isSuperuser, both));
    });
    await refreshConsoleViews((sql) => dataSource.query(sql), roles, write);
    const readerUrl = as(url, roles.reader, password);
    const consoleProblem = await lockedOut(readerUrl, roles.reader);
    if (consoleProblem) return { ...base, consoleProblem };
    return {
      ...base,
      consoleGaps,
      consoleUrl: readerUrl,
      writerUrl: write ? as(url, roles.writer, writerPassword) : null,
    };
  } catch (error) {
    return {
      ...base,
      consoleProblem:
        `The read-only role of the console could not be set up: ${withoutPassword((error as Error).message, url)}. ` +
        'Let the role of DATABASE_URL create roles (ALTER ROLE … CREATEROLE) and restart.',
    };
  }
}

/** Why the console's role cannot sign in although it exists; `undefined` when it can. */
async function lockedOut(url: string, role: string): Promise<string | undefined> {
  try {
    await withClient(url, (client) => client.query('SELECT 1'));
    return undefined;
  } catch (error) {
    return (
      `The read-only role of the console cannot sign in: ${withoutPassword((error as Error).message, url)}. Let ` +
      `${role} in (pg_hba.conf, or the users of a connection pooler) and restart.`
    );
  }
}

/** The same database with another role's credentials. */
function as(url: string, role: string, password: string): string {
  const other = new URL(url);
  other.username = role;
  other.password = password;
  return other.href;
}

/**
 * PostgreSQL rejects two concurrent changes of one role ("tuple concurrently updated"). Roles belong to the whole
 * cluster and advisory locks to one database, so processes that start together retry instead.
 */
async function retryCollision<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== 'XX000' || attempt === 20) throw error;
    }
    await setTimeout(20 + Math.random() * 80);
  }
}

/** Opens the configured database: the operator's own, or the embedded one in the data directory. */
export function connectDatabase(env: Env, dataDir: string, jwtSecret: string, entities: Entities): Promise<Database> {
  return env.DATABASE_URL
    ? external(env.DATABASE_URL, jwtSecret, env.ADMIN_SQL_WRITE, entities)
    : embedded(dataDir, env.ADMIN_SQL_WRITE, entities);
}

/**
 * Opens the configured database for a command beside the server, which may be running: then its embedded database is
 * used as it is, otherwise it is started for the time of the command.
 */
export async function attachDatabase(
  env: Env,
  dataDir: string,
  jwtSecret: string,
  entities: Entities,
): Promise<Pick<Database, 'dataSource' | 'stop'>> {
  const port = env.DATABASE_URL ? undefined : await runningPort(dataDir);
  if (port === undefined) return connectDatabase(env, dataDir, jwtSecret, entities);
  const url = urlFor(port, DATABASE, await keptSecret(dataDir, 'database'), DATABASE);
  return { dataSource: await openDatabase(url, entities), stop: async () => undefined };
}
