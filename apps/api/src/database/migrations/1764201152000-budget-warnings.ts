import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE budget_warnings (
  id uuid PRIMARY KEY,
  holder text NOT NULL CONSTRAINT budget_warnings_holder_check CHECK (holder IN ('user', 'key', 'group')),
  holder_id uuid NOT NULL,
  period text NOT NULL CONSTRAINT budget_warnings_period_check CHECK (period IN ('day', 'month')),
  first date NOT NULL,
  measure text NOT NULL CONSTRAINT budget_warnings_measure_check CHECK (measure IN ('requests', 'tokens')),
  level integer NOT NULL CONSTRAINT budget_warnings_level_check CHECK (level IN (80, 100)),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX budget_warnings_once_key ON budget_warnings (holder_id, period, first, measure, level);
CREATE INDEX budget_warnings_first_idx ON budget_warnings (first);
CREATE TABLE budget_warning_dismissals (
  warning_id uuid NOT NULL
    CONSTRAINT budget_warning_dismissals_warning_id_fkey REFERENCES budget_warnings (id) ON DELETE CASCADE,
  user_id uuid NOT NULL
    CONSTRAINT budget_warning_dismissals_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (warning_id, user_id)
);
CREATE INDEX budget_warning_dismissals_user_id_idx ON budget_warning_dismissals (user_id);
`;

const DOWN = `
DROP TABLE budget_warning_dismissals;
DROP TABLE budget_warnings;
`;

/** Who has been told in which day or month that a budget is nearly, or all, used up. */
export class BudgetWarnings1764201152000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
