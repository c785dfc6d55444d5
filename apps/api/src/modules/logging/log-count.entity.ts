import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Number of lines per level in a minute or an hour. A trigger maintains it, so that a million lines are counted in
 * milliseconds.
 */
@Entity('log_counts')
export class LogCount {
  /** Seconds: 60 or 3600. */
  @PrimaryColumn('integer')
  step: number;

  @PrimaryColumn('timestamptz')
  at: Date;

  @PrimaryColumn('text')
  level: string;

  @Column('integer')
  n: number;
}
