import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * Requests of a key with a limit in its latest minute. In the database, so that the count survives a restart and all
 * processes share it.
 */
@Entity('key_minutes')
export class KeyMinute {
  @ForeignKey('ApiKey', { onDelete: 'CASCADE', name: 'key_minutes_api_key_id_fkey' })
  @PrimaryColumn('uuid')
  api_key_id: string;

  @Column('timestamptz')
  minute: Date;

  @Column('integer')
  requests: number;
}
