import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A WebAuthn credential of an account. */
@Entity('passkeys')
export class Passkey {
  @PrimaryColumn('uuid')
  id: string;

  @Index('passkeys_user_id_idx')
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'passkeys_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  /** As the authenticator names it, in base64url. */
  @Index('passkeys_credential_id_key', { unique: true })
  @Column('text')
  credential_id: string;

  /** COSE key. */
  @Column('bytea')
  public_key: Buffer;

  /** Signatures that the authenticator has made; one that does not rise means a copy. Many always report 0. */
  @Column('bigint')
  counter: string;

  /** How the browser reaches it: `internal`, `usb`, `hybrid` … */
  @Column('text', { array: true, default: () => "'{}'" })
  transports: string[];

  @Column('text')
  name: string;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz', { nullable: true })
  last_used_at: Date | null;
}
