import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
CREATE TABLE users (
  id uuid PRIMARY KEY,
  username text NOT NULL,
  username_key text NOT NULL,
  email text NOT NULL,
  email_key text NOT NULL,
  password_hash text NOT NULL,
  role text NOT NULL CHECK (role IN ('user', 'developer', 'admin')),
  is_active boolean NOT NULL DEFAULT true,
  is_pending boolean NOT NULL DEFAULT false,
  must_change_password boolean NOT NULL DEFAULT false,
  last_login_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_username_key ON users (username_key);
CREATE UNIQUE INDEX users_email_key ON users (email_key);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  refresh_hash text NOT NULL,
  previous_hash text,
  rotated_at timestamptz NOT NULL,
  user_agent text,
  ip_address text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  key_hash text NOT NULL,
  model_ids uuid[] NOT NULL DEFAULT '{}',
  scopes text[] NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_keys_key_hash_key ON api_keys (key_hash);
CREATE INDEX api_keys_user_id_idx ON api_keys (user_id);

CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by uuid
);

CREATE TABLE models (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  display_name text NOT NULL,
  provider text NOT NULL CHECK (provider IN ('ollama', 'openai', 'embedded')),
  is_enabled boolean NOT NULL DEFAULT true,
  is_default boolean NOT NULL DEFAULT false,
  options jsonb NOT NULL DEFAULT '{}',
  system_prompt text,
  roles text[] NOT NULL DEFAULT '{user}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX models_name_key ON models (name);

CREATE TABLE chat_threads (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  title text NOT NULL,
  title_is_manual boolean NOT NULL DEFAULT false,
  model_used text,
  message_count integer NOT NULL DEFAULT 0,
  active_leaf_id uuid,
  system_prompt text,
  pinned boolean NOT NULL DEFAULT false,
  archived boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL,
  CONSTRAINT chat_threads_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX chat_threads_listing_idx ON chat_threads (user_id, archived, pinned, updated_at, id);

CREATE TABLE chat_messages (
  id uuid PRIMARY KEY,
  thread_id uuid NOT NULL,
  user_id uuid NOT NULL,
  parent_id uuid,
  role text NOT NULL CHECK (role IN ('user', 'assistant')),
  content text NOT NULL DEFAULT '',
  thinking text,
  images text[],
  model text,
  status text NOT NULL CHECK (status IN ('queued', 'running', 'complete', 'stopped', 'failed')),
  finish_reason text CHECK (finish_reason IN ('stop', 'length', 'tool_calls', 'stopped', 'error')),
  run_id uuid,
  client_message_id text,
  usage jsonb,
  timings jsonb,
  error jsonb,
  cached_from timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  heartbeat_at timestamptz,
  CONSTRAINT chat_messages_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES chat_threads (id) ON DELETE CASCADE,
  CONSTRAINT chat_messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX chat_messages_thread_id_idx ON chat_messages (thread_id, id);
CREATE UNIQUE INDEX chat_messages_client_id_key ON chat_messages (user_id, client_message_id) WHERE client_message_id
  IS NOT NULL;
CREATE INDEX chat_messages_unfinished_idx ON chat_messages (heartbeat_at) WHERE status IN ('queued', 'running');

CREATE TABLE logs (
  id uuid PRIMARY KEY,
  user_id uuid,
  username text,
  action text NOT NULL,
  endpoint text NOT NULL,
  method text NOT NULL,
  status_code integer NOT NULL,
  metadata jsonb,
  ip_address text,
  user_agent text,
  duration_ms double precision NOT NULL,
  request_id uuid,
  created_at timestamptz NOT NULL
);
CREATE INDEX logs_created_at_idx ON logs (created_at, id);
CREATE INDEX logs_user_id_idx ON logs (user_id, created_at);
`;

export class Initial1763870000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE logs, chat_messages, chat_threads, models, settings, api_keys, sessions, users');
  }
}
