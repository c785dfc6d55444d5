import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE backends (
  id text PRIMARY KEY,
  name text,
  provider text,
  url text,
  api_key bytea,
  weight int NOT NULL DEFAULT 1,
  tier int NOT NULL DEFAULT 0,
  max_parallel int,
  state text NOT NULL DEFAULT 'on',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT backends_provider_check CHECK (provider IN ('ollama', 'openai')),
  CONSTRAINT backends_state_check CHECK (state IN ('on', 'draining', 'off')),
  CONSTRAINT backends_weight_check CHECK (weight BETWEEN 1 AND 100),
  CONSTRAINT backends_tier_check CHECK (tier BETWEEN 0 AND 9),
  CONSTRAINT backends_max_parallel_check CHECK (max_parallel BETWEEN 1 AND 1000)
);
`;

/** Model servers that an admin added, and the settings of those that the environment names. */
export class Backends1764201070000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE backends');
  }
}
