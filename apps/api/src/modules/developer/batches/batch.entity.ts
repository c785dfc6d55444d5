import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The routes that a batch may call. */
export const BATCH_ENDPOINTS = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses'] as const;
export type BatchEndpoint = (typeof BATCH_ENDPOINTS)[number];

/** How a batch ends. */
export type BatchEnding = 'completed' | 'failed' | 'expired' | 'cancelled';
export const BATCH_STATUSES = [
  'validating',
  'failed',
  'in_progress',
  'finalizing',
  'completed',
  'expired',
  'cancelling',
  'cancelled',
] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** Why a batch failed; with a line when it was one of the file's. */
export interface BatchError {
  code: string;
  line: number | null;
  message: string;
  param: string | null;
}

/** Requests that are answered when nobody waits. */
@Entity('batches')
@Index('batches_user_id_idx', ['user_id', 'id'])
@Index('batches_open_idx', ['created_at'], { where: 'ended_at IS NULL' })
@Index('batches_ended_at_idx', ['ended_at'], { where: 'ended_at IS NOT NULL' })
export class Batch {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'batches_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  /** The API key that asked for it, whose rights it has; `null`: those of the account. The key may be gone. */
  @Column('uuid', { nullable: true })
  key_id: string | null;

  @Column('text')
  endpoint: BatchEndpoint;

  @Column('uuid')
  input_file_id: string;

  @Column('jsonb', { nullable: true })
  metadata: Record<string, string> | null;

  /** For how long its files are kept, if the request said. */
  @Column('integer', { nullable: true })
  output_seconds: number | null;

  @Column('text', { default: 'validating' })
  status: BatchStatus;

  /** What it will be when its files are written. */
  @Column('text', { nullable: true })
  ending: BatchEnding | null;

  @Column('jsonb', { nullable: true })
  errors: BatchError[] | null;

  @Column('integer', { default: 0 })
  total: number;

  @Column('integer', { default: 0 })
  completed: number;

  @Column('integer', { default: 0 })
  failed: number;

  /** What its lines and their results hold until it is over. A number as text, as the driver gives it. */
  @Column('bigint', { default: 0 })
  bytes: string;

  @Column('uuid', { nullable: true })
  output_file_id: string | null;

  @Column('uuid', { nullable: true })
  error_file_id: string | null;

  /** Which process reads its input or writes its files, and until when without a sign of life. */
  @Column('uuid', { nullable: true })
  claim: string | null;

  @Column('timestamptz', { nullable: true })
  claimed_until: Date | null;

  /** None of its lines begins before: a limit is reached, or the backend is away. */
  @Column('timestamptz', { default: () => 'now()' })
  not_before: Date;

  /** When a line of it began last. */
  @Column('timestamptz', { nullable: true })
  served_at: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  expires_at: Date;

  @Column('timestamptz', { nullable: true })
  in_progress_at: Date | null;

  @Column('timestamptz', { nullable: true })
  finalizing_at: Date | null;

  @Column('timestamptz', { nullable: true })
  cancelling_at: Date | null;

  @Column('timestamptz', { nullable: true })
  ended_at: Date | null;
}
