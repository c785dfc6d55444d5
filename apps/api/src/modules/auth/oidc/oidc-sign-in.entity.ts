import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What somebody went to a provider for: to sign in, to connect the own account, or to confirm who he is. */
export type OidcPurpose = 'sign-in' | 'connect' | 'confirm';

/** Somebody is at a provider and will be back. */
@Entity('oidc_sign_ins')
@Index('oidc_sign_ins_address_block_idx', ['address_block', 'created_at'])
@Check('oidc_sign_ins_purpose_check', `purpose IN ('sign-in', 'connect', 'confirm')`)
export class OidcSignIn {
  /** SHA-256 (hex) of `state`. */
  @PrimaryColumn('text')
  state_hash: string;

  /** SHA-256 (hex) of the cookie of the browser that went. */
  @Column('text')
  browser_hash: string;

  @Column('text')
  provider: string;

  @Column('text')
  purpose: OidcPurpose;

  /** Whose account it is about; `null` for a sign-in. */
  @Index('oidc_sign_ins_session_id_idx')
  @ForeignKey('Session', { onDelete: 'CASCADE', name: 'oidc_sign_ins_session_id_fkey' })
  @Column('uuid', { nullable: true })
  session_id: string | null;

  @Column('text')
  redirect_uri: string;

  /** Path of the portal that the person wanted to see. */
  @Column('text', { nullable: true })
  next: string | null;

  /** The place that the person came from, as it counts against limits. */
  @Column('text', { default: '' })
  address_block: string;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Index('oidc_sign_ins_expires_at_idx')
  @Column('timestamptz')
  expires_at: Date;
}
