import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * How many requests a key with a limit made in its latest minute: in the database, so that a restart forgets nothing
 * and all processes count together.
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
