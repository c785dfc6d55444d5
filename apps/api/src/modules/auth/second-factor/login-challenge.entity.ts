import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ExternalSignIn } from '../external-session.entity.js';

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

  /** How the person signed in at a provider, for the session that the second factor opens. */
  @Column('jsonb', { nullable: true })
  external: ExternalSignIn | null;

  @Index('login_challenges_expires_at_idx')
  @Column('timestamptz')
  expires_at: Date;
}
