import type { MigrationInterface, QueryRunner } from 'typeorm';

const allow = (...sources: string[]): string => `
ALTER TABLE groups DROP CONSTRAINT groups_source_check,
  ADD CONSTRAINT groups_source_check CHECK (source IN (${sources.map((one) => `'${one}'`).join(', ')}));
`;

/** Groups that a proxy in front tells. */
export class ProxyGroups1764201145000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(allow('manual', 'oidc', 'ldap', 'scim', 'proxy'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE groups SET source = 'manual', external_id = NULL WHERE source = 'proxy'`);
    await runner.query(allow('manual', 'oidc', 'ldap', 'scim'));
  }
}
