import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last batch that each writer has written. `take_batch` is true once for each number: a statement asks it in its
 * WHERE, so that sums are not added twice when the answer to the first attempt was lost. Numbers of a writer only grow.
 * A writer ends with its process; a month later nobody asks for its last batch again.
 */
const UP = `
CREATE TABLE batch_marks (
  writer uuid PRIMARY KEY,
  number bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

CREATE FUNCTION take_batch(of_writer uuid, of_number bigint) RETURNS boolean LANGUAGE sql AS $$
  WITH ended AS (
    DELETE FROM batch_marks WHERE at < now() - interval '30 days' AND writer <> of_writer),
  taken AS (
    INSERT INTO batch_marks AS b (writer, number) VALUES (of_writer, of_number)
    ON CONFLICT (writer) DO UPDATE SET number = excluded.number, at = now() WHERE b.number < excluded.number
    RETURNING 1)
  SELECT EXISTS (SELECT FROM taken)
$$;
`;

/** A batch of figures whose answer was lost is not added twice. */
export class BatchMarks1764200900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION take_batch; DROP TABLE batch_marks;');
  }
}
