import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A setting that an admin changed. Settings at their default have no row. */
@Entity('settings')
export class Setting {
  @PrimaryColumn('text')
  key: string;

  @Column('jsonb')
  value: unknown;

  @Column('timestamptz')
  updated_at: Date;

  @Column('uuid', { nullable: true })
  updated_by: string | null;
}
