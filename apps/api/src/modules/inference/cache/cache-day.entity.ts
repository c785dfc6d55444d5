import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the cache did on one day (UTC), over all models. */
@Entity('cache_days')
export class CacheDay {
  @PrimaryColumn('date')
  day: string;

  /** Answered from the cache. */
  @Column('integer', { default: 0 })
  hits: number;

  /** Asked of a backend. */
  @Column('integer', { default: 0 })
  misses: number;

  /** Waited for the same question that was being answered already. */
  @Column('integer', { default: 0 })
  joined: number;

  /** Tokens that no backend had to write, of hits and joined ones. */
  @Column('bigint', { default: 0, transformer: { from: Number, to: (value: number) => value } })
  tokens_saved: number;

  /** Milliseconds of a backend that were not needed. */
  @Column('bigint', { default: 0, transformer: { from: Number, to: (value: number) => value } })
  ms_saved: number;
}
