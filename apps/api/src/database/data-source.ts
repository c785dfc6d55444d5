import { DataSource, type DataSourceOptions } from 'typeorm';
import { SqlQuery } from '../modules/admin/sql/sql-query.entity.js';
import { SqlWindow } from '../modules/admin/sql/sql-window.entity.js';
import { ApiKey } from '../modules/auth/api-key.entity.js';
import { KeyMinute } from '../modules/auth/key-minute.entity.js';
import { AccountLink } from '../modules/auth/links/account-link.entity.js';
import { Session } from '../modules/auth/session.entity.js';
import { User } from '../modules/auth/user.entity.js';
import { CacheDay } from '../modules/chat/cache/cache-day.entity.js';
import { PinnedAnswer } from '../modules/chat/cache/pinned-answer.entity.js';
import { ChatPreset } from '../modules/chat/presets/preset.entity.js';
import { ChatMessage } from '../modules/chat/threads/message.entity.js';
import { ChatThread } from '../modules/chat/threads/thread.entity.js';
import { AuditEntry } from '../modules/logging/audit-entry.entity.js';
import { LogCount } from '../modules/logging/log-count.entity.js';
import { LogEntry } from '../modules/logging/log.entity.js';
import { Model } from '../modules/models/model.entity.js';
import { ModelPull } from '../modules/models/pulls/model-pull.entity.js';
import { Setting } from '../modules/settings/setting.entity.js';
import { Rollup } from '../modules/telemetry/rollup.entity.js';
import { QuotaRow } from '../modules/usage/quota.entity.js';
import { UsageDay } from '../modules/usage/usage-day.entity.js';
import { MIGRATIONS } from './migrations/index.js';

export const ENTITIES = [
  User,
  Session,
  ApiKey,
  KeyMinute,
  AccountLink,
  QuotaRow,
  Setting,
  Model,
  ModelPull,
  ChatThread,
  ChatMessage,
  ChatPreset,
  PinnedAnswer,
  CacheDay,
  UsageDay,
  LogEntry,
  LogCount,
  AuditEntry,
  SqlQuery,
  SqlWindow,
  Rollup,
];

/** The application's connection pool to PostgreSQL. The schema comes from migrations only, never from `synchronize`. */
export function dataSourceOptions(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'all',
    synchronize: false,
    logging: false,
    poolSize: 20,
    connectTimeoutMS: 5_000,
    applicationName: 'pocket-llm',
    // A lock that somebody else forgot must not hang a request for ever.
    extra: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 30_000 },
  };
}

/** Any number that only this product uses; all its processes take this lock before they change the schema. */
const MIGRATION_LOCK = 7_265_001;

/** Brings the schema up to date. Safe when several processes start together: they take turns and the later ones find nothing to do. */
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
export async function openDatabase(url: string): Promise<DataSource> {
  const dataSource = new DataSource(dataSourceOptions(url));
  await dataSource.initialize();
  await migrate(dataSource);
  return dataSource;
}
