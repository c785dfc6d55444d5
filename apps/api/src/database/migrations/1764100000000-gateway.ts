import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger of who used which model, by day and key (its rows grow with people and models, not with questions); limits
 * and rotation of keys.
 */
const UP = `
CREATE TABLE usage_days (
  day date NOT NULL,
  user_id uuid NOT NULL,
  api_key_id uuid NOT NULL,
  model text NOT NULL,
  requests integer NOT NULL DEFAULT 0,
  input_tokens bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  errors integer NOT NULL DEFAULT 0,
  cache_hits integer NOT NULL DEFAULT 0,
  latency_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, user_id, api_key_id, model),
  CONSTRAINT usage_days_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

ALTER TABLE api_keys ADD limits jsonb NOT NULL DEFAULT '{}', ADD previous_hash text, ADD previous_until timestamptz;
CREATE INDEX api_keys_previous_hash_idx ON api_keys (previous_hash) WHERE previous_hash IS NOT NULL;

CREATE TABLE key_minutes (
  api_key_id uuid PRIMARY KEY,
  minute timestamptz NOT NULL,
  requests integer NOT NULL,
  CONSTRAINT key_minutes_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys (id) ON DELETE CASCADE
);
`;

export class Gateway1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE key_minutes, usage_days; ALTER TABLE api_keys DROP limits, DROP previous_hash, DROP previous_until',
    );
  }
}
