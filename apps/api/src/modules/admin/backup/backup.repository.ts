import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { quoted } from '../../../database/identifier.js';
import { invalid, type BackedUpTable } from './backup-file.js';

/** Emptied by a restore although no backup contains them. */
const EMPTIED = [
  'log_counts',
  'sessions',
  'sql_chat_sessions',
  'sql_windows',
  'push_subscriptions',
  'key_minutes',
  'account_links',
  'login_challenges',
  'external_sessions',
  'oidc_sign_ins',
  'oidc_logout_tokens',
  'passkey_challenges',
  'code_failures',
  'webhook_deliveries',
  'backend_sights',
];
/**
 * Tables that a backup leaves out: marks of what was written, the audit log, which must not be replaced; counts that
 * triggers recompute; and rows that a restored installation must not contain, such as sessions or an open write mode.
 */
const LEFT_OUT = ['migrations', 'batch_marks', 'audit_log', 'audit_head', ...EMPTIED];
/** Rows that are fetched and written together: so many, and several only with fewer bytes. */
const BATCH = 500;
const BATCH_BYTES = 4 * 2 ** 20;
/** How long a restore waits for transactions that use the tables. */
const LOCK_TIMEOUT_MS = 5_000;

/** The steps of a restore. Each may throw, and then nothing is changed. */
export interface Replacement {
  /** Writes the rows in batches into empty copies of the tables, which nobody else sees. */
  fill: (insert: (table: BackedUpTable, lines: string[]) => Promise<void>, tables: BackedUpTable[]) => Promise<void>;
  /** The copies hold valid rows; the real tables are emptied next. */
  beforeSwitch: () => Promise<void>;
  afterSwitch: (manager: EntityManager) => Promise<void>;
}

/** Reads and replaces the rows of the whole database. */
@Injectable()
export class BackupRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Names of the migrations this database has had. */
  async migrations(): Promise<string[]> {
    return ((await this.dataSource.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[]).map(
      ({ name }) => name,
    );
  }

  /** Tables in the order of their references. */
  async tables(manager: EntityManager = this.dataSource.manager): Promise<BackedUpTable[]> {
    const tables = (await manager.query(
      `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
         (SELECT coalesce(array_agg(DISTINCT t.relname::text), '{}') FROM pg_constraint k JOIN pg_class t ON t.oid =
           k.confrelid WHERE k.conrelid = c.oid AND k.contype = 'f' AND t.oid <> c.oid) AS needs
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND
         a.attgenerated = ''
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND
         c.relname <> ALL($1)
       GROUP BY c.oid, c.relname ORDER BY c.relname`,
      [LEFT_OUT],
    )) as (BackedUpTable & { needs: string[] })[];
    const sorted: BackedUpTable[] = [];
    const done = new Set<string>();
    const add = ({ name, columns, needs }: (typeof tables)[number]): void => {
      if (done.has(name)) return;
      done.add(name);
      for (const needed of tables.filter((table) => needs.includes(table.name))) add(needed);
      sorted.push({ name, columns });
    };
    tables.forEach(add);
    return sorted;
  }

  /** All rows in one snapshot: for each table its name and columns, then its rows as lines of JSON, in batches. */
  async *rows(): AsyncGenerator<{ table: BackedUpTable } | { lines: string[] }> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      // A slow reader keeps this transaction open for longer than any request may take.
      // Two cursors on one table give its rows in one order.
      await runner.query(
        'SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = 0; SET LOCAL synchronize_seqscans = off; ' +
          'SET LOCAL idle_in_transaction_session_timeout = 0',
      );
      for (const table of await this.tables(runner.manager)) {
        yield { table };
        yield* rowsOf(runner, table);
      }
    } finally {
      await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  }

  /**
   * Replaces all rows, or changes nothing. The rows are first written into temporary copies of the tables with all
   * their constraints, so a file that the database rejects locks nothing and stops nobody.
   * @throws DomainError `backup.invalid` without an active admin, `database.unavailable`
   */
  replace({ fill, beforeSwitch, afterSwitch }: Replacement): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
      const tables = await this.tables(manager);
      await createCopies(manager, tables);
      await fill((table, lines) => insert(manager, table, lines), tables);
      if (!(await hasStagedAdmin(manager)))
        throw invalid('it holds no active administrator, and nobody could manage this server');
      await beforeSwitch();
      // Do not queue behind a long read: everybody else would queue behind us.
      await manager.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      const emptied = [...tables.map(({ name }) => name), ...EMPTIED].map((name) => `public.${quoted(name)}`);
      await manager.query(`TRUNCATE ${emptied.join(', ')}`).catch(rethrowBusy);
      for (const { name, columns } of tables) {
        const list = columnList(columns);
        await manager.query(`INSERT INTO public.${quoted(name)} (${list}) SELECT ${list} FROM pg_temp.${quoted(name)}`);
      }
      await afterSwitch(manager);
    });
  }
}

