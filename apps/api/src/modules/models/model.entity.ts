import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Provider } from '../../llm/index.js';
import type { ModelCost } from '../../common/model-cost.js';
import type { ModelOptions } from './model-options.js';

/** A model that the portal offers. Whether a backend has it now is not stored: see `ModelCatalog`. */
@Entity('models')
@Check('models_provider_check', `provider IN ('ollama', 'openai', 'embedded')`)
@Check('models_fallbacks_check', 'cardinality(fallbacks) <= 5')
export class Model {
  @PrimaryColumn('uuid')
  id: string;

  /** The backend's own name, e.g. `gemma2:2b`. */
  @Index('models_name_key', { unique: true })
  @Column('text')
  name: string;

  @Column('text')
  display_name: string;

  @Column('text')
  provider: Provider;

  @Column('boolean', { default: true })
  is_enabled: boolean;

  @Column('boolean', { default: false })
  is_default: boolean;

  /** Defaults of this model; a request's own options override them. */
  @Column('jsonb', { default: () => "'{}'" })
  options: ModelOptions;

  @Column('text', { nullable: true })
  system_prompt: string | null;

  /** Which roles may use it (`user` means everybody). */
  @Column('text', { array: true, default: () => "'{user}'" })
  roles: string[];

  /** Ids of the groups for which it is reserved; `null`: for nobody, an empty list: nobody may use it. */
  @Column('uuid', { array: true, nullable: true })
  group_ids: string[] | null;

  /** Ids of the models that answer in its place while it is out, in this order; at most five. */
  @Column('uuid', { array: true, default: () => "'{}'" })
  fallbacks: string[];

  /** What its tokens cost from now on. */
  @Column('jsonb', { default: () => "'{}'" })
  cost: ModelCost;

  /** An admin removed it from the portal while a backend still has it: it stays hidden until it is added again. */
  @Column('timestamptz', { nullable: true })
  withdrawn_at: Date | null;

  /** When a backend was first seen to have it; null: never yet. */
  @Column('timestamptz', { nullable: true })
  found_at: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}
