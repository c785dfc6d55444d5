import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An authenticator app. Its secrets are encrypted (`SecretBox`). */
@Entity('totp_secrets')
export class TotpSecret {
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'totp_secrets_user_id_fkey' })
  @PrimaryColumn('uuid')
  user_id: string;

  /** The secret that counts; `null` until the first one is confirmed. */
  @Column('bytea', { nullable: true })
  secret: Buffer | null;

  /** Shown to the person, and not yet confirmed with a code. */
  @Column('bytea', { nullable: true })
  pending_secret: Buffer | null;

  @Column('timestamptz', { nullable: true })
  confirmed_at: Date | null;

  /** Time step of the newest code that was taken, so that no code works twice. */
  @Column('bigint', { nullable: true })
  last_step: string | null;
}
