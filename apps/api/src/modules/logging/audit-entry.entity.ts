import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const AUDIT_RESULTS = ['ok', 'refused', 'failed'] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/** One action or attempt. Triggers number and chain the entries and reject every change, whoever makes it. */
@Entity('audit_log')
@Index('audit_log_request_id_idx', ['request_id'])
@Index('audit_log_actor_id_idx', ['actor_id', 'seq'])
@Index('audit_log_action_idx', ['action', 'seq'])
@Index('audit_log_target_id_idx', ['target_id', 'seq'])
@Check('audit_log_result_check', `result IN ('ok', 'refused', 'failed')`)
export class AuditEntry {
  @PrimaryColumn('bigint')
  seq: string;

  @Column('uuid')
  id: string;

  @Column('timestamptz')
  at: Date;

  @Column('uuid', { nullable: true })
  actor_id: string | null;

  /** The name at that time; `null` for a sign-in under a name that no account has, which may be a password. */
  @Column('text', { nullable: true })
  actor_name: string | null;

  /** `user.role-changed`; for a rejected attempt the name of the handler: `users.role`. */
  @Column('text')
  action: string;

  @Column('text', { nullable: true })
  target_type: string | null;

  @Column('text', { nullable: true })
  target_id: string | null;

  @Column('text', { nullable: true })
  target_name: string | null;

  @Column('text')
  result: AuditResult;

  @Column('jsonb', { nullable: true })
  detail: Record<string, unknown> | null;

  @Column('text', { nullable: true })
  ip_address: string | null;

  @Column('uuid', { nullable: true })
  request_id: string | null;

  @Column('text')
  previous_hash: string;

  @Column('text')
  hash: string;
}
