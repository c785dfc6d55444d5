import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of who used which model, by day and key. Small: its rows grow with people and models, not with questions. */
const UP = `
CREATE TABLE usage_days (
  day date NOT NULL,
  user_id uuid NOT NULL,
  api_key_id uuid NOT NULL,
  model text NOT NULL,
  requests integer NOT NULL DEFAULT 0,
  input_tokens bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  errors integer NOT NULL DEFAULT 0,
  cache_hits integer NOT NULL DEFAULT 0,
  latency_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, user_id, api_key_id, model),
  CONSTRAINT usage_days_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
`;

export class Usage1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE usage_days');
  }
}
