import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { causeOf } from '../../common/errors/sqlstate.js';
import { CURSOR, decodeCursor, encodeCursor } from '../../common/http/paging.js';
import { jsonForPostgres } from '../../common/sanitize-for-postgres.js';
import { runPrepared } from '../../database/prepared.js';
import { LOG_COLUMN_TYPES, LOG_COLUMNS, LogEntry } from './log.entity.js';
import { bound, countedLevels, isCounted, type LogFilter } from './log.filter.js';
import { LogSearchRepository, type LogPlace, type LogScope } from './log-search.repository.js';

export interface LogPageRequest {
  limit: number;
  offset: number;
  cursor?: string;
  order: 'desc' | 'asc';
}

export interface LogPage {
  logs: LogEntry[];
  total: number;
  /** Set when there may be more lines than `total`, because counting or searching stopped. */
  total_is_estimate: boolean;
  /** Set when the search stopped before the page was full or the log ended; the next page goes on there. */
  searched_to: Date | null;
  nextCursor?: string;
}

type Count = Pick<LogPage, 'total' | 'total_is_estimate'>;

/** Matching lines are counted up to this number; one more means "more". */
const COUNTED = 10_000;
const ARRAYS = LOG_COLUMNS.map((name, i) => `$${i + 1}::${LOG_COLUMN_TYPES[name]}[]`);
const INSERT = `INSERT INTO logs (${LOG_COLUMNS.join(', ')}) SELECT * FROM unnest(${ARRAYS.join(', ')})`;
/** SQLSTATE of a row that is there already. */
const IS_THERE = '23505';
const CURSOR_FORMS = [CURSOR.time, CURSOR.id, /^\d+$/, CURSOR.boolean, /^(asc|desc)$/];

@Injectable()
export class LogRepository {
  constructor(
    @InjectRepository(LogEntry) private readonly logs: Repository<LogEntry>,
    private readonly search: LogSearchRepository,
  ) {}

  /**
   * Inserts many rows with one statement: an array per column costs far less than a value list per row. Rows that are
   * there already are left out, so a batch whose answer was lost can be written again. That takes a tenth longer, so
   * it is done for such a batch only.
   */
  async insertMany(rows: LogEntry[]): Promise<void> {
    const values = LOG_COLUMNS.map((name) =>
      rows.map((row) => (name === 'metadata' && row.metadata ? jsonForPostgres(row.metadata) : row[name])),
    );
    try {
      await runPrepared(this.logs.manager, INSERT, values);
    } catch (error) {
      if (causeOf(error)?.code !== IS_THERE) throw error;
      await this.logs.query(`${INSERT} ON CONFLICT DO NOTHING`, values);
    }
  }

  /**
   * One page. Its cursor carries the count, so that only the first page counts.
   * @throws DomainError `request.invalid` for an invalid cursor
   */
  async page(filter: LogFilter, { limit, offset, cursor, order }: LogPageRequest): Promise<LogPage> {
    const { direction, after, count } = cursor
      ? resumed(cursor)
      : { direction: order === 'asc' ? ('ASC' as const) : ('DESC' as const), after: undefined, count: undefined };
    const scope: LogScope = { filter, direction, after };
    // A page by its number reads all that it skips; by its cursor, it does not.
    const { rows, stoppedAt } =
      offset > 0 && !cursor
        ? { rows: await this.search.read(scope, limit + 1, undefined, offset), stoppedAt: undefined }
        : await this.search.find(scope, limit + 1);
    const logs = rows.slice(0, limit);
    const next = stoppedAt ?? (rows.length > limit ? logs.at(-1) : undefined);
    const total = count ?? (await this.total(filter, { skipped: offset, found: logs.length, next, stoppedAt }));
    return {
      logs,
      ...total,
      searched_to: stoppedAt?.created_at ?? null,
      ...(next && { nextCursor: cursorAt(next, total, direction) }),
    };
  }

  private async total(
    filter: LogFilter,
    { skipped, found, next, stoppedAt }: { skipped: number; found: number; next?: LogPlace; stoppedAt?: LogPlace },
  ): Promise<Count> {
    // A search that took all its time does not begin again to count.
    if (stoppedAt) return { total: skipped + found, total_is_estimate: true };
    if (!next && (found > 0 || skipped === 0)) return { total: skipped + found, total_is_estimate: false };
    if (!isCounted(filter) || filter.from || filter.to) return this.search.count(filter, COUNTED);
    const [row]: { n: string }[] = await this.logs.query(
      ...bound(
        `SELECT coalesce(sum(n), 0) AS n FROM log_counts
         WHERE step = 3600 AND ${countedLevels(filter)}`,
        filter,
      ),
    );
    return { total: Number(row!.n), total_is_estimate: false };
  }
}

const cursorAt = ({ created_at, id }: LogPlace, count: Count, direction: string): string =>
  encodeCursor([
    created_at.toISOString(),
    id,
    String(count.total),
    String(count.total_is_estimate),
    direction.toLowerCase(),
  ]);

/** What a cursor says: direction and place of the page, and the count of the first one. */
function resumed(cursor: string): Pick<LogScope, 'direction' | 'after'> & { count: Count } {
  const [time, id, total, estimated, order] = decodeCursor(cursor, CURSOR_FORMS) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    direction: order === 'asc' ? 'ASC' : 'DESC',
    after: { created_at: new Date(time), id },
    count: { total: Number(total), total_is_estimate: estimated === 'true' },
  };
}
