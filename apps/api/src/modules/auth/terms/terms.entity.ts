import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One version of the terms of use; the highest one counts. Its text never changes. */
@Entity('terms_versions')
export class TermsVersion {
  @PrimaryColumn('integer')
  version: number;

  /** Markdown. */
  @Column('text')
  text: string;

  /** Whether nobody may go on without having accepted it. */
  @Column('boolean')
  is_required: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  published_at: Date;

  /** User name of the admin, by the name of that time. */
  @Column('text')
  published_by: string;
}

/** Somebody has accepted a version. */
@Entity('terms_acceptances')
export class TermsAcceptance {
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'terms_acceptances_user_id_fkey' })
  @PrimaryColumn('uuid')
  user_id: string;

  @ForeignKey('TermsVersion', { name: 'terms_acceptances_version_fkey' })
  @Index('terms_acceptances_version_idx')
  @PrimaryColumn('integer')
  version: number;

  @CreateDateColumn({ type: 'timestamptz' })
  accepted_at: Date;
}
