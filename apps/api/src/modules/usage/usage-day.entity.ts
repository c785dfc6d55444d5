import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Placeholder in the ledger when no API key was used: a primary key cannot contain NULL. */
export const NO_KEY = '00000000-0000-0000-0000-000000000000';

const count = { transformer: { from: Number, to: (value: number) => value } };

/** The ledger: one person's use of one model on one day (UTC), in the chat or with one key. */
@Entity('usage_days')
@Index('usage_days_user_id_idx', ['user_id', 'day'])
@Index('usage_days_api_key_id_idx', ['api_key_id', 'day'])
export class UsageDay {
  @PrimaryColumn('date')
  day: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'usage_days_user_id_fkey' })
  @PrimaryColumn('uuid')
  user_id: string;

  @PrimaryColumn('uuid')
  api_key_id: string;

  @PrimaryColumn('text')
  model: string;

  @Column('integer', { default: 0 })
  requests: number;

  @Column('bigint', { default: 0, ...count })
  input_tokens: number;

  @Column('bigint', { default: 0, ...count })
  output_tokens: number;

  @Column('integer', { default: 0 })
  errors: number;

  @Column('integer', { default: 0 })
  cache_hits: number;

  /** Sum of milliseconds from question to end of answer. */
  @Column('bigint', { default: 0, ...count })
  latency_ms: number;

  /** At the prices of its time, in millionths of the currency. */
  @Column('bigint', { default: 0, ...count })
  cost_micros: number;

  /** Millionths of a watt-hour, estimated. */
  @Column('bigint', { default: 0, ...count })
  energy_micro_wh: number;
}

/** What the members of a group have used on one day (UTC) of the models that it allows, while they were members. */
@Entity('group_usage_days')
@Index('group_usage_days_group_id_idx', ['group_id', 'day'])
export class GroupUsageDay {
  @PrimaryColumn('date')
  day: string;

  /** It stays when the group is gone: what was spent was spent. */
  @PrimaryColumn('uuid')
  group_id: string;

  @Column('integer', { default: 0 })
  requests: number;

  @Column('bigint', { default: 0, ...count })
  input_tokens: number;

  @Column('bigint', { default: 0, ...count })
  output_tokens: number;

  @Column('bigint', { default: 0, ...count })
  cost_micros: number;

  @Column('bigint', { default: 0, ...count })
  energy_micro_wh: number;
}
