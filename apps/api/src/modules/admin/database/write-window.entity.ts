import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * An open write mode of one session, with its end. In the database, because several server processes may serve the
 * session.
 */
@Entity('sql_windows')
export class WriteWindow {
  @ForeignKey('Session', { onDelete: 'CASCADE', name: 'sql_windows_session_id_fkey' })
  @PrimaryColumn('uuid')
  session_id: string;

  @Column('timestamptz')
  until: Date;
}
