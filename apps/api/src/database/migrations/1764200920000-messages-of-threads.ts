import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Times of chats are written in whole milliseconds by now: a cursor holds no more, and could skip a chat. */
const UP = `
SET LOCAL statement_timeout = 0;
ALTER TABLE chat_messages DROP CONSTRAINT chat_messages_user_id_fkey;
UPDATE chat_threads SET updated_at = date_trunc('milliseconds', updated_at)
  WHERE updated_at <> date_trunc('milliseconds', updated_at);
`;

const DOWN = `
SET LOCAL statement_timeout = 0;
ALTER TABLE chat_messages ADD CONSTRAINT chat_messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
  ON DELETE CASCADE;
`;

/**
 * A message belongs to a thread, and the thread to its owner. The second way from a message to its owner had no index:
 * the deletion of an account read every message of everybody. It also made each question lock its owner twice more.
 */
export class MessagesOfThreads1764200920000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
