import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A sign-in whose password was right and that waits for the second factor. */
@Entity('login_challenges')
export class LoginChallenge {
  /** SHA-256 (hex) of what the browser holds. */
  @PrimaryColumn('text')
  token_hash: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'login_challenges_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  /** Codes that were looked at, or are being looked at. */
  @Column('integer', { default: 0 })
  attempts: number;

  @Index('login_challenges_expires_at_idx')
  @Column('timestamptz')
  expires_at: Date;
}
