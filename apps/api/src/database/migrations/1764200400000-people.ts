import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that let somebody in without a password (invitations and resets), and quotas of accounts. */
const UP = `
CREATE TABLE account_links (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('invite', 'reset')),
  token_hash text NOT NULL,
  user_id uuid,
  role text CHECK (role IN ('user', 'developer', 'admin')),
  email text,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT account_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX account_links_token_hash_key ON account_links (token_hash);

CREATE TABLE quotas (
  id uuid PRIMARY KEY,
  role text,
  user_id uuid,
  limits jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT quotas_holder_check CHECK ((role IS NULL) <> (user_id IS NULL)),
  CONSTRAINT quotas_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX quotas_role_key ON quotas (role);
CREATE UNIQUE INDEX quotas_user_id_key ON quotas (user_id);

CREATE INDEX usage_days_user_id_idx ON usage_days (user_id, day);
`;

export class People1764200400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX usage_days_user_id_idx; DROP TABLE quotas, account_links');
  }
}
