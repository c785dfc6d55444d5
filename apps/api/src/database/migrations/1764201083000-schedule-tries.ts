import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often the answers of a scheduled prompt failed in a row because of their backend. */
export class ScheduleTries1764201083000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE chat_schedules ADD COLUMN tries integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE chat_schedules DROP COLUMN tries');
  }
}
