import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Few chats are temporary, and every hour those that nobody uses are looked for. */
const UP = `
SET LOCAL statement_timeout = 0;
CREATE INDEX chat_threads_temporary_idx ON chat_threads (updated_at) WHERE temporary;
`;

/** The retention of temporary chats no longer reads all chats. */
export class TemporaryThreads1764200910000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX chat_threads_temporary_idx');
  }
}
