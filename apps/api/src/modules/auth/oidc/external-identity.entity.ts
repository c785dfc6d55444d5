import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * Whose account at a provider is whose account here. Nothing but issuer and subject decides it: names and e-mail
 * addresses change hands.
 */
@Entity('external_identities')
@Index('external_identities_subject_key', ['issuer', 'subject'], { unique: true })
export class ExternalIdentity {
  @PrimaryColumn('uuid')
  id: string;

  @Index('external_identities_user_id_idx')
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'external_identities_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  issuer: string;

  @Column('text')
  subject: string;

  /** The address that the provider told last; for people to recognise the account by, for nothing else. */
  @Column('text', { nullable: true })
  email: string | null;

  /** Whether the provider asked for a second factor last time. */
  @Column('boolean', { default: false })
  second_factor: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz', { default: () => 'now()' })
  last_used_at: Date;
}
