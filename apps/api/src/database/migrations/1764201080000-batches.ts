import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE batch_files (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT batch_files_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  purpose text NOT NULL,
  bytes bigint NOT NULL DEFAULT 0,
  complete boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX batch_files_user_id_idx ON batch_files (user_id, id);
CREATE INDEX batch_files_expires_at_idx ON batch_files (expires_at);
CREATE TABLE batch_file_chunks (
  file_id uuid NOT NULL CONSTRAINT batch_file_chunks_file_id_fkey REFERENCES batch_files (id) ON DELETE CASCADE,
  position integer NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (file_id, position)
);
CREATE TABLE batches (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT batches_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  key_id uuid,
  endpoint text NOT NULL,
  input_file_id uuid NOT NULL,
  metadata jsonb,
  output_seconds integer,
  status text NOT NULL DEFAULT 'validating',
  ending text,
  errors jsonb,
  total integer NOT NULL DEFAULT 0,
  completed integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  output_file_id uuid,
  error_file_id uuid,
  claim uuid,
  claimed_until timestamptz,
  not_before timestamptz NOT NULL DEFAULT now(),
  served_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  in_progress_at timestamptz,
  finalizing_at timestamptz,
  cancelling_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX batches_user_id_idx ON batches (user_id, id);
CREATE INDEX batches_open_idx ON batches (created_at) WHERE ended_at IS NULL;
CREATE INDEX batches_ended_at_idx ON batches (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE batch_items (
  batch_id uuid NOT NULL CONSTRAINT batch_items_batch_id_fkey REFERENCES batches (id) ON DELETE CASCADE,
  line integer NOT NULL,
  custom_id text NOT NULL,
  body text,
  state text NOT NULL DEFAULT 'waiting',
  attempts integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT now(),
  claim uuid,
  claimed_until timestamptz,
  response text,
  PRIMARY KEY (batch_id, line)
);
CREATE UNIQUE INDEX batch_items_custom_id_key ON batch_items (batch_id, custom_id);
CREATE INDEX batch_items_waiting_idx ON batch_items (batch_id, line) WHERE state = 'waiting';
CREATE INDEX batch_items_running_idx ON batch_items (batch_id, claimed_until) WHERE state = 'running';
`;

/** Files and batches of OpenAI's Batch API, and the lines of a batch that is not over. */
export class Batches1764201080000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE batch_items, batches, batch_file_chunks, batch_files');
  }
}
