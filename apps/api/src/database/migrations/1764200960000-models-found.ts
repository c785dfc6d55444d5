import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every model but the documented default came from a backend or from an administrator. The default counts as found when
 * it has answered.
 */
const UP = `
ALTER TABLE models ADD COLUMN found_at timestamptz;
UPDATE models SET found_at = created_at
WHERE provider <> 'embedded' AND (
  NOT is_default OR EXISTS (SELECT 1 FROM usage_days d WHERE d.model = models.name AND d.errors < d.requests));
`;

/** A model that was here once is not replaced by another when its backend is down. */
export class ModelsFound1764200960000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE models DROP COLUMN found_at');
  }
}
