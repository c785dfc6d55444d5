import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE terms_versions (
  version integer PRIMARY KEY,
  text text NOT NULL,
  is_required boolean NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text NOT NULL
);
CREATE TABLE terms_acceptances (
  user_id uuid NOT NULL,
  version integer NOT NULL,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, version),
  CONSTRAINT terms_acceptances_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT terms_acceptances_version_fkey FOREIGN KEY (version) REFERENCES terms_versions (version)
);
CREATE INDEX terms_acceptances_version_idx ON terms_acceptances (version);
`;

const DOWN = `
DROP TABLE terms_acceptances;
DROP TABLE terms_versions;
`;

/** Terms of use by version, and who has accepted which. */
export class Terms1764201131000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
