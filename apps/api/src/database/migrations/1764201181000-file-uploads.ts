import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE files ADD COLUMN received bigint NOT NULL DEFAULT 0, ADD COLUMN expires_at timestamptz;
CREATE INDEX files_expires_at_idx ON files (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX chat_messages_files_idx ON chat_messages USING gin (files jsonb_path_ops) WHERE files IS NOT NULL;
`;

/** How much of an upload is there, files that go with a temporary chat, and in which chats a file is. */
export class FileUploads1764201181000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP INDEX chat_messages_files_idx; ALTER TABLE files DROP COLUMN received, DROP COLUMN expires_at',
    );
  }
}
