import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE sessions ADD COLUMN is_external boolean NOT NULL DEFAULT false,
  ADD COLUMN ended_from_outside boolean NOT NULL DEFAULT false;
UPDATE sessions SET is_external = true WHERE id IN (SELECT session_id FROM external_sessions);
ALTER TABLE external_identities ADD COLUMN second_factor boolean NOT NULL DEFAULT false;
UPDATE external_identities i SET second_factor = true
FROM external_sessions e WHERE e.identity_id = i.id AND e.second_factor;
ALTER TABLE oidc_sign_ins ADD COLUMN address_block text NOT NULL DEFAULT '';
CREATE INDEX oidc_sign_ins_address_block_idx ON oidc_sign_ins (address_block, created_at);
`;

const DOWN = `
DROP INDEX oidc_sign_ins_address_block_idx;
ALTER TABLE oidc_sign_ins DROP COLUMN address_block;
ALTER TABLE external_identities DROP COLUMN second_factor;
ALTER TABLE sessions DROP COLUMN ended_from_outside, DROP COLUMN is_external;
`;

/** How sessions came to be and who ended them, who has a second factor at a provider, and whence people go there. */
export class SessionOrigins1764201160000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
