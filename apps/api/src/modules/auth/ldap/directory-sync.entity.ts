import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When accounts are compared with a directory, by which process, and what came of it. */
@Entity('directory_syncs')
export class DirectorySync {
  /** As in `ExternalIdentity`. */
  @PrimaryColumn('text')
  issuer: string;

  @Column('timestamptz', { default: () => 'now()' })
  due_at: Date;

  /** Of the process that does it now. */
  @Column('uuid', { nullable: true })
  claim: string | null;

  /** When another process may take it over. */
  @Column('timestamptz', { nullable: true })
  claimed_until: Date | null;

  @Column('timestamptz', { nullable: true })
  finished_at: Date | null;

  /** Why nothing was done the last time. */
  @Column('text', { nullable: true })
  problem: string | null;

  /** Accounts that were compared. */
  @Column('integer', { default: 0 })
  people: number;
}
