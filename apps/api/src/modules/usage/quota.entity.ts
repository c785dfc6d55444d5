import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../../common/access/roles.js';
import type { Quota } from '../../common/access/quota.js';

/** The quota of a role, or of one account, which then overrides that of its role. */
@Check('quotas_limits_check', 'limits = jsonb_strip_nulls(limits)')
@Entity('quotas')
@Check('quotas_holder_check', '(role IS NULL) <> (user_id IS NULL)')
export class QuotaRow {
  @PrimaryColumn('uuid')
  id: string;

  @Index('quotas_role_key', { unique: true })
  @Column('text', { nullable: true })
  role: Role | null;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'quotas_user_id_fkey' })
  @Index('quotas_user_id_key', { unique: true })
  @Column('uuid', { nullable: true })
  user_id: string | null;

  @Column('jsonb', { default: {} })
  limits: Quota;
}
