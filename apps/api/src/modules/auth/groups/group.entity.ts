import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Budget, Quota } from '../../../common/access/quota.js';

/** Who says who is in a group: an admin, or the provider that signs people in. */
export const GROUP_SOURCES = ['manual', 'oidc', 'ldap', 'scim', 'proxy'] as const;
export type GroupSource = (typeof GROUP_SOURCES)[number];

/** Longest name of a group of any source, in characters. */
export const LONGEST_GROUP_NAME = 200;

/** People with a quota and models of their own. */
@Entity('groups')
@Check('groups_source_check', `source IN ('manual', 'oidc', 'ldap', 'scim', 'proxy')`)
@Check('groups_limits_check', 'limits = jsonb_strip_nulls(limits)')
@Index('groups_external_key', ['source', 'external_id'], { unique: true })
export class Group {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** Normalised form (`identityKey`): unique. */
  @Index('groups_name_key', { unique: true })
  @Column('text')
  name_key: string;

  @Column('text', { default: '' })
  description: string;

  @Column('text', { default: 'manual' })
  source: GroupSource;

  /** What the provider calls it. */
  @Column('text', { nullable: true })
  external_id: string | null;

  /** What a member may use at least; an absent field says nothing. */
  @Column('jsonb', { default: {} })
  limits: Quota;

  /** What its members may use together; an absent field is no limit. */
  @Column('jsonb', { default: {} })
  budget: Budget;

  /** Models that its members may use; `null`: all that their role may. */
  @Column('uuid', { array: true, nullable: true })
  model_ids: string[] | null;

  /** Whether an admin has said so. If not, the group says nothing about models: it neither opens nor confines. */
  @Column('boolean')
  models_decided: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  /** When a provider changed it last; `null`: never since it was made. */
  @Column('timestamptz', { nullable: true })
  updated_at: Date | null;
}

@Entity('group_members')
export class GroupMember {
  @ForeignKey('Group', { onDelete: 'CASCADE', name: 'group_members_group_id_fkey' })
  @PrimaryColumn('uuid')
  group_id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'group_members_user_id_fkey' })
  @Index('group_members_user_id_idx')
  @PrimaryColumn('uuid')
  user_id: string;

  @CreateDateColumn({ type: 'timestamptz' })
  added_at: Date;
}
