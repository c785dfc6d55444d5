import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Few threads have an open queue, and every few seconds those are looked for whose process is gone. */
const UP = `
SET LOCAL statement_timeout = 0;
ALTER TABLE chat_threads ADD COLUMN queue_open boolean NOT NULL DEFAULT false;
CREATE INDEX chat_threads_queue_open_idx ON chat_threads (updated_at) WHERE queue_open;
CREATE TABLE chat_queued_messages (
  id uuid PRIMARY KEY,
  thread_id uuid NOT NULL,
  user_id uuid NOT NULL,
  position integer NOT NULL,
  prompt text NOT NULL,
  images text[],
  model text,
  options jsonb,
  use_cache boolean NOT NULL DEFAULT true,
  client_message_id text,
  session_id uuid,
  key_id uuid,
  request_id text NOT NULL,
  problem jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT chat_queued_messages_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES chat_threads (id) ON DELETE CASCADE
);
CREATE INDEX chat_queued_messages_place_idx ON chat_queued_messages (thread_id, position);
CREATE INDEX chat_queued_messages_user_id_idx ON chat_queued_messages (user_id);
CREATE UNIQUE INDEX chat_queued_messages_client_id_key ON chat_queued_messages (user_id, client_message_id)
  WHERE client_message_id IS NOT NULL;
`;

/** Messages that wait until the answer before them ends. */
export class QueuedMessages1764201020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE chat_queued_messages');
    await runner.query('ALTER TABLE chat_threads DROP COLUMN queue_open');
  }
}
