import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * How many lines of a level a minute or an hour has; a trigger keeps it, so that a million lines are counted in
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
