import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Limits by the month: what a key has used since its first day. */
export class MonthsOfKeys1764201132000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX usage_days_api_key_id_idx ON usage_days (api_key_id, day)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX usage_days_api_key_id_idx');
  }
}
