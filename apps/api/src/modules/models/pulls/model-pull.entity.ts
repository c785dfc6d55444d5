import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ProblemDto } from '../../../common/errors/problem.dto.js';

export const PULL_KINDS = ['pull', 'download'] as const;
export type PullKind = (typeof PULL_KINDS)[number];
export const PULL_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type PullState = (typeof PULL_STATES)[number];

const bytes = { default: 0, transformer: { from: Number, to: (value: number) => value } };

/** A model being pulled. The server owns the job; this row survives a reload and a restart. */
@Entity('model_pulls')
@Check('model_pulls_kind_check', `kind IN ('pull', 'download')`)
@Check('model_pulls_state_check', `state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')`)
@Index('model_pulls_active_key', ['backend_id', 'name'], { unique: true, where: `state IN ('queued', 'running')` })
export class ModelPull {
  @PrimaryColumn('uuid')
  id: string;

  /** `pull`: from the backend's registry by name; `download`: a file from an address. */
  @Column('text')
  kind: PullKind;

  @Column('text')
  name: string;

  @Column('text')
  backend_id: string;

  @Column('text', { nullable: true })
  url: string | null;

  @Column('text', { nullable: true })
  sha256: string | null;

  @Column('text')
  state: PullState;

  /** Current step, in the backend's words. */
  @Column('text', { default: '' })
  phase: string;

  @Column('bigint', bytes)
  completed: number;

  /** 0 while unknown. */
  @Column('bigint', bytes)
  total: number;

  @Column('jsonb', { nullable: true })
  problem: ProblemDto | null;

  /** User name of the admin. */
  @Column('text')
  requested_by: string;

  @Index('model_pulls_created_at_idx')
  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  /** Also the heartbeat of an active job. */
  @Column('timestamptz', { default: () => 'now()' })
  updated_at: Date;

  @Column('timestamptz', { nullable: true })
  ended_at: Date | null;
}
