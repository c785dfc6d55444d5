import type { MigrationInterface, QueryRunner } from 'typeorm';
import { nameSkeleton } from '../../common/identity-key.js';

const UP = `
ALTER TABLE users ADD COLUMN username_skeleton text;
CREATE UNIQUE INDEX users_username_skeleton_key ON users (username_skeleton);
ALTER TABLE sessions ADD COLUMN notices_seen_at timestamptz NOT NULL DEFAULT now();
`;

/** Names that look alike are one name, and a session knows which changes of the account its person has seen. */
export class Accounts1764200720000 implements MigrationInterface {
  /** Of accounts that look alike already the oldest gets the skeleton; the others keep their names without one. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
    const users = (await runner.query('SELECT id, username_key FROM users ORDER BY created_at, id')) as {
      id: string;
      username_key: string;
    }[];
    const bySkeleton = new Map(users.reverse().map(({ id, username_key }) => [nameSkeleton(username_key), id]));
    await runner.query(
      `UPDATE users SET username_skeleton = named.skeleton
       FROM unnest($1::uuid[], $2::text[]) AS named (id, skeleton) WHERE users.id = named.id`,
      [[...bySkeleton.values()], [...bySkeleton.keys()]],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN notices_seen_at');
    await runner.query('ALTER TABLE users DROP COLUMN username_skeleton');
  }
}
