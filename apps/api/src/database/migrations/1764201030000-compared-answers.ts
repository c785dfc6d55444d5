import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers of several models to one question, side by side. */
export class ComparedAnswers1764201030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE chat_messages ADD COLUMN compare_place smallint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE chat_messages DROP COLUMN compare_place');
  }
}
