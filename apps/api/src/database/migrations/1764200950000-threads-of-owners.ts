import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = 'user_id, archived, pinned, updated_at, id';

const UP = `
SET LOCAL statement_timeout = 0;
DROP INDEX chat_threads_listing_idx;
CREATE INDEX chat_threads_listing_idx ON chat_threads (${COLUMNS});
`;

const DOWN = `
SET LOCAL statement_timeout = 0;
DROP INDEX chat_threads_listing_idx;
CREATE INDEX chat_threads_listing_idx ON chat_threads (${COLUMNS}) WHERE NOT temporary;
`;

/**
 * The index of a person's chats has the temporary ones too: without them, the deletion of an account read everybody's
 * chats. A list passes over them; there are those of a day.
 */
export class ThreadsOfOwners1764200950000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
