import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE announcements (
  id uuid PRIMARY KEY,
  level text NOT NULL CONSTRAINT announcements_level_check CHECK (level IN ('info', 'warning', 'danger')),
  text text NOT NULL,
  audience text NOT NULL CONSTRAINT announcements_audience_check
    CHECK (audience IN ('everybody', 'developers', 'admins', 'groups')),
  group_ids uuid[] NOT NULL DEFAULT '{}',
  before_sign_in boolean NOT NULL DEFAULT false,
  begins_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE announcement_dismissals (
  announcement_id uuid NOT NULL,
  user_id uuid NOT NULL,
  dismissed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (announcement_id, user_id),
  CONSTRAINT announcement_dismissals_announcement_id_fkey
    FOREIGN KEY (announcement_id) REFERENCES announcements (id) ON DELETE CASCADE,
  CONSTRAINT announcement_dismissals_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX announcement_dismissals_user_id_idx ON announcement_dismissals (user_id);
`;

const DOWN = `
DROP TABLE announcement_dismissals;
DROP TABLE announcements;
`;

/** Banners of the admins, and who has dismissed which. */
export class Announcements1764201130000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
