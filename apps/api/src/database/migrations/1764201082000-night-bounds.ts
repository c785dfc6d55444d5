import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE batches ADD COLUMN bytes bigint NOT NULL DEFAULT 0;
ALTER TABLE chat_schedules ADD COLUMN waits_since timestamptz;
ALTER TABLE chat_schedules ADD COLUMN preset_id uuid
  CONSTRAINT chat_schedules_preset_id_fkey REFERENCES chat_presets (id) ON DELETE SET NULL;
CREATE INDEX chat_schedules_preset_id_idx ON chat_schedules (preset_id);
`;

const DOWN = `
ALTER TABLE chat_schedules DROP COLUMN preset_id;
ALTER TABLE chat_schedules DROP COLUMN waits_since;
ALTER TABLE batches DROP COLUMN bytes;
`;

/** How much a batch under way holds; since when a scheduled prompt waits for its model; how it begins its chats. */
export class NightBounds1764201082000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
