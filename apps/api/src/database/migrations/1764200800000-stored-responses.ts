import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE stored_responses (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT stored_responses_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  previous_id uuid,
  response jsonb NOT NULL,
  messages jsonb NOT NULL,
  bytes integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX stored_responses_user_id_idx ON stored_responses (user_id);
CREATE INDEX stored_responses_expires_at_idx ON stored_responses (expires_at);
`;

/** Responses of `/v1/responses` that their owners may fetch, delete and continue for 30 days. */
export class StoredResponses1764200800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stored_responses');
  }
}
