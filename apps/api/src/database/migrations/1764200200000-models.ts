import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models that were removed from the portal, and models that are being pulled. */
const UP = `
ALTER TABLE models ADD COLUMN withdrawn_at timestamptz;

CREATE TABLE model_pulls (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  backend_id text NOT NULL,
  url text,
  sha256 text,
  state text NOT NULL,
  phase text NOT NULL DEFAULT '',
  completed bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  problem jsonb,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  CONSTRAINT model_pulls_kind_check CHECK (kind IN ('pull', 'download')),
  CONSTRAINT model_pulls_state_check CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled',
    'interrupted'))
);
CREATE UNIQUE INDEX model_pulls_active_key ON model_pulls (backend_id, name) WHERE state IN ('queued', 'running');
CREATE INDEX model_pulls_created_at_idx ON model_pulls (created_at);
`;

export class Models1764200200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE model_pulls; ALTER TABLE models DROP COLUMN withdrawn_at');
  }
}
