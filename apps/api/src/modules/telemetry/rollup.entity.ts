import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Subject of a row: everything, one model, one user, a model in memory (the empty name counts the samples), or the
 * total of one action.
 */
export type RollupKind = 'all' | 'model' | 'user' | 'loaded' | 'action';

/** Figures of a minute, five minutes, an hour or a day. Several processes add to the same row. */
@Entity('telemetry_rollups')
export class Rollup {
  /** Seconds: 60, 300, 3600 or 86400; 0 for all time. */
  @PrimaryColumn('integer')
  step: number;

  @PrimaryColumn('text')
  kind: RollupKind;

  @PrimaryColumn('timestamptz')
  at: Date;

  /** Name of the model or action, or id of the user; empty for everything. */
  @PrimaryColumn('text')
  subject: string;

  @Column('integer', { default: 0 })
  requests: number;

  @Column('integer', { default: 0 })
  client_errors: number;

  @Column('integer', { default: 0 })
  server_errors: number;

  @Column('integer', { default: 0 })
  answers: number;

  @Column('integer', { default: 0 })
  failed_answers: number;

  @Column('integer', { default: 0 })
  cache_hits: number;

  @Column('integer', { default: 0 })
  cache_misses: number;

  @Column('bigint', { default: 0 })
  input_tokens: number;

  @Column('bigint', { default: 0 })
  output_tokens: number;

  /** Tokens with a known duration, and that duration. */
  @Column('bigint', { default: 0 })
  timed_tokens: number;

  @Column('bigint', { default: 0 })
  timed_ms: number;

  @Column('integer', { default: 0 })
  starts: number;

  /** Number of samples of the process; for a model in memory, the samples that found it. */
  @Column('integer', { default: 0 })
  samples: number;

  @Column('bigint', { default: 0 })
  queue_sum: number;

  @Column('bigint', { default: 0 })
  cpu_ms: number;

  @Column('integer', { default: 0 })
  queue_max: number;

  /** Memory of the process, or of a model. */
  @Column('bigint', { default: 0 })
  rss_bytes: number;

  @Column('double precision', { default: 0 })
  loop_ms: number;

  @Column('integer', { default: 0 })
  pool_used: number;

  @Column('bigint', { default: 0 })
  database_bytes: number;

  /** Observations per bucket: for a model the durations of answers, otherwise of requests. */
  @Column('integer', { array: true, default: () => "'{}'" })
  latency: number[];

  @Column('integer', { array: true, default: () => "'{}'" })
  ttft: number[];
}
