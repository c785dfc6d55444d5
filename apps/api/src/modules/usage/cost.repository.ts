import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Cost } from '../../common/model-cost.js';
import { NO_KEY } from './usage-day.entity.js';

export const COST_GROUPS = ['model', 'user', 'key', 'group'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

/** What one model, person, key or group has used, and what that has cost. */
export interface CostRow extends Cost {
  /** Name of a model, or the id of the other three; `null`: used without a key. */
  id: string | null;
  /** `null`: it is gone, or there is none. */
  name: string | null;
  /** Whose key it is. */
  owner: string | null;
  requests: number;
  input_tokens: number;
  output_tokens: number;
}

const SUMS = `coalesce(sum(requests), 0)::int AS requests, coalesce(sum(input_tokens), 0)::float8 AS input_tokens,
  coalesce(sum(output_tokens), 0)::float8 AS output_tokens, coalesce(sum(cost_micros), 0)::float8 AS cost_micros,
  coalesce(sum(energy_micro_wh), 0)::float8 AS energy_micro_wh`;

/** Column of the ledger, its table, and where the names are. */
const GROUPS: Record<CostGroup, { column: string; table: string; name: string; owner: string; join: string }> = {
  model: {
    column: 'model',
    table: 'usage_days',
    name: 'coalesce(m.display_name, s.id)',
    owner: 'NULL',
    join: 'LEFT JOIN models m ON m.name = s.id',
  },
  user: {
    column: 'user_id',
    table: 'usage_days',
    name: 'u.username',
    owner: 'NULL',
    join: 'LEFT JOIN users u ON u.id = s.id',
  },
  key: {
    column: 'api_key_id',
    table: 'usage_days',
    name: 'k.name',
    owner: 'u.username',
    join: 'LEFT JOIN api_keys k ON k.id = s.id LEFT JOIN users u ON u.id = k.user_id',
  },
  group: {
    column: 'group_id',
    table: 'group_usage_days',
    name: 'g.name',
    owner: 'NULL',
    join: 'LEFT JOIN groups g ON g.id = s.id',
  },
};

/** Costs out of the ledger, whose rows have the prices of their time. */
@Injectable()
export class CostRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * From one day to another (UTC), both inclusive, the most expensive first.
   * @param most rows
   */
  async by(group: CostGroup, from: string, to: string, most: number): Promise<CostRow[]> {
    const { column, table, name, owner, join } = GROUPS[group];
    const rows = (await this.dataSource.query(
      `SELECT s.id::text AS id, ${name} AS name, ${owner} AS owner, requests, input_tokens, output_tokens, cost_micros,
         energy_micro_wh
       FROM (
         SELECT ${column} AS id, ${SUMS} FROM ${table} WHERE day BETWEEN $1 AND $2 GROUP BY ${column}
         ORDER BY cost_micros DESC, energy_micro_wh DESC, output_tokens DESC, ${column} LIMIT $3
       ) s ${join} ORDER BY cost_micros DESC, energy_micro_wh DESC, output_tokens DESC, s.id`,
      [from, to, most],
    )) as CostRow[];
    return rows.map((row) => (row.id === NO_KEY ? { ...row, id: null } : row));
  }

  /** Of all, or of one person. */
  async total(from: string, to: string, userId?: string): Promise<Omit<CostRow, 'id' | 'name' | 'owner'>> {
    const [total] = (await this.dataSource.query(
      `SELECT ${SUMS} FROM usage_days WHERE day BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR user_id = $3)`,
      [from, to, userId ?? null],
    )) as Omit<CostRow, 'id' | 'name' | 'owner'>[];
    return total!;
  }
}
