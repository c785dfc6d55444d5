import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Why the last run of a schedule failed. */
export interface ScheduleProblem {
  code: string;
  title: string;
  detail: string;
}

/** A prompt that is asked at set times. */
@Entity('chat_schedules')
@Index('chat_schedules_next_run_at_idx', ['next_run_at'], { where: 'NOT paused' })
export class ChatSchedule {
  @PrimaryColumn('uuid')
  id: string;

  @Index('chat_schedules_user_id_idx')
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'chat_schedules_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  name: string;

  @Column('text')
  prompt: string;

  /** Name of the model; `null`: the thread's, or the default. */
  @Column('text', { nullable: true })
  model: string | null;

  /** How it begins a new chat: the model unless it names one, the system prompt and the options. */
  @Index('chat_schedules_preset_id_idx')
  @ForeignKey('ChatPreset', { onDelete: 'SET NULL', name: 'chat_schedules_preset_id_fkey' })
  @Column('uuid', { nullable: true })
  preset_id: string | null;

  @Column('text')
  cron: string;

  /** Name of a time zone, such as `Europe/Berlin`. */
  @Column('text')
  timezone: string;

  /** Whether it goes on in one thread; otherwise each run begins a new one. */
  @Column('boolean', { default: false })
  continues: boolean;

  /** The thread of the last run. */
  @Index('chat_schedules_thread_id_idx')
  @ForeignKey('ChatThread', { onDelete: 'SET NULL', name: 'chat_schedules_thread_id_fkey' })
  @Column('uuid', { nullable: true })
  thread_id: string | null;

  @Column('boolean', { default: false })
  paused: boolean;

  /** Runs that failed since the last one that did not. */
  @Column('integer', { default: 0 })
  failures: number;

  @Column('jsonb', { nullable: true })
  last_error: ScheduleProblem | null;

  /** `null` when there is no such time any more. */
  @Column('timestamptz', { nullable: true })
  next_run_at: Date | null;

  @Column('timestamptz', { nullable: true })
  last_run_at: Date | null;

  /** The run in progress, and until when its process may give no sign of life; without a run, until when it waits. */
  @Column('uuid', { nullable: true })
  claim: string | null;

  @Column('timestamptz', { nullable: true })
  claimed_until: Date | null;

  /** Since when the run that is due waits: a limit, or a model that is away. */
  @Column('timestamptz', { nullable: true })
  waits_since: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  updated_at: Date;
}
