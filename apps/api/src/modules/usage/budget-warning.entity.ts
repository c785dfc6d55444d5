import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Shares of a limit, in percent, at which its holder is told. */
export const WARNING_LEVELS = [80, 100] as const;
export type WarningLevel = (typeof WARNING_LEVELS)[number];

/** That a limit was nearly, or all, used up in one day or month: written once for each. */
@Entity('budget_warnings')
@Check('budget_warnings_holder_check', `holder IN ('user', 'key', 'group')`)
@Check('budget_warnings_period_check', `period IN ('day', 'month')`)
@Check('budget_warnings_measure_check', `measure IN ('requests', 'tokens')`)
@Check('budget_warnings_level_check', 'level IN (80, 100)')
@Index('budget_warnings_once_key', ['holder_id', 'period', 'first', 'measure', 'level'], { unique: true })
export class BudgetWarning {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  holder: 'user' | 'key' | 'group';

  @Column('uuid')
  holder_id: string;

  @Column('text')
  period: 'day' | 'month';

  /** The first day of the day or month (UTC). */
  @Index('budget_warnings_first_idx')
  @Column('date')
  first: string;

  @Column('text')
  measure: 'requests' | 'tokens';

  @Column('integer')
  level: WarningLevel;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}

/** Somebody does not want to see it any more, on any device. */
@Entity('budget_warning_dismissals')
export class BudgetWarningDismissal {
  @ForeignKey('BudgetWarning', { onDelete: 'CASCADE', name: 'budget_warning_dismissals_warning_id_fkey' })
  @PrimaryColumn('uuid')
  warning_id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'budget_warning_dismissals_user_id_fkey' })
  @Index('budget_warning_dismissals_user_id_idx')
  @PrimaryColumn('uuid')
  user_id: string;
}
