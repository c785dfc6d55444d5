import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CURSOR, decodeCursor, encodeCursor } from '../../common/http/paging.js';
import { LogEntry } from './log.entity.js';
import { bound, isCounted, whereOf, type LogFilter } from './log.filter.js';

export interface LogPageRequest {
  limit: number;
  offset: number;
  cursor?: string;
  order: 'desc' | 'asc';
}

export interface LogPage {
  logs: LogEntry[];
  total: number;
  /** Set when there are more lines than `total`, because counting stopped. */
  total_is_estimate: boolean;
  nextCursor?: string;
}

/** Column types in the order of `LogEntry`, for the batch insert. */
const COLUMNS = {
  id: 'uuid',
  user_id: 'uuid',
  username: 'text',
  action: 'text',
  endpoint: 'text',
  method: 'text',
  status_code: 'int',
  metadata: 'jsonb',
  ip_address: 'text',
  user_agent: 'text',
  duration_ms: 'float8',
  request_id: 'uuid',
  created_at: 'timestamptz',
} as const;
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

/** Matching lines are counted up to this number; one more means "more". */
const COUNTED = 10_000;
const CURSOR_FORMS = [CURSOR.time, CURSOR.id, /^\d+$/, CURSOR.boolean, /^(asc|desc)$/];

@Injectable()
export class LogRepository {
  constructor(@InjectRepository(LogEntry) private readonly logs: Repository<LogEntry>) {}

  /**
   * Inserts many rows with one statement: an array per column costs far less than a value list per row. Rows that are
   * there already are left out, so a batch whose answer was lost can be written again.
   */
  async insertMany(rows: LogEntry[]): Promise<void> {
    const values = NAMES.map((name) =>
      rows.map((row) => (name === 'metadata' && row.metadata ? JSON.stringify(row.metadata) : row[name])),
    );
    const arrays = NAMES.map((name, i) => `$${i + 1}::${COLUMNS[name]}[]`);
    await this.logs.query(
      `INSERT INTO logs (${NAMES.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')}) ON CONFLICT DO NOTHING`,
      values,
    );
  }

  /**
   * One page. Its cursor carries the count, so that only the first page counts.
   * @throws DomainError `request.invalid` for an invalid cursor
   */
  async page(filter: LogFilter, { limit, offset, cursor, order }: LogPageRequest): Promise<LogPage> {
    const [time, id, total, estimated, cursorOrder] = cursor ? decodeCursor(cursor, CURSOR_FORMS) : [];
    const direction = (cursorOrder ?? order) === 'asc' ? 'ASC' : 'DESC';
    const after = cursor ? `AND (created_at, id) ${direction === 'ASC' ? '>' : '<'} (:time, :id)` : '';
    const found: LogEntry[] = await this.logs.query(
      ...bound(
        `SELECT ${NAMES.join(', ')} FROM logs WHERE ${whereOf(filter)} ${after} ORDER BY created_at ` +
          `${direction}, id ${direction} LIMIT :most OFFSET :offset`,
        filter,
        { time, id, most: limit + 1, offset: cursor ? 0 : offset },
      ),
    );
    const logs = found.slice(0, limit);
    const isLast = found.length <= limit;
    const count = cursor
      ? { total: Number(total), total_is_estimate: estimated === 'true' }
      : isLast && (logs.length > 0 || offset === 0)
        ? { total: offset + logs.length, total_is_estimate: false }
        : await this.count(filter);
    const last = logs.at(-1);
    return {
      logs,
      ...count,
      ...(!isLast &&
        last && {
          nextCursor: encodeCursor([
            last.created_at.toISOString(),
            last.id,
            String(count.total),
            String(count.total_is_estimate),
            direction.toLowerCase(),
          ]),
        }),
    };
  }

  /** Exact when the counts suffice or few lines match; otherwise the limit, marked as an estimate. */
  private async count(filter: LogFilter): Promise<{ total: number; total_is_estimate: boolean }> {
    if (isCounted(filter) && !filter.from && !filter.to) {
      const [row]: { n: string }[] = await this.logs.query(
        ...bound(
          `SELECT coalesce(sum(n), 0) AS n FROM log_counts
           WHERE step = 3600 ${filter.level ? 'AND level = :level' : ''}`,
          filter,
        ),
      );
      return { total: Number(row!.n), total_is_estimate: false };
    }
    const [row]: { n: string }[] = await this.logs.query(
      ...bound(
        `SELECT count(*) AS n FROM (SELECT 1 FROM logs WHERE ${whereOf(filter)} ORDER BY created_at DESC, id ` +
          `DESC LIMIT ${COUNTED + 1}) counted`,
        filter,
      ),
    );
    const n = Number(row!.n);
    return { total: Math.min(n, COUNTED), total_is_estimate: n > COUNTED };
  }
}
