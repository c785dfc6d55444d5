import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { BatchMark } from '../../common/batch-writer.js';
import { HISTOGRAMS, LEVELS, PEAKS, SUMS, type Figures, type Row } from './figures.js';
import { BUCKETS } from './histogram.js';
import type { Piece, Range } from './range.js';
import { Rollup } from './rollup.entity.js';

const COLUMNS = ['step', 'kind', 'at', 'subject', ...SUMS, ...PEAKS, ...HISTOGRAMS];
const TYPES: Record<string, string> = {
  step: 'int',
  kind: 'text',
  at: 'timestamptz',
  subject: 'text',
  loop_ms: 'float8',
  latency: 'int[]',
  ttft: 'int[]',
};
const CHANGES = [
  ...SUMS.map((name) => `${name} = r.${name} + excluded.${name}`),
  ...PEAKS.map((name) => `${name} = greatest(r.${name}, excluded.${name})`),
  ...HISTOGRAMS.map((name) => `${name} = telemetry_add(r.${name}, excluded.${name})`),
];
const ADD = `INSERT INTO telemetry_rollups AS r (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS n (${COLUMNS.map((name) => `${name} ${TYPES[name] ?? 'bigint'}`).join(', ')})
  WHERE (SELECT take_batch($2, $3)) ON CONFLICT (step, kind, at, subject) DO UPDATE SET ${CHANGES.join(', ')}`;

/** Sums element by element, which is far cheaper than unnesting the arrays into rows. */
const summed = (name: string): string =>
  `array[${Array.from({ length: BUCKETS }, (_, i) => `coalesce(sum(${name}[${i + 1}]), 0)::int`).join(', ')}] AS ` +
  `${name}`;
const FIGURES = [
  ...SUMS.map((name) => `sum(${name})::float8 AS ${name}`),
  ...PEAKS.map((name) => `max(${name})::float8 AS ${name}`),
  ...HISTOGRAMS.map(summed),
].join(', ');
/** Rows of a range with the start of their point, in integer arithmetic: decimals took longer than reading the rows. */
const BINNED =
  `SELECT *, date_bin(make_interval(secs => $1), at, 'epoch') AS bin FROM telemetry_rollups WHERE step = $2 AND at ` +
  '>= $3 AND at < $4';
/**
 * Rows of the pieces. OFFSET 0 forces an index range scan for each piece, whatever the planner estimates: for a union
 * it started parallel workers, which took longer than the reading, and a plain join could read the whole table.
 */
const COVERED = `FROM unnest($2::int[], $3::timestamptz[], $4::timestamptz[]) p (width, since, until),
  LATERAL (SELECT * FROM telemetry_rollups WHERE kind = $1 AND step = width AND at >= since AND at < until OFFSET 0) r`;
/** Which subjects are shown individually. */
const MOST_SUBJECTS = 20;
const USERS_COLUMNS = [
  'requests',
  'client_errors',
  'server_errors',
  'answers',
  'failed_answers',
  'input_tokens',
  'output_tokens',
] as const;

export type Point = Figures & { t: number };
export type Loaded = { t: number; model: string; samples: number; bytes: number };
export type OfModel = Figures & { subject: string };
export type OfUser = Record<(typeof USERS_COLUMNS)[number], number> & { user_id: string; username: string | null };

@Injectable()
export class RollupRepository {
  constructor(@InjectRepository(Rollup) private readonly rollups: Repository<Rollup>) {}

