import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { LogCount } from './log-count.entity.js';
import { facetsOf, type Facet } from './facets.js';
import { bound, countedLevels, isCounted, type LogFilter, type LogLevel } from './log.filter.js';
import { LogSearchRepository } from './log-search.repository.js';

export interface LogBucket {
  at: Date;
  info: number;
  warning: number;
  error: number;
}

export interface LogHistogram {
  from: Date;
  to: Date;
  bucket_seconds: number;
  buckets: LogBucket[];
  /** Matching lines before this time were not counted: there are too many. */
  counted_from: Date | null;
}

/** The fields with suggestions, and the columns they are read from. */
const FACETS = {
  action: 'action',
  username: 'username',
  endpoint: 'endpoint',
  method: 'method',
  status_code: 'status_code',
  model: `metadata->>'model'`,
  key: `metadata->>'key_name'`,
  error: `metadata->>'error_code'`,
} as const;
export type FacetField = keyof typeof FACETS;
export const FACET_FIELDS = Object.keys(FACETS) as FacetField[];

/** Widths of a bar, in seconds. */
const WIDTHS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000,
];
/** Lines that are read one by one, the newest first, where the counts do not apply. */
const MOST_LOOKED_AT = 20_000;

/** Figures of the request log at a cost that does not grow with the log. */
@Injectable()
export class LogFiguresRepository {
  constructor(
    @InjectRepository(LogCount) private readonly counts: Repository<LogCount>,
    private readonly search: LogSearchRepository,
  ) {}

  /** Lines per period and level. Without `from` it begins with the oldest line. */
  async histogram(filter: LogFilter, most: number): Promise<LogHistogram> {
    const to = filter.to ?? new Date();
    const from = filter.from ?? (await this.oldest()) ?? new Date(to.getTime() - 3_600_000);
    const seconds = Math.max(1, (to.getTime() - from.getTime()) / 1_000);
    // Periods begin at round times, so a partial one may be added at each end.
    const width =
      WIDTHS.find((one) => seconds / one <= Math.max(1, most - 1)) ?? Math.ceil(seconds / most / 86_400) * 86_400;
    const start = Math.floor(from.getTime() / 1_000 / width) * width;
    const buckets: LogBucket[] = [];
    for (let at = start; at * 1_000 < to.getTime(); at += width)
      buckets.push({ at: new Date(at * 1_000), info: 0, warning: 0, error: 0 });
    const counted = isCounted(filter) && width % 60 === 0;
    const { rows, counted_from } = counted
      ? await this.fromCounts(filter, start, to, width)
      : await this.fromLines({ ...filter, from, to }, width);
    for (const { at, level, n } of rows) {
      const bucket = buckets[(Number(at) - start) / width];
      if (bucket) bucket[level] = Number(n);
    }
    return {
      from: new Date(start * 1_000),
      to: new Date((start + buckets.length * width) * 1_000),
      bucket_seconds: width,
      buckets,
      counted_from,
    };
  }

  facets(field: FacetField): Promise<Facet[]> {
    return facetsOf(this.counts.manager, FACETS[field], 'logs ORDER BY created_at DESC, id DESC');
  }

  /** Lines with each of these error codes since a time, up to a number; codes without any are left out. */
  failures(codes: readonly string[], since: Date, most: number): Promise<{ code: string; n: number }[]> {
    return this.counts.query(
      `SELECT code, n FROM unnest($1::text[]) code, LATERAL (SELECT count(*)::int AS n FROM (SELECT FROM logs
         WHERE metadata->>'error_code' = code AND created_at >= $2 ORDER BY created_at DESC, id DESC LIMIT $3) one) c
       WHERE n > 0 ORDER BY n DESC, code`,
      [codes, since, most],
    );
  }

  private async oldest(): Promise<Date | null> {
    const [row]: { at: Date | null }[] = await this.counts.query(
      'SELECT min(at) AS at FROM log_counts WHERE step = 60',
    );
    return row!.at;
  }

  private async fromCounts(filter: LogFilter, start: number, to: Date, width: number): Promise<Counted> {
    const rows: CountedRow[] = await this.counts.query(
      ...bound(
        `SELECT floor(extract(epoch FROM at) / :width) * :width AS at,
           CASE level WHEN 'console' THEN 'info' ELSE level END AS level, sum(n) AS n FROM log_counts
         WHERE step = :step AND at >= :start AND at < :to AND ${countedLevels(filter)} GROUP BY 1, 2`,
        filter,
        { width, step: width % 3_600 === 0 ? 3_600 : 60, start: new Date(start * 1_000), to },
      ),
    );
    return { rows, counted_from: null };
  }

  /** Counts the newest matching lines; where no index has them, the matching ones of the newest lines. */
  private async fromLines(filter: LogFilter, width: number): Promise<Counted> {
    const { rows, end } = await this.search.newest<CountedRow & { oldest: Date }>(
      filter,
      MOST_LOOKED_AT,
      (lines) => `SELECT floor(extract(epoch FROM created_at) / :width) * :width AS at,
         CASE WHEN status_code >= 500 THEN 'error' WHEN status_code >= 400 THEN 'warning' ELSE 'info' END AS level,
         count(*) AS n, min(created_at) AS oldest FROM (${lines}) newest GROUP BY 1, 2`,
      { width },
    );
    const full = rows.reduce((sum, { n }) => sum + Number(n), 0) === MOST_LOOKED_AT;
    const oldest = full ? new Date(Math.min(...rows.map((row) => row.oldest.getTime()))) : undefined;
    return { rows, counted_from: oldest ?? end?.created_at ?? null };
  }
}

interface CountedRow {
  at: string;
  level: LogLevel;
  n: string;
}

interface Counted {
  rows: CountedRow[];
  counted_from: Date | null;
}
