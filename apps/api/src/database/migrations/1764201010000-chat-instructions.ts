import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE chat_instructions (
  user_id uuid PRIMARY KEY,
  about text NOT NULL,
  answers text NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT chat_instructions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
`;

/** What people want every model to know about them. */
export class ChatInstructions1764201010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE chat_instructions');
  }
}
