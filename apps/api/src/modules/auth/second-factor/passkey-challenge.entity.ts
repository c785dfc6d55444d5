import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a passkey is asked to sign for: to be added, as second factor, or as the only one. */
export type PasskeyPurpose = 'register' | 'second' | 'login';

/** A random value that a passkey has to sign. It counts once. */
@Entity('passkey_challenges')
@Check('passkey_challenges_purpose_check', `purpose IN ('register', 'second', 'login')`)
export class PasskeyChallenge {
  /** SHA-256 (hex). */
  @PrimaryColumn('text')
  challenge_hash: string;

  @Column('text')
  purpose: PasskeyPurpose;

  /** The account it was made for; `null` when the passkey is to say whose it is. */
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'passkey_challenges_user_id_fkey' })
  @Column('uuid', { nullable: true })
  user_id: string | null;

  @Index('passkey_challenges_expires_at_idx')
  @Column('timestamptz')
  expires_at: Date;
}
