import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../../../common/access/roles.js';

/** `invite` creates an account; `reset` sets the password of one. */
export type LinkKind = 'invite' | 'reset';

/** A link that an admin hands over, because this product sends no mail. Only its hash is stored. */
@Entity('account_links')
@Check('account_links_kind_check', `kind IN ('invite', 'reset')`)
@Check('account_links_role_check', `role IN ('user', 'developer', 'admin')`)
export class AccountLink {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: LinkKind;

  @Index('account_links_token_hash_key', { unique: true })
  @Column('text')
  token_hash: string;

  /** The account whose password a `reset` sets. */
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'account_links_user_id_fkey' })
  @Column('uuid', { nullable: true })
  user_id: string | null;

  /** Role of the account that an `invite` creates. */
  @Column('text', { nullable: true })
  role: Role | null;

  /** The only e-mail address an `invite` is valid for; `null` means any. */
  @Column('text', { nullable: true })
  email: string | null;

  @Column('uuid', { nullable: true })
  created_by: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  expires_at: Date;

  @Column('timestamptz', { nullable: true })
  used_at: Date | null;
}