  /** Adds to the table, once for each mark; safe for several processes at once. */
  async add(rows: readonly Row[], { writer, number }: BatchMark): Promise<void> {
    await this.rollups.query(ADD, [
      JSON.stringify(rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))),
      writer,
      number,
    ]);
  }

  /** The points of a range that have figures; `t` in milliseconds. */
  series({ from, to, step, level }: Range): Promise<Point[]> {
    return this.rollups.query(
      `SELECT extract(epoch FROM bin)::float8 * 1000 AS t, ${FIGURES} FROM (${BINNED} AND kind = 'all') r GROUP ` +
        'BY bin ORDER BY bin',
      [step, level, new Date(from), new Date(to)],
    );
  }

  /** Tokens and their duration by point and model. */
  speeds(
    { from, to, step, level }: Range,
    models: readonly string[],
  ): Promise<{ t: number; model: string; tokens: number; ms: number }[]> {
    return this.rollups.query(
      `SELECT extract(epoch FROM bin)::float8 * 1000 AS t, subject AS model,
         sum(timed_tokens)::float8 AS tokens, sum(timed_ms)::float8 AS ms
       FROM (${BINNED} AND kind = 'model' AND subject = ANY ($5) AND timed_ms > 0) r GROUP BY bin, subject`,
      [step, level, new Date(from), new Date(to), models],
    );
  }

  /** How often each model was in memory, by point; the empty name counts the samples. */
  loaded({ from, to, step, level }: Range): Promise<Loaded[]> {
    return this.rollups.query(
      `SELECT extract(epoch FROM bin)::float8 * 1000 AS t, subject AS model,
         sum(samples)::float8 AS samples, max(rss_bytes)::float8 AS bytes
       FROM (${BINNED} AND kind = 'loaded') r GROUP BY bin, subject`,
      [step, level, new Date(from), new Date(to)],
    );
  }

  /** The most used models. */
  byModel(pieces: readonly Piece[]): Promise<OfModel[]> {
    return this.rollups.query(
      `SELECT subject, ${FIGURES} ${COVERED} GROUP BY 1 ORDER BY sum(requests) DESC, 1 LIMIT ${MOST_SUBJECTS}`,
      covering('model', pieces),
    );
  }

  /** The users with the most requests; a deleted user has no name. */
  byUser(pieces: readonly Piece[]): Promise<OfUser[]> {
    return this.rollups.query(
      `SELECT subject AS user_id, (SELECT username FROM users u WHERE u.id = subject::uuid) AS username,
         ${USERS_COLUMNS.join(', ')}
       FROM (SELECT subject, ${USERS_COLUMNS.map((name) => `sum(${name})::float8 AS ${name}`).join(', ')} ${COVERED}
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MOST_SUBJECTS}) top ORDER BY requests DESC, user_id`,
      covering('user', pieces),
    );
  }

  /** How many people used the portal, by point; the row without a time counts each of them once. */
  people({ from, to, step, level }: Range): Promise<{ t: number | null; n: number }[]> {
    return this.rollups.query(
      `SELECT extract(epoch FROM bin)::float8 * 1000 AS t, count(DISTINCT subject)::int AS n
       FROM (${BINNED} AND kind = 'user') r GROUP BY GROUPING SETS ((bin), ())`,
      [step, level, new Date(from), new Date(to)],
    );
  }

  async requests(pieces: readonly Piece[]): Promise<number> {
    const [sum]: { n: number | null }[] = await this.rollups.query(
      `SELECT sum(requests)::float8 AS n ${COVERED}`,
      covering('all', pieces),
    );
    return sum!.n ?? 0;
  }

  /** Totals of each action. */
  async actions(): Promise<Record<string, number>> {
    const rows: { subject: string; requests: number }[] = await this.rollups.query(
      `SELECT subject, requests FROM telemetry_rollups WHERE step = 0 AND kind = 'action' ORDER BY requests ` +
        'DESC, subject',
    );
    return Object.fromEntries(rows.map(({ subject, requests }) => [subject, requests]));
  }

  /** Size of the database on disk, in bytes. */
  async databaseBytes(): Promise<number> {
    const [row]: { bytes: string }[] = await this.rollups.query('SELECT pg_database_size(current_database()) AS bytes');
    return Number(row!.bytes);
  }

  /** Connections of this process: busy, open, and callers waiting for one. */
  pool(): { used: number; open: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = (
      this.rollups.manager.connection.driver as unknown as {
        master: { totalCount: number; idleCount: number; waitingCount: number };
      }
    ).master;
    return { used: totalCount - idleCount, open: totalCount, waiting: waitingCount };
  }

  /** Deletes expired rows. */
  async prune(now = Date.now()): Promise<void> {
    for (const { step, keepMs } of LEVELS)
      await this.rollups.query('DELETE FROM telemetry_rollups WHERE step = $1 AND at < $2', [
        step,
        new Date(now - keepMs),
      ]);
  }
}

/** Parameters of `COVERED`. */
function covering(kind: string, pieces: readonly Piece[]): unknown[] {
  return [
    kind,
    pieces.map(({ step }) => step),
    pieces.map(({ from }) => new Date(from)),
    pieces.map(({ to }) => new Date(to)),
  ];
}
