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
}
