import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE groups (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL,
  description text NOT NULL DEFAULT '',
  source text NOT NULL DEFAULT 'manual'
    CONSTRAINT groups_source_check CHECK (source IN ('manual', 'oidc', 'ldap', 'scim')),
  external_id text,
  limits jsonb NOT NULL DEFAULT '{}' CONSTRAINT groups_limits_check CHECK (limits = jsonb_strip_nulls(limits)),
  model_ids uuid[],
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX groups_name_key ON groups (name_key);
CREATE UNIQUE INDEX groups_external_key ON groups (source, external_id);
CREATE TABLE group_members (
  group_id uuid NOT NULL CONSTRAINT group_members_group_id_fkey REFERENCES groups (id) ON DELETE CASCADE,
  user_id uuid NOT NULL CONSTRAINT group_members_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  added_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_user_id_idx ON group_members (user_id);
ALTER TABLE models ADD COLUMN group_ids uuid[];
`;

const DOWN = `
ALTER TABLE models DROP COLUMN group_ids;
DROP TABLE group_members;
DROP TABLE groups;
`;

/** Groups of people, and which models are reserved for some. */
export class Groups1764201090000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
