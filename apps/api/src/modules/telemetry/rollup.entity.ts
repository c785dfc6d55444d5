import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What a row is about: everything, one model, one user; a model in memory, and without a name how often anybody looked
 * which ones are; or how often one action was done, ever.
 */
export type RollupKind = 'all' | 'model' | 'user' | 'loaded' | 'action';

/** What happened in a minute, in five, in an hour or a day. Rows of several processes are one row: they add. */
@Entity('telemetry_rollups')
export class Rollup {
  /** Seconds: 60, 300, 3600 or 86400; 0 is all time. */
  @PrimaryColumn('integer')
  step: number;

  @PrimaryColumn('text')
  kind: RollupKind;

  @PrimaryColumn('timestamptz')
  at: Date;

  /** Name of the model or action, id of the user; empty for everything. */
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

  /** Tokens whose time is known, and that time. */
  @Column('bigint', { default: 0 })
  timed_tokens: number;

  @Column('bigint', { default: 0 })
  timed_ms: number;

  @Column('integer', { default: 0 })
  starts: number;

  /** How often the process looked at itself; of a model in memory, how often it was there. */
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

  /** Observations by bucket; of a model the time of whole answers, else of requests. */
  @Column('integer', { array: true, default: () => "'{}'" })
  latency: number[];

  @Column('integer', { array: true, default: () => "'{}'" })
  ttft: number[];
}
