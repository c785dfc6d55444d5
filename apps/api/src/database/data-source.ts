import type { Socket } from 'node:net';
import pg from 'pg';
import { DataSource, TypeORMError, type DataSourceOptions } from 'typeorm';
import { causeOf } from '../common/errors/sqlstate.js';
import { MIGRATIONS } from './migrations/index.js';

/** Classes that TypeORM maps to tables; the composition root lists them. */
export type Entities = NonNullable<DataSourceOptions['entities']>;

const STATEMENT_TIMEOUT_MS = 30_000;
/** The server has answered or ended every statement by then; after it, the network between us is dead. */
const SILENCE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;

/** What pg's types leave out of a connected client. */
interface ConnectedClient {
  /** No query waits for its answer. */
  readyForQuery: boolean;
  connection: { stream: Socket };
}

/**
 * Breaks a connection whose query is not answered for too long. Where the network swallows packets nothing else would
 * end a query for a quarter of an hour, and the pool would be full of such connections. A transaction that waits for
 * its own program, such as a backup for a slow reader, goes on.
 */
function endSilence(client: ConnectedClient): void {
  const { stream } = client.connection;
  stream.setTimeout(SILENCE_TIMEOUT_MS, () => {
    if (!client.readyForQuery) stream.destroy(new Error('Connection terminated: no answer.'));
  });
}

/** Settings of connections that serve requests, which PostgreSQL gets with the start of each connection. */
export const REQUEST_SETTINGS = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  /** A forgotten lock must not block one for ever. */
  idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
};

/** Of every connection. */
export const CONNECTION_LIMITS = { connectionTimeoutMillis: 5_000, application_name: 'pocket-llm' };

const REQUEST_LIMITS = { ...REQUEST_SETTINGS, onConnect: endSilence };

/** The application's connection pool. The schema comes from migrations only, never from `synchronize`. */
export function dataSourceOptions(url: string, entities: Entities, limits: object = REQUEST_LIMITS): DataSourceOptions {
  return {
    type: 'postgres',
    // Otherwise TypeORM would look for a second copy beside the bundle.
    driver: pg,
    url,
    entities,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'all',
    synchronize: false,
    logging: false,
    poolSize: 20,
    connectTimeoutMS: CONNECTION_LIMITS.connectionTimeoutMillis,
    applicationName: CONNECTION_LIMITS.application_name,
    extra: limits,
  };
}

/** An arbitrary number that only this product uses; all its processes take this lock before they change the schema. */
const MIGRATION_LOCK = 7_265_001;

/**
 * Brings the schema up to date. Safe when several processes start together: they take turns and the later ones find
 * nothing to do. The lock belongs to a transaction, not to a session: behind a pooler a session has no connection of
 * its own, and nobody could give back what it had locked.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    // The one that waits may wait for long.
    await runner.query('SET LOCAL statement_timeout = 0');
    await runner.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations();
  } finally {
    await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}

/** Opens the pool, and migrates first what is not up to date. @throws Error when the database cannot be reached. */
export async function openDatabase(url: string, entities: Entities): Promise<DataSource> {
  const dataSource = await new DataSource(dataSourceOptions(url, entities)).initialize();
  try {
    if (!(await isMigrated(dataSource))) await migrateAt(url);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** SQLSTATE of a table that does not exist. */
const NO_TABLE = '42P01';

/** Whether every migration has run: nearly always, and one statement tells. */
async function isMigrated(dataSource: DataSource): Promise<boolean> {
  try {
    const done = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    const names = new Set(done.map(({ name }) => name));
    return MIGRATIONS.every(({ name }) => names.has(name));
  } catch (error) {
    if (causeOf(error)?.code === NO_TABLE) return false;
    throw error;
  }
}

async function migrateAt(url: string): Promise<void> {
  // A change of many rows may take longer than any request may, and so may the wait for another process's.
  const migrator = await new DataSource(dataSourceOptions(url, [], {})).initialize();
  try {
    await migrate(migrator);
  } finally {
    await migrator.destroy();
  }
}

/** Where nothing listens. */
const NOWHERE = 'postgres://127.0.0.1:1/none';

class UnconnectedDataSource extends DataSource {
  async build(): Promise<this> {
    await this.buildMetadatas();
    return Object.assign(this, { isInitialized: true });
  }
}

/** Knows the tables as if it had connected; every statement fails. */
export const unconnected = (entities: Entities): Promise<DataSource> =>
  new UnconnectedDataSource(dataSourceOptions(NOWHERE, entities)).build();

/** Whether somebody has asked such a data source. */
export const isUnconnected = (error: unknown): boolean =>
  error instanceof TypeORMError && error.message === 'Driver not Connected';
