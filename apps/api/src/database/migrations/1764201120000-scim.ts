import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE scim_users (
  user_id uuid PRIMARY KEY CONSTRAINT scim_users_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  user_name text NOT NULL,
  user_name_key text NOT NULL,
  external_id text,
  active boolean NOT NULL,
  attributes jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX scim_users_user_name_key ON scim_users (user_name_key);
CREATE INDEX scim_users_external_id_idx ON scim_users (external_id);
ALTER TABLE groups ADD COLUMN updated_at timestamptz;
`;

const DOWN = `
ALTER TABLE groups DROP COLUMN updated_at;
DROP TABLE scim_users;
`;

/** Accounts that a provider made by SCIM, and when it changed a group last. */
export class Scim1764201120000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
