import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CachedAnswer } from './cached-answer.js';

/** An answer that an admin pinned: it does not expire and survives a restart, as long as the model stays the same. */
@Entity('pinned_answers')
export class PinnedAnswer {
  @PrimaryColumn('uuid')
  id: string;

  /** The cache key; see `cacheKey`. */
  @Index('pinned_answers_key_key', { unique: true })
  @Column('text')
  key: string;

  @Column('text')
  model: string;

  /** Digest of the model when the answer was made; with another digest the pin no longer matches. */
  @Column('text')
  digest: string;

  @Column('text')
  prompt: string;

  @Column('jsonb')
  answer: CachedAnswer;

  @Column('integer', { default: 0 })
  hits: number;

  /** User name of the admin. */
  @Column('text')
  pinned_by: string;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}
