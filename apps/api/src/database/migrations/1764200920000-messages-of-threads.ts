import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A message belongs to a thread, and the thread to its owner. The second way from a message to its owner had no index:
 * the deletion of an account read every message of everybody. It also made each question lock its owner twice more.
 */
export class MessagesOfThreads1764200920000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE chat_messages DROP CONSTRAINT chat_messages_user_id_fkey');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE chat_messages ADD CONSTRAINT chat_messages_user_id_fkey FOREIGN KEY (user_id) ' +
        'REFERENCES users (id) ON DELETE CASCADE',
    );
  }
}
