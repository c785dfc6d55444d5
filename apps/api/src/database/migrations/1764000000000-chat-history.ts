import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Characters of a text that are indexed: more distinct words would not fit into a `tsvector`, whose limit is 1 MB. */
const INDEXED_CHARS = 100_000;

/**
 * Search, presets, temporary threads, imports, the cache's figures. The owner is one of the indexed words (`@<user
 * id>`), so that one GIN index answers "my messages with these words" without an extension. `simple` because chats are
 * in every language.
 */
const UP = `
SET LOCAL statement_timeout = 0;
ALTER TABLE chat_threads ADD options jsonb, ADD temporary boolean NOT NULL DEFAULT false, ADD import_key text, ADD
  search tsvector;
DROP INDEX chat_threads_listing_idx;
CREATE INDEX chat_threads_listing_idx ON chat_threads (user_id, archived, pinned, updated_at, id) WHERE NOT temporary;
CREATE UNIQUE INDEX chat_threads_import_key_key ON chat_threads (user_id, import_key) WHERE import_key IS NOT NULL;
CREATE INDEX chat_threads_age_idx ON chat_threads (updated_at);
CREATE INDEX chat_threads_search_idx ON chat_threads USING gin (search);

ALTER TABLE chat_messages ADD context jsonb, ADD feedback text, ADD edited_at timestamptz, ADD search tsvector;
ALTER TABLE chat_messages ADD CONSTRAINT chat_messages_feedback_check CHECK (feedback IN ('good', 'bad'));
CREATE INDEX chat_messages_search_idx ON chat_messages USING gin (search);

CREATE FUNCTION chat_thread_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := to_tsvector('simple', NEW.title) || array_to_tsvector(ARRAY['@' || NEW.user_id]);
  RETURN NEW;
END $$;
CREATE TRIGGER chat_threads_words BEFORE INSERT OR UPDATE OF title ON chat_threads FOR EACH ROW EXECUTE FUNCTION
  chat_thread_words();

CREATE FUNCTION chat_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Not while it grows: an answer is saved every second.
  NEW.search := CASE WHEN NEW.status IN ('queued', 'running') THEN NULL
    ELSE to_tsvector('simple', left(NEW.content, ${INDEXED_CHARS})) || array_to_tsvector(ARRAY['@' || NEW.user_id]) END;
  RETURN NEW;
END $$;
CREATE TRIGGER chat_messages_words BEFORE INSERT OR UPDATE OF content, status ON chat_messages FOR EACH ROW EXECUTE
  FUNCTION chat_message_words();

UPDATE chat_threads SET title = title;
UPDATE chat_messages SET content = content;

CREATE TABLE chat_presets (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  name text NOT NULL,
  model text,
  system_prompt text,
  options jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL,
  CONSTRAINT chat_presets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX chat_presets_name_key ON chat_presets (user_id, name);

CREATE TABLE pinned_answers (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  model text NOT NULL,
  digest text NOT NULL,
  prompt text NOT NULL,
  answer jsonb NOT NULL,
  hits integer NOT NULL DEFAULT 0,
  pinned_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX pinned_answers_key_key ON pinned_answers (key);

CREATE TABLE cache_days (
  day date PRIMARY KEY,
  hits integer NOT NULL DEFAULT 0,
  misses integer NOT NULL DEFAULT 0,
  joined integer NOT NULL DEFAULT 0,
  tokens_saved bigint NOT NULL DEFAULT 0,
  ms_saved bigint NOT NULL DEFAULT 0
);
`;

const DOWN = `
DROP TABLE cache_days, pinned_answers, chat_presets;
DROP TRIGGER chat_messages_words ON chat_messages;
DROP TRIGGER chat_threads_words ON chat_threads;
DROP FUNCTION chat_message_words, chat_thread_words;
ALTER TABLE chat_messages DROP context, DROP feedback, DROP edited_at, DROP search;
DELETE FROM chat_threads WHERE temporary;
DROP INDEX chat_threads_age_idx;
ALTER TABLE chat_threads DROP options, DROP temporary, DROP import_key, DROP search;
CREATE INDEX chat_threads_listing_idx ON chat_threads (user_id, archived, pinned, updated_at, id);
`;

export class ChatHistory1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
