import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Wrong codes of an account since the last right one. In the database, because all server processes count together. */
@Entity('code_failures')
export class CodeFailures {
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'code_failures_user_id_fkey' })
  @PrimaryColumn('uuid')
  user_id: string;

  @Column('integer')
  failures: number;

  /** Codes before this time are refused unread. */
  @Column('timestamptz')
  blocked_until: Date;

  @Column('timestamptz')
  last_at: Date;
}
