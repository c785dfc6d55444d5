import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { LogEntry } from './log.entity.js';

/** Rows that one statement deletes: few enough to block nobody. */
const BATCH = 5_000;

/** The monthly partitions of the request log. */
@Injectable()
export class LogPartitionRepository {
  constructor(@InjectRepository(LogEntry) private readonly logs: Repository<LogEntry>) {}

  /** Creates this month's and next month's partition if missing, and moves rows in that came too early. */
  async ensure(now: Date): Promise<void> {
    await this.logs.query(`SELECT ensure_log_month($1), ensure_log_month($1::timestamptz + interval '1 month')`, [now]);
  }

  /**
   * Deletes everything before `cut`: whole months as partitions, the rest row by row, and the counts.
   * @returns how much was deleted
   */
  async removeBefore(cut: Date): Promise<{ months: number; rows: number }> {
    const partitions: { name: string }[] = await this.logs.query(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'logs'::regclass`,
    );
    const old = partitions.filter(({ name }) => endOf(name) <= cut.getTime());
    for (const { name } of old) await this.logs.query(`DROP TABLE ${name}`);
    let rows = 0;
    for (let gone = BATCH; gone === BATCH; rows += gone) {
      const [, count]: [unknown, number] = await this.logs.query(
        'DELETE FROM logs WHERE (created_at, id) IN (SELECT created_at, id FROM logs WHERE created_at < $1 ORDER ' +
          `BY created_at, id LIMIT ${BATCH})`,
        [cut],
      );
      gone = count;
    }
    await this.logs.query('DELETE FROM log_counts WHERE at < $1', [cut]);
    return { months: old.length, rows };
  }
}

/** When a month's partition ends; the default partition has no end. */
function endOf(name: string): number {
  const [, year, month] = /^logs_(\d{4})_(\d\d)$/.exec(name) ?? [];
  return year ? Date.UTC(Number(year), Number(month), 1) : Infinity;
}
