import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE groups ADD COLUMN models_decided boolean NOT NULL DEFAULT true;
UPDATE groups SET models_decided = false WHERE source <> 'manual' AND model_ids IS NULL;
ALTER TABLE groups ALTER COLUMN models_decided DROP DEFAULT;
CREATE FUNCTION groups_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.models_decided := NEW.source = 'manual' OR NEW.model_ids IS NOT NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER groups_decided BEFORE INSERT ON groups FOR EACH ROW
  WHEN (NEW.models_decided IS NULL) EXECUTE FUNCTION groups_decided();
`;

/**
 * Whether an admin has said which models a group allows; one that a provider made says nothing until then. The trigger
 * fills it in for the version before, which makes groups during an upgrade and does not know the column.
 */
export class UndecidedGroups1764201165000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TRIGGER groups_decided ON groups; DROP FUNCTION groups_decided(); ' +
        'ALTER TABLE groups DROP COLUMN models_decided',
    );
  }
}
