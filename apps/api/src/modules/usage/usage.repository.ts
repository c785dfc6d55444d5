import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { BatchMark } from '../../common/batch-writer.js';
import { runPrepared } from '../../database/prepared.js';
import { NO_KEY, UsageDay } from './usage-day.entity.js';

export const USAGE_GROUPS = ['day', 'key', 'model'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** Kind of a holder of limits, as the ledger's column is called. */
export type HolderColumn = 'user_id' | 'api_key_id';

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

export interface UsageRow {
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
  sum(cache_hits)::int AS cache_hits, round(sum(latency_ms) / nullif(sum(requests), 0))::int AS avg_latency_ms`;

@Injectable()
export class UsageRepository {
  constructor(@InjectRepository(UsageDay) private readonly days: Repository<UsageDay>) {}

  /** Adds to the ledger, once for each mark; safe for several processes at once. */
  async add(rows: UsageDay[], { writer, number }: BatchMark): Promise<void> {
    const columns = [
      'day',
      'user_id',
      'api_key_id',
      'model',
      'requests',
      'input_tokens',
      'output_tokens',
      'errors',
      'cache_hits',
      'latency_ms',
    ] as const;
    const types = ['date', 'uuid', 'uuid', 'text', 'int', 'bigint', 'bigint', 'int', 'int', 'bigint'];
    // A user may have been deleted since the question: skip their rows.
    await this.days.query(
      `INSERT INTO usage_days AS u (${columns.join(', ')})
       SELECT n.* FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')}) AS n
         (${columns.join(', ')}) JOIN users ON users.id = n.user_id
       WHERE (SELECT take_batch($${columns.length + 1}, $${columns.length + 2}))
       ON CONFLICT (day, user_id, api_key_id, model) DO UPDATE SET ${columns
         .slice(4)
         .map((name) => `${name} = u.${name} + EXCLUDED.${name}`)
         .join(', ')}`,
      [...columns.map((name) => rows.map((row) => row[name])), writer, number],
    );
  }

  /**
   * Usage of accounts and keys from one day to another, both inclusive, by their ids; of those who used nothing there is
   * none.
   */
  async usedBetween(first: string, last: string, holders: readonly HolderId[]): Promise<Map<string, Used>> {
    const sums = (column: HolderColumn, ids: string) =>
      `SELECT ${column} AS id, sum(requests)::int AS requests, sum(input_tokens + output_tokens)::float8 AS tokens
       FROM usage_days WHERE day BETWEEN $1 AND $2 AND ${column} = ANY(${ids}) GROUP BY ${column}`;
    const rows = await runPrepared<Used & { id: string }>(
      this.days.manager,
      `${sums('user_id', '$3::uuid[]')} UNION ALL ${sums('api_key_id', '$4::uuid[]')}`,
      [first, last, idsOf(holders, 'user_id'), idsOf(holders, 'api_key_id')],
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
