import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Counts of the cache for one day (UTC), over all models. */
@Entity('cache_days')
export class CacheDay {
  @PrimaryColumn('date')
  day: string;

  /** Answered from the cache. */
  @Column('integer', { default: 0 })
  hits: number;

  /** Answered by a backend. */
  @Column('integer', { default: 0 })
  misses: number;

  /** Joined an identical request in progress. */
  @Column('integer', { default: 0 })
  joined: number;

  /** Tokens that no backend had to generate, thanks to hits and joins. */
  @Column('bigint', { default: 0, transformer: { from: Number, to: (value: number) => value } })
  tokens_saved: number;

  /** Saved backend time in milliseconds. */
  @Column('bigint', { default: 0, transformer: { from: Number, to: (value: number) => value } })
  ms_saved: number;
}
