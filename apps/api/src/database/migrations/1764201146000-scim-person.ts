import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of two accounts with one `externalId` the older one keeps it: nobody could say whose the other one is. */
const UP = `
UPDATE scim_users s SET external_id = NULL FROM scim_users o
  WHERE o.external_id = s.external_id AND (o.created_at, o.user_id) < (s.created_at, s.user_id);
CREATE UNIQUE INDEX scim_users_external_id_key ON scim_users (external_id);
`;

/** An `externalId` names one person. */
export class ScimPerson1764201146000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX scim_users_external_id_key');
  }
}
