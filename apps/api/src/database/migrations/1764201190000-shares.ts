import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE chat_shares (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT chat_shares_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  thread_id uuid CONSTRAINT chat_shares_thread_id_fkey REFERENCES chat_threads (id) ON DELETE SET NULL,
  token_hash text NOT NULL,
  level text NOT NULL CONSTRAINT chat_shares_level_check CHECK (level IN ('members', 'group', 'link')),
  group_id uuid CONSTRAINT chat_shares_group_id_fkey REFERENCES groups (id) ON DELETE SET NULL,
  title text NOT NULL,
  author text,
  system_prompt text,
  messages jsonb NOT NULL,
  message_count integer NOT NULL,
  views integer NOT NULL DEFAULT 0,
  last_viewed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX chat_shares_token_hash_key ON chat_shares (token_hash);
CREATE INDEX chat_shares_user_id_idx ON chat_shares (user_id);
CREATE INDEX chat_shares_thread_id_idx ON chat_shares (thread_id);
CREATE INDEX chat_shares_group_id_idx ON chat_shares (group_id);
`;

/** Frozen copies of branches that others may read. */
export class Shares1764201190000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE chat_shares');
  }
}
