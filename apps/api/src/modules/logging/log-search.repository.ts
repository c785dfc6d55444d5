import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { LogEntry, LOG_COLUMNS } from './log.entity.js';
import { accessOf, type LogAccess } from './log-access.js';
import { bound, whereOf, type LogFilter } from './log.filter.js';

/** Where a line stands in the log. */
export interface LogPlace {
  created_at: Date;
  id: string;
}

export type Direction = 'ASC' | 'DESC';

/** Where lines are searched. */
export interface LogScope {
  filter: LogFilter;
  direction: Direction;
  after?: LogPlace;
}

export interface FoundLines {
  rows: LogEntry[];
  /** Where the search stopped before its end; one after this place goes on. */
  stoppedAt?: LogPlace;
}

/** Finds lines at a bounded cost, however long the log is and however few lines match. */
@Injectable()
export class LogSearchRepository {
  constructor(@InjectRepository(LogEntry) private readonly logs: Repository<LogEntry>) {}

  /** Matching lines in the order of time. @param limit number of lines that are enough */
  async find(scope: LogScope, limit: number): Promise<FoundLines> {
    const end = await this.endOfStep(scope);
    const rows = await this.read(scope, limit, end);
    return { rows, ...(end && rows.length < limit && { stoppedAt: end }) };
  }

  /** Lines up to a limit, skipping some. It may have to read the whole log. */
  read(scope: LogScope, limit: number, end?: LogPlace, offset = 0): Promise<LogEntry[]> {
    return this.logs.query(...select(scope, limit, end, offset));
  }

  /** Number of matching lines up to `most`, as far as one request reads. */
  async count(filter: LogFilter, most: number): Promise<{ total: number; total_is_estimate: boolean }> {
    const scope: LogScope = { filter, direction: 'DESC' };
    const end = await this.endOfStep(scope);
    const [sql, values] = select(scope, most + 1, end, 0, '1');
    const [row]: { n: number }[] = await this.logs.query(`SELECT count(*)::int AS n FROM (${sql}) counted`, values);
    return { total: Math.min(row!.n, most), total_is_estimate: row!.n > most || end !== undefined };
  }

  /**
   * Figures of the newest matching lines, up to `most`; where no index has them, of those among so many newest lines.
   * @param figures a statement over the lines, whose columns are `created_at` and `status_code`
   * @returns the place that it stopped at, if it did not read all
   */
  async newest<Row>(
    filter: LogFilter,
    most: number,
    figures: (lines: string) => string,
    more: Record<string, unknown>,
  ): Promise<{ rows: Row[]; end?: LogPlace }> {
    const scope: LogScope = { filter, direction: 'DESC' };
    const end = await this.endOfStep(scope);
    const { sql, places } = linesOf(scope, 'created_at, status_code', end);
    const rows: Row[] = await this.logs.query(
      ...bound(figures(sql), filter, { ...places, ...more, reach: most, limit: most, offset: 0 }),
    );
    return { rows, end };
  }

  /**
   * The last of the lines that one request reads one by one: those of the narrowest index, or all. Undefined when there
   * are no more than that, and when an index has exactly what is asked.
   */
  private async endOfStep({ filter, direction, after }: LogScope): Promise<LogPlace | undefined> {
    const { anyOf, isExact, mostLines } = accessOf(filter);
    if (isExact) return undefined;
    const rest = { from: filter.from, to: filter.to };
    const { sql, places } = linesOf({ filter, direction, after }, 'created_at, id', undefined, { anyOf, rest });
    const reach = { reach: mostLines, limit: 1, offset: mostLines - 1 };
    const [end]: LogPlace[] = await this.logs.query(...bound(sql, filter, { ...places, ...reach }));
    return end;
  }
}

const inOrder = (direction: Direction): string => `ORDER BY created_at ${direction}, id ${direction}`;
const beyond = (direction: Direction, after: LogPlace | undefined): string =>
  after ? `AND (created_at, id) ${direction === 'ASC' ? '>' : '<'} (:afterTime::timestamptz, :afterId::uuid)` : '';
const upTo = (direction: Direction, end: LogPlace | undefined): string =>
  end ? `AND (created_at, id) ${direction === 'ASC' ? '<=' : '>='} (:endTime::timestamptz, :endId::uuid)` : '';
const placesOf = (after?: LogPlace, end?: LogPlace): Record<string, unknown> => ({
  afterTime: after?.created_at,
  afterId: after?.id,
  endTime: end?.created_at,
  endId: end?.id,
});

/**
 * The lines of a scope up to `end`, from `:offset` on and `:limit` of them. Of several conditions each is read by
 * itself, as far as needed (`:reach`): its index has the order, where all of them together would have to be sorted.
 */
function linesOf(
  { filter, direction, after }: LogScope,
  columns: string,
  end?: LogPlace,
  { anyOf, rest }: Pick<LogAccess, 'anyOf' | 'rest'> = accessOf(filter),
): { sql: string; places: Record<string, unknown> } {
  const where = `${whereOf(rest)} ${beyond(direction, after)} ${upTo(direction, end)}`;
  const each = anyOf.map((one) => `(SELECT * FROM logs WHERE ${one} AND ${where} ${inOrder(direction)} LIMIT :reach)`);
  const [first] = anyOf;
  const from = anyOf.length > 1 ? `(${each.join(' UNION ALL ')}) logs` : `logs WHERE ${first} AND ${where}`;
  return {
    sql: `SELECT ${columns} FROM ${from} ${inOrder(direction)} LIMIT :limit OFFSET :offset`,
    places: placesOf(after, end),
  };
}

function select(
  scope: LogScope,
  limit: number,
  end?: LogPlace,
  offset = 0,
  columns = LOG_COLUMNS.join(', '),
): [string, unknown[]] {
  const { sql, places } = linesOf(scope, columns, end);
  return bound(sql, scope.filter, { ...places, reach: limit + offset, limit, offset });
}
