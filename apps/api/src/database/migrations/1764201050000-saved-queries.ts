import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Saved queries with the values of their parameters, and whether other admins may open them. */
export class SavedQueries1764201050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sql_queries ADD parameters jsonb, ADD shared boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sql_queries DROP parameters, DROP shared');
  }
}
