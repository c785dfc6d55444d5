import pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../src/database/data-source.js';
import { eventually } from './clock.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase } from './portal.js';
import { newDataDir, removeDataDir, ServerProcess } from './process.js';

/** The first migration that a database of an older version lacks: it alters more than one table. */
const MISSING = 'Accounts1764200720000';

/** Columns, indexes, constraints, functions and migrations of a database, by name. */
const SCHEMA = `
  SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND d.objid IS NULL
  UNION ALL SELECT timestamp || ' ' || name FROM migrations ORDER BY 1`;

/** A database of an older version whose migration a test holds up in the middle. */
export class HeldMigration {
  private readonly servers: ServerProcess[] = [];

  private constructor(
    private readonly url: string,
    private readonly dir: string,
    /** Of a database that was migrated in one go. */
    readonly expected: string[],
    private readonly holder: pg.Client,
  ) {}

  static async prepare(): Promise<HeldMigration> {
    const [url, dir] = [await newDatabase(), await newDataDir()];
    const holder = new pg.Client(url);
    holder.on('error', () => undefined);
    await holder.connect();
    const expected = await schemaOf(holder);
    const older = await new DataSource(dataSourceOptions(url, [])).initialize();
    const held = new HeldMigration(url, dir, expected, holder);
    while ((await held.done()).includes(MISSING)) await older.undoLastMigration();
    await older.destroy();
    return held;
  }

  /** Waits for what holds tables. */
  schema(): Promise<string[]> {
    return schemaOf(this.holder);
  }

  /** Names of the migrations that are done. */
  async done(): Promise<string[]> {
    const { rows } = await this.holder.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  }

  /** The first missing migration cannot alter its second table from now on. */
  async hold(): Promise<void> {
    await this.holder.query('BEGIN');
    await this.holder.query('LOCK TABLE sessions IN ACCESS SHARE MODE');
  }

  async release(): Promise<void> {
    await this.holder.query('COMMIT');
  }

  async spawn(): Promise<ServerProcess> {
    const env = { DATA_DIR: this.dir, DATABASE_URL: this.url, JWT_SECRET, LOG_LEVEL: 'error' };
    const server = await ServerProcess.spawn(env);
    this.servers.push(server);
    return server;
  }

  /** Resolves when so many migrations wait for a lock and others for their turn, for so many seconds. */
  async waiting(forLock: number, forTurn: number, seconds = 0): Promise<void> {
    const observer = new pg.Client(this.url);
    await observer.connect();
    const counts = async () => {
      const { rows } = await observer.query<{ lock: number; turn: number }>(
        `SELECT count(*) FILTER (WHERE wait_event <> 'advisory')::int AS lock,
           count(*) FILTER (WHERE wait_event = 'advisory')::int AS turn
         FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND query_start <= clock_timestamp() - $1 * interval '1 s'`,
        [seconds],
      );
      return rows[0]!;
    };
    await eventually(async () => {
      const { lock, turn } = await counts();
      return lock === forLock && turn === forTurn;
    });
    await observer.end();
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop('SIGKILL')));
    await this.holder.end();
    await removeDataDir(this.dir);
  }
}

async function schemaOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(SCHEMA);
  return rows.map(({ line }) => line);
}

/** It has started, and somebody can sign in. */
export async function expectStarted(server: ServerProcess): Promise<void> {
  await server.prints('Stop with Ctrl-C');
  await server.client.login('admin', ADMIN_PASSWORD);
}
