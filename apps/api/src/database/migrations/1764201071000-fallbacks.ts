import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE models ADD COLUMN fallbacks uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE models ADD CONSTRAINT models_fallbacks_check CHECK (cardinality(fallbacks) <= 5);
ALTER TABLE chat_messages ADD COLUMN fallback_for text;
`;

const DOWN = `
ALTER TABLE chat_messages DROP COLUMN fallback_for;
ALTER TABLE models DROP COLUMN fallbacks;
`;

/** Which models answer in the place of one that is out, and which answers are such. */
export class Fallbacks1764201071000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