/**
 * The rows of a table, as many at a time as are few bytes: neither images nor pieces of files are in memory by the
 * hundred. A second cursor is ahead and reads only sizes, which PostgreSQL knows without reading what is large.
 */
async function* rowsOf(runner: QueryRunner, { name, columns }: BackedUpTable): AsyncGenerator<{ lines: string[] }> {
  const table = `public.${quoted(name)}`;
  const [{ size }]: [{ size: string | null }] = await runner.query(SIZE_OF_ROW, [table]);
  await runner.query(`DECLARE sizes NO SCROLL CURSOR FOR SELECT ${size ?? '0'} AS bytes FROM ${table}`);
  await runner.query(
    'DECLARE backup NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS line ' +
      `FROM (SELECT ${columnList(columns)} FROM ${table}) r`,
  );
  for (let rest = BATCH; rest === BATCH;) {
    const sizes: { bytes: number }[] = await runner.query(`FETCH ${BATCH} FROM sizes`);
    rest = sizes.length;
    for (let from = 0, to = 0, bytes = 0; from < rest; from = to, bytes = 0) {
      do bytes += sizes[to++]!.bytes;
      while (to < rest && bytes + sizes[to]!.bytes <= BATCH_BYTES);
      const rows: { line: string }[] = await runner.query(`FETCH ${to - from} FROM backup`);
      yield { lines: rows.map(({ line }) => line) };
    }
  }
  await runner.query('CLOSE sizes; CLOSE backup');
}

/** What a row has of each type whose values may be large, as bytes of its line. JSON and lists may be compressed. */
const SIZE_OF_ROW = `
SELECT string_agg(
  CASE atttypid WHEN 'text'::regtype THEN format('coalesce(octet_length(%I), 0)', attname)
    WHEN 'bytea'::regtype THEN format('2 * coalesce(octet_length(%I), 0)', attname)
    ELSE format('4 * coalesce(pg_column_size(%I), 0)', attname) END, ' + ') AS size
FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attlen = -1`;

/** Creates empty temporary tables with the constraints, indexes and references of the real ones. */
async function createCopies(manager: EntityManager, tables: BackedUpTable[]): Promise<void> {
  const names = tables.map(({ name }) => name);
  // Read before the copies exist, so that the definitions name their tables without a schema and then mean the copies.
  const references = (await manager.query(
    `SELECT conrelid::regclass::text AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE contype = 'f' AND conrelid::regclass::text = ANY ($1) AND confrelid::regclass::text = ANY ($1)
       AND connamespace = 'public'::regnamespace`,
    [names],
  )) as { name: string; definition: string }[];
  for (const name of names.map(quoted))
    await manager.query(`CREATE TEMPORARY TABLE ${name} (LIKE public.${name} INCLUDING ALL) ON COMMIT DROP`);
  for (const { name, definition } of references)
    await manager.query(`ALTER TABLE pg_temp.${quoted(name)} ADD ${definition}`);
}

async function hasStagedAdmin(manager: EntityManager): Promise<boolean> {
  const admins = (await manager.query(
    `SELECT 1 FROM pg_temp.users WHERE role = 'admin' AND is_active LIMIT 1`,
  )) as unknown[];
  return admins.length > 0;
}

function rethrowBusy(error: unknown): never {
  const { code } = (error as { driverError?: { code?: string } }).driverError ?? {};
  if (code !== '55P03' && code !== '40P01') throw error;
  throw new DomainError(
    'database.unavailable',
    'Somebody is at work on the tables, such as a backup that is being downloaded. Nothing was changed. Wait ' +
      'until it is over, then try again.',
    { retryAfter: 10, cause: error },
  );
}

const columnList = (columns: string[]): string => columns.map(quoted).join(', ');

/** The lines go to PostgreSQL unchanged: no number and no text is parsed and written again on the way. */
async function insert(manager: EntityManager, { name, columns }: BackedUpTable, lines: string[]): Promise<void> {
  const [table, list] = [`pg_temp.${quoted(name)}`, columnList(columns)];
  await manager.query(
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${table}, $1::json)`,
    [`[${lines.join(',')}]`],
  );
}
