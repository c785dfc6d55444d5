import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE files (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT files_user_id_fkey REFERENCES users ON DELETE CASCADE,
  name text NOT NULL,
  media_type text NOT NULL,
  kind text NOT NULL CONSTRAINT files_kind_check CHECK (kind IN ('document', 'image')),
  bytes bigint NOT NULL DEFAULT 0,
  sha256 bytea,
  state text NOT NULL CONSTRAINT files_state_check
    CHECK (state IN ('uploading', 'queued', 'parsing', 'embedding', 'ready', 'failed')),
  fault text,
  pages integer,
  pages_done integer NOT NULL DEFAULT 0,
  characters integer NOT NULL DEFAULT 0,
  language text,
  worker_id uuid,
  lease_until timestamptz,
  tries smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX files_user_id_idx ON files (user_id, id);
CREATE INDEX files_work_idx ON files (id) WHERE state IN ('queued', 'parsing', 'embedding');
CREATE TABLE file_parts (
  file_id uuid NOT NULL CONSTRAINT file_parts_file_id_fkey REFERENCES files ON DELETE CASCADE,
  position integer NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (file_id, position)
);
-- Bytes of documents are compressed already.
ALTER TABLE file_parts ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE file_pages (
  file_id uuid NOT NULL CONSTRAINT file_pages_file_id_fkey REFERENCES files ON DELETE CASCADE,
  page integer NOT NULL,
  title text,
  text text NOT NULL,
  PRIMARY KEY (file_id, page)
);
CREATE TABLE file_passages (
  file_id uuid NOT NULL CONSTRAINT file_passages_file_id_fkey REFERENCES files ON DELETE CASCADE,
  position integer NOT NULL,
  page integer NOT NULL,
  start_at integer NOT NULL,
  end_at integer NOT NULL,
  heading text,
  words tsvector NOT NULL,
  vector bytea,
  vector_model text,
  PRIMARY KEY (file_id, position)
);
ALTER TABLE file_passages ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX file_passages_words_idx ON file_passages USING gin (words);
ALTER TABLE chat_messages ADD COLUMN files jsonb, ADD COLUMN citations jsonb, ADD COLUMN documents jsonb;
ALTER TABLE chat_queued_messages ADD COLUMN files jsonb;
`;

/** Files of people, the text in them, and what answers cite of it. */
export class Files1764201180000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE chat_queued_messages DROP COLUMN files; ALTER TABLE chat_messages DROP COLUMN files, ' +
        'DROP COLUMN citations, DROP COLUMN documents; DROP TABLE file_passages, file_pages, file_parts, files',
    );
  }
}
