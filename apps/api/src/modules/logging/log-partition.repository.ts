import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { LogEntry } from './log.entity.js';

/** Rows that one statement deletes: few enough to block nobody. */
const BATCH = 5_000;

/** Place of a line; its time with all digits. */
interface BatchEnd {
  created_at: string;
  id: string;
}

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
    for (let last: BatchEnd | undefined; (last = await this.endOfBatch(cut));) {
      const [, gone]: [unknown, number] = await this.logs.query(
        'DELETE FROM logs WHERE created_at < $1 AND (created_at, id) <= ($2::timestamptz, $3::uuid)',
        [cut, last.created_at, last.id],
      );
      rows += gone;
    }
    const [, left]: [unknown, number] = await this.logs.query('DELETE FROM logs WHERE created_at < $1', [cut]);
    rows += left;
    await this.logs.query('DELETE FROM log_counts WHERE at < $1', [cut]);
    return { months: old.length, rows };
  }

  /**
   * The last line of the oldest `BATCH`; undefined when fewer are left. By its place they are deleted as a range of the
   * index; by their ids, PostgreSQL would read the whole log to find them.
   */
  private async endOfBatch(cut: Date): Promise<BatchEnd | undefined> {
    const [last]: BatchEnd[] = await this.logs.query(
      `SELECT created_at::text AS created_at, id FROM logs WHERE created_at < $1 ORDER BY created_at, id LIMIT 1
       OFFSET ${BATCH - 1}`,
      [cut],
    );
    return last;
  }
}

/** When a month's partition ends; the default partition has no end. */
function endOf(name: string): number {
  const [, year, month] = /^logs_(\d{4})_(\d\d)$/.exec(name) ?? [];
  return year ? Date.UTC(Number(year), Number(month), 1) : Infinity;
}
