import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

/** Classes that TypeORM maps to tables; the composition root lists them. */
export type Entities = NonNullable<DataSourceOptions['entities']>;

/** The application's connection pool. The schema comes from migrations only, never from `synchronize`. */
export function dataSourceOptions(url: string, entities: Entities): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'all',
    synchronize: false,
    logging: false,
    poolSize: 20,
    connectTimeoutMS: 5_000,
    applicationName: 'pocket-llm',
    // A forgotten lock must not block a request for ever.
    extra: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 30_000 },
  };
}

/** An arbitrary number that only this product uses; all its processes take this lock before they change the schema. */
const MIGRATION_LOCK = 7_265_001;

/**
 * Brings the schema up to date. Safe when several processes start together: they take turns and the later ones find
 * nothing to do.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations();
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}

/** Opens the pool and migrates. @throws Error when the database cannot be reached. */
export async function openDatabase(url: string, entities: Entities): Promise<DataSource> {
  const dataSource = new DataSource(dataSourceOptions(url, entities));
  await dataSource.initialize();
  await migrate(dataSource);
  return dataSource;
}
