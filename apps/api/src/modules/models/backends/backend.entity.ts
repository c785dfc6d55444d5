import { Check, Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

export const BACKEND_STATES = ['on', 'draining', 'off'] as const;
/** `draining`: answers in progress go on, and no new one begins. `off`: it is not even asked for its models. */
export type BackendUse = (typeof BACKEND_STATES)[number];

export const ADDED_PROVIDERS = ['ollama', 'openai'] as const;

/**
 * A model server that an admin added, or the settings of one that the environment names: that row has no address. Its
 * key is the id by which the rest of the portal, the log and the metrics know it, so no address is there twice.
 */
@Entity('backends')
@Check('backends_provider_check', `provider IN ('ollama', 'openai')`)
@Check('backends_state_check', `state IN ('on', 'draining', 'off')`)
@Check('backends_weight_check', 'weight BETWEEN 1 AND 100')
@Check('backends_tier_check', 'tier BETWEEN 0 AND 9')
@Check('backends_max_parallel_check', 'max_parallel BETWEEN 1 AND 1000')
export class Backend {
  /** As `LlmBackend.id`: `ollama@gpu2:11434`. */
  @PrimaryColumn('text')
  id: string;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { nullable: true })
  provider: (typeof ADDED_PROVIDERS)[number] | null;

  @Column('text', { nullable: true })
  url: string | null;

  /** Encrypted (`SecretBox`). */
  @Column('bytea', { nullable: true })
  api_key: Buffer | null;

  /** Its share of the work beside others of its tier. */
  @Column('int', { default: 1 })
  weight: number;

  /** A lower tier is used first. */
  @Column('int', { default: 0 })
  tier: number;

  /** Answers at a time; null: the portal's setting. */
  @Column('int', { nullable: true })
  max_parallel: number | null;

  @Column('text', { default: 'on' })
  state: BackendUse;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at: Date;
}
