import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partial, because most lines are no model calls; each new partition gets them from `logs`. */
const UP = `
SET LOCAL statement_timeout = 0;
CREATE INDEX logs_model_idx ON logs ((metadata->>'model'), created_at, id)
  WHERE metadata->>'model' IS NOT NULL;
CREATE INDEX logs_key_idx ON logs ((metadata->>'api_key_id'), created_at, id)
  WHERE metadata->>'api_key_id' IS NOT NULL;
CREATE INDEX logs_key_name_idx ON logs ((metadata->>'key_name'), created_at, id)
  WHERE metadata->>'key_name' IS NOT NULL;
CREATE INDEX logs_error_idx ON logs ((metadata->>'error_code'), created_at, id)
  WHERE metadata->>'error_code' IS NOT NULL;
`;

/** The calls of a model or of a key, and failures by their code, are found in a log of any length. */
export class LogModelCalls1764200810000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX logs_model_idx, logs_key_idx, logs_key_name_idx, logs_error_idx');
  }
}
