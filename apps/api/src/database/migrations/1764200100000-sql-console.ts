import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Saved queries and history of the SQL console, its write mode, and when a session last confirmed its password. */
const UP = `
CREATE TABLE sql_queries (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  kind text NOT NULL,
  name text,
  sql text NOT NULL,
  query_id uuid,
  mode text,
  status text,
  row_count integer,
  truncated boolean,
  duration_ms double precision,
  sqlstate text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL,
  CONSTRAINT sql_queries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX sql_queries_user_id_idx ON sql_queries (user_id, kind, created_at);

CREATE TABLE sql_windows (
  session_id uuid PRIMARY KEY,
  until timestamptz NOT NULL,
  CONSTRAINT sql_windows_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);

ALTER TABLE sessions ADD confirmed_at timestamptz;
UPDATE sessions SET confirmed_at = created_at;
ALTER TABLE sessions ALTER confirmed_at SET NOT NULL;
`;

export class SqlConsole1764200100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sql_windows, sql_queries; ALTER TABLE sessions DROP confirmed_at');
  }
}
