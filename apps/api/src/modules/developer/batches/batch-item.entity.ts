import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A request of a batch. It is there until the batch is over; then its result is a line of a file. */
@Entity('batch_items')
@Index('batch_items_custom_id_key', ['batch_id', 'custom_id'], { unique: true })
@Index('batch_items_waiting_idx', ['batch_id', 'line'], { where: "state = 'waiting'" })
@Index('batch_items_running_idx', ['batch_id', 'claimed_until'], { where: "state = 'running'" })
export class BatchItem {
  @ForeignKey('Batch', { onDelete: 'CASCADE', name: 'batch_items_batch_id_fkey' })
  @PrimaryColumn('uuid')
  batch_id: string;

  /** In the input file, from 1. */
  @PrimaryColumn('integer')
  line: number;

  @Column('text')
  custom_id: string;

  /** JSON; `null` once there is a result. */
  @Column('text', { nullable: true })
  body: string | null;

  /** `failed`: the result goes into the error file. `unfinished`: the batch ended before its turn. */
  @Column('text', { default: 'waiting' })
  state: 'waiting' | 'running' | 'done' | 'failed' | 'unfinished';

  /** How often it was begun. */
  @Column('integer', { default: 0 })
  attempts: number;

  @Column('timestamptz', { default: () => 'now()' })
  not_before: Date;

  /** Whose work it is; another id each time. Only who has it may write the result. */
  @Column('uuid', { nullable: true })
  claim: string | null;

  /** Without a sign of life until then, its process is gone. */
  @Column('timestamptz', { nullable: true })
  claimed_until: Date | null;

  /** JSON: the `response` of its line in a file. */
  @Column('text', { nullable: true })
  response: string | null;
}
