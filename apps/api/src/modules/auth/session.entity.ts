import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One signed-in device. Its refresh token rotates at every use; only hashes are kept. */
@Entity('sessions')
export class Session {
  @PrimaryColumn('uuid')
  id: string;

  @Index('sessions_user_id_idx')
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'sessions_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  /** SHA-256 (hex) of the current refresh secret. */
  @Column('text')
  refresh_hash: string;

  /** The secret before the current one; accepted for a few more seconds because two tabs may refresh at once. */
  @Column('text', { nullable: true })
  previous_hash: string | null;

  @Column('timestamptz')
  rotated_at: Date;

  @Column('text', { nullable: true })
  user_agent: string | null;

  @Column('text', { nullable: true })
  ip_address: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  last_seen_at: Date;

  /** When the password was last confirmed; dangerous actions require a recent confirmation. */
  @Column('timestamptz')
  confirmed_at: Date;

  /** Changes of the account up to this time are known to the person at this device. */
  @Column('timestamptz', { default: () => 'now()' })
  notices_seen_at: Date;

  @Column('timestamptz')
  expires_at: Date;

  @Column('timestamptz', { nullable: true })
  revoked_at: Date | null;

  /** Opened by the word of somebody else: a provider. Its life has an end, however much it is used. */
  @Column('boolean', { default: false })
  is_external: boolean;

  /** Ended by somebody else than its owner, so the answers that it waited for end as well. */
  @Column('boolean', { default: false })
  ended_from_outside: boolean;
}
