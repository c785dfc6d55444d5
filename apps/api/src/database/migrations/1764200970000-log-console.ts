import type { MigrationInterface, QueryRunner } from 'typeorm';

const functionOf = (level: string) => `
CREATE OR REPLACE FUNCTION count_logs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In one order, so that two writers never wait for each other in a circle.
  WITH minutes AS (
    SELECT date_bin('1 minute', created_at, 'epoch') AS at, ${level} AS level, count(*) AS n FROM written GROUP BY 1, 2)
  INSERT INTO log_counts AS c (step, at, level, n)
  SELECT 60, at, level, n FROM minutes
  UNION ALL
  SELECT 3600, date_bin('1 hour', at, 'epoch'), level, sum(n) FROM minutes GROUP BY 2, 3
  ORDER BY 1, 2, 3
  ON CONFLICT (step, at, level) DO UPDATE SET n = c.n + excluded.n;
  RETURN NULL;
END $$;
`;
const FAILED = `WHEN status_code >= 500 THEN 'error' WHEN status_code >= 400 THEN 'warning'`;
/** A read of the consoles. */
const CONSOLE = `WHEN (endpoint = '/api/auth/refresh' OR method = 'GET'
      AND endpoint NOT IN ('/api/admin/backup', '/api/admin/logs/export', '/api/admin/audit/export')
      AND (starts_with(endpoint, '/api/admin/')
      OR starts_with(endpoint, '/api/developer/') OR endpoint IN ('/api/auth/me', '/api/auth/me/notices')))
      THEN 'console'`;

const UNCOUNT = `
INSERT INTO log_counts AS c (step, at, level, n) SELECT step, at, 'info', n FROM log_counts WHERE level = 'console'
ON CONFLICT (step, at, level) DO UPDATE SET n = c.n + excluded.n;
DELETE FROM log_counts WHERE level = 'console';
`;

/**
 * What the consoles read of themselves is counted apart, so that the log without it has exact numbers. Lines written
 * before are not counted again: they stay among the others.
 */
export class LogConsole1764200970000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(functionOf(`CASE ${FAILED} ${CONSOLE} ELSE 'info' END`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(functionOf(`CASE ${FAILED} ELSE 'info' END`));
    await runner.query(UNCOUNT);
  }
}
