import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE external_identities ADD COLUMN name text, ADD COLUMN deactivated_at timestamptz;
CREATE TABLE directory_syncs (
  issuer text PRIMARY KEY,
  due_at timestamptz NOT NULL DEFAULT now(),
  claim uuid,
  claimed_until timestamptz,
  finished_at timestamptz,
  problem text,
  people integer NOT NULL DEFAULT 0
);
`;

const DOWN = `
DROP TABLE directory_syncs;
ALTER TABLE external_identities DROP COLUMN deactivated_at, DROP COLUMN name;
`;

/** Accounts of a directory: what it told last, and when they were compared with it. */
export class Ldap1764201140000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
