import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each new partition gets the indexes from `logs`. */
const UP = `
SET LOCAL statement_timeout = 0;
CREATE INDEX logs_warnings_idx ON logs (created_at, id) WHERE status_code >= 400 AND status_code < 500;
CREATE INDEX logs_errors_idx ON logs (created_at, id) WHERE status_code >= 500;
DROP INDEX logs_failed_idx;
`;

const DOWN = `
SET LOCAL statement_timeout = 0;
CREATE INDEX logs_failed_idx ON logs (created_at, id, status_code) WHERE status_code >= 400;
DROP INDEX logs_warnings_idx, logs_errors_idx;
`;

/** Errors are found at once where warnings are many, and warnings where errors are. */
export class LogLevels1764200940000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
