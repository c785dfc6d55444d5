import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { BatchMark } from '../../common/batch-writer.js';
import { runPrepared } from '../../database/prepared.js';
import type { Cost } from '../../common/model-cost.js';
import { NO_KEY, UsageDay } from './usage-day.entity.js';

export const USAGE_GROUPS = ['day', 'key', 'model'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** Kind of a holder of limits, as the ledger's column is called. */
export type HolderColumn = 'user_id' | 'api_key_id' | 'group_id';

/** What is added to the ledger: to a person's day, and to that of these groups. */
export type UsageEntry = UsageDay & { group_ids: readonly string[] };

/** A holder of limits. */
export interface HolderId {
  column: HolderColumn;
  id: string;
}

const idsOf = (holders: readonly HolderId[], wanted: HolderColumn): string[] =>
  holders.filter(({ column }) => column === wanted).map(({ id }) => id);

/** Number of answers, and tokens of prompts and answers. */
export interface Used {
  requests: number;
  tokens: number;
}

export interface UsageRow extends Cost {
  day: string | null;
  api_key_id: string | null;
  model: string | null;
  requests: number;
  input_tokens: number;
  output_tokens: number;
  errors: number;
  cache_hits: number;
  avg_latency_ms: number | null;
}

const COLUMNS: Record<UsageGroup, string> = { day: 'day', key: 'api_key_id', model: 'model' };
const SUMS = `sum(requests)::int AS requests, sum(input_tokens)::float8 AS input_tokens,
  sum(output_tokens)::float8 AS output_tokens, sum(errors)::int AS errors,
  sum(cache_hits)::int AS cache_hits, sum(cost_micros)::float8 AS cost_micros,
  sum(energy_micro_wh)::float8 AS energy_micro_wh,
  round(sum(latency_ms) / nullif(sum(requests), 0))::int AS avg_latency_ms`;

const HOLDERS: readonly HolderColumn[] = ['user_id', 'api_key_id', 'group_id'];

const PLACE = ['day', 'user_id', 'api_key_id', 'model'] as const;
const OF_GROUPS = ['requests', 'input_tokens', 'output_tokens', 'cost_micros', 'energy_micro_wh'] as const;
/** Figures of a row, which are added up. */
export const ADDED = [...OF_GROUPS, 'errors', 'cache_hits', 'latency_ms'] as const;
const TYPES: Record<(typeof PLACE | typeof ADDED)[number], string> = {
  day: 'date',
  user_id: 'uuid',
  api_key_id: 'uuid',
  model: 'text',
  requests: 'int',
  errors: 'int',
  cache_hits: 'int',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  latency_ms: 'bigint',
  cost_micros: 'bigint',
  energy_micro_wh: 'bigint',
};
const sumsOf = (names: readonly (typeof ADDED)[number][]): string =>
  names.map((name) => `sum(n.${name})::${TYPES[name]}`).join(', ');
const additionsOf = (table: string, names: readonly string[]): string =>
  names.map((name) => `${name} = ${table}.${name} + EXCLUDED.${name}`).join(', ');

@Injectable()
export class UsageRepository {
  constructor(@InjectRepository(UsageDay) private readonly days: Repository<UsageDay>) {}

  /** Adds to the ledger, once for each mark; safe for several processes at once. */
  async add(rows: UsageEntry[], { writer, number }: BatchMark): Promise<void> {
    const names = [...PLACE, ...ADDED];
    const types = names.map((name) => TYPES[name]);
    // A user may have been deleted since the question: skip their rows. In one order, so that no two processes wait for
    // each other.
    await this.days.query(
      `WITH n AS (
         SELECT * FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')},
             $${names.length + 1}::text[])
           AS n (${names.join(', ')}, group_ids)
         WHERE (SELECT take_batch($${names.length + 2}, $${names.length + 3}))
       ), of_groups AS (
         INSERT INTO group_usage_days AS g (day, group_id, ${OF_GROUPS.join(', ')})
         SELECT day, group_id, ${sumsOf(OF_GROUPS)} FROM n CROSS JOIN unnest(group_ids::uuid[]) AS one (group_id)
         GROUP BY day, group_id ORDER BY day, group_id
         ON CONFLICT (day, group_id) DO UPDATE SET ${additionsOf('g', OF_GROUPS)}
       )
       INSERT INTO usage_days AS u (${names.join(', ')})
       SELECT ${PLACE.join(', ')}, ${sumsOf(ADDED)} FROM n JOIN users ON users.id = n.user_id
       GROUP BY ${PLACE.join(', ')} ORDER BY ${PLACE.join(', ')}
       ON CONFLICT (${PLACE.join(', ')}) DO UPDATE SET ${additionsOf('u', ADDED)}`,
      [
        ...names.map((name) => rows.map((row) => row[name])),
        rows.map(({ group_ids }) => `{${group_ids.join(',')}}`),
        writer,
        number,
      ],
    );
  }

  /**
   * Usage of accounts, keys and groups from one day to another, both inclusive, by their ids; of those who used
   * nothing there is none.
   */
  async usedBetween(first: string, last: string, holders: readonly HolderId[]): Promise<Map<string, Used>> {
    const sums = (column: HolderColumn, ids: string) =>
      `SELECT ${column} AS id, sum(requests)::int AS requests, sum(input_tokens + output_tokens)::float8 AS tokens
       FROM ${column === 'group_id' ? 'group_usage_days' : 'usage_days'}
       WHERE day BETWEEN $1 AND $2 AND ${column} = ANY(${ids}) GROUP BY ${column}`;
    const rows = await runPrepared<Used & { id: string }>(
      this.days.manager,
      HOLDERS.map((column, i) => sums(column, `$${i + 3}::uuid[]`)).join(' UNION ALL '),
      [first, last, ...HOLDERS.map((column) => idsOf(holders, column))],
    );
    return new Map(rows.map(({ id, requests, tokens }) => [id, { requests, tokens }]));
  }

  /** Sums of one person's rows from one day to another, both inclusive. */
  async sums(userId: string, from: string, to: string, groups: UsageGroup[]): Promise<UsageRow[]> {
    const columns = groups.map((group) => COLUMNS[group]);
    const named = Object.values(COLUMNS).map((column) =>
      columns.includes(column) ? (column === 'day' ? 'day::text AS day' : column) : `NULL AS ${column}`,
    );
    const list = columns.join(', ');
    const grouped = columns.length > 0 ? `GROUP BY ${list} ORDER BY ${list}` : '';
    const rows = (await this.days.query(
      `SELECT ${named.join(', ')}, ${SUMS} FROM usage_days WHERE user_id = $1 AND day BETWEEN $2 AND $3 ${grouped}`,
      [userId, from, to],
    )) as UsageRow[];
    return rows.map((row) => ({ ...row, api_key_id: row.api_key_id === NO_KEY ? null : row.api_key_id }));
  }
}
