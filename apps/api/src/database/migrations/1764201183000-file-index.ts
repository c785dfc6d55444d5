import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the search knows of a file: which index its passages are of, whose vectors they have, and when work is due. */
export class FileIndex1764201183000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE files
  ADD COLUMN index_id uuid,
  ADD COLUMN passages integer NOT NULL DEFAULT 0,
  ADD COLUMN vector_model text,
  ADD COLUMN embed_at timestamptz;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE files DROP COLUMN index_id, DROP COLUMN passages, DROP COLUMN vector_model, DROP COLUMN embed_at',
    );
  }
}
