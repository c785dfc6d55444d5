import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE groups ADD COLUMN models_decided boolean NOT NULL DEFAULT true;
UPDATE groups SET models_decided = false WHERE source <> 'manual' AND model_ids IS NULL;
`;

/** Whether an admin has said which models a group allows; one that a provider made says nothing until then. */
export class UndecidedGroups1764201165000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE groups DROP COLUMN models_decided');
  }
}
