import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

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
