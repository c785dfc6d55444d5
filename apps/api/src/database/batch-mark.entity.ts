import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last batch that a writer of figures has written; `take_batch` maintains it. */
@Entity('batch_marks')
export class BatchMarkRow {
  @PrimaryColumn('uuid')
  writer: string;

  @Column('bigint')
  number: string;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;
}
