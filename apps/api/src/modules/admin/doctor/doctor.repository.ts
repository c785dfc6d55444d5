import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, QueryRunner } from 'typeorm';

export interface DatabaseFacts {
  version: string;
  /** The database's clock. */
  now: Date;
  size_bytes: number;
  connections: number;
  max_connections: number;
}

/** What the database reports about itself. */
@Injectable()
export class DoctorRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async facts(): Promise<DatabaseFacts> {
    const [row] = (await this.dataSource.query(
      `SELECT current_setting('server_version') AS version, clock_timestamp() AS now,
         pg_database_size(current_database())::float8 AS size_bytes,
         (SELECT sum(numbackends)::int FROM pg_stat_database) AS connections, current_setting('max_connections')::int
           AS max_connections`,
    )) as [DatabaseFacts];
    return row;
  }

  /** What a connection pooler in front of the database does to sessions; nothing when there is none. */
  async pooler(): Promise<{ shares: boolean; drops: boolean }> {
    const [one, other] = [this.dataSource.createQueryRunner(), this.dataSource.createQueryRunner()];
    const ask = async (runner: QueryRunner) =>
      (
        (await runner.query(`SELECT pg_backend_pid() AS pid, current_setting('statement_timeout') AS timeout`)) as [
          { pid: number; timeout: string },
        ]
      )[0];
    try {
      // A session of one's own has one process. A pooler that lends them hands out the one used last, or in turn.
      const before = [await ask(one), await ask(one), await ask(one)];
      await other.startTransaction();
      const beside = await ask(other);
      const own = new Set([...before, await ask(one)].map(({ pid }) => pid));
      return { shares: own.size > 1 || own.has(beside.pid), drops: beside.timeout === '0' };
    } finally {
      if (other.isTransactionActive) await other.rollbackTransaction();
      await Promise.all([one.release(), other.release()]);
    }
  }

  /** Migrations that this version has and the database lacks, and the other way round. */
  async schema(): Promise<{ missing: string[]; unknown: string[] }> {
    const had = ((await this.dataSource.query('SELECT name FROM migrations')) as { name: string }[]).map(
      ({ name }) => name,
    );
    const own = this.dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
    return { missing: own.filter((name) => !had.includes(name)), unknown: had.filter((name) => !own.includes(name)) };
  }

  async lastBackup(): Promise<Date | null> {
    const [{ at }] = (await this.dataSource.query(
      `SELECT max(at) AS at FROM audit_log WHERE action = 'backup.created'`,
    )) as [{ at: Date | null }];
    return at;
  }
}
