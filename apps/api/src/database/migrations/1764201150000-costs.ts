import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE models ADD COLUMN cost jsonb NOT NULL DEFAULT '{}';
ALTER TABLE groups ADD COLUMN budget jsonb NOT NULL DEFAULT '{}';
ALTER TABLE usage_days
  ADD COLUMN cost_micros bigint NOT NULL DEFAULT 0, ADD COLUMN energy_micro_wh bigint NOT NULL DEFAULT 0;
CREATE TABLE group_usage_days (
  day date NOT NULL,
  group_id uuid NOT NULL,
  requests integer NOT NULL DEFAULT 0,
  input_tokens bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  cost_micros bigint NOT NULL DEFAULT 0,
  energy_micro_wh bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, group_id)
);
CREATE INDEX group_usage_days_group_id_idx ON group_usage_days (group_id, day);
`;

const DOWN = `
DROP TABLE group_usage_days;
ALTER TABLE usage_days DROP COLUMN cost_micros, DROP COLUMN energy_micro_wh;
ALTER TABLE groups DROP COLUMN budget;
ALTER TABLE models DROP COLUMN cost;
`;

/** What models cost, what was used at the price of its time, and what groups have used and may use together. */
export class Costs1764201150000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
