import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A limit that was sent as `null` was stored, and then refused every request. */
export class LimitsWithoutNull1764200560000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['api_keys', 'quotas'])
      await runner.query(
        `UPDATE ${table} SET limits = jsonb_strip_nulls(limits);
         ALTER TABLE ${table} ADD CONSTRAINT ${table}_limits_check CHECK (limits = jsonb_strip_nulls(limits))`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['api_keys', 'quotas'])
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_limits_check`);
  }
}
