import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE chat_schedules (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL CONSTRAINT chat_schedules_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  prompt text NOT NULL,
  model text,
  cron text NOT NULL,
  timezone text NOT NULL,
  continues boolean NOT NULL DEFAULT false,
  thread_id uuid CONSTRAINT chat_schedules_thread_id_fkey REFERENCES chat_threads (id) ON DELETE SET NULL,
  paused boolean NOT NULL DEFAULT false,
  failures integer NOT NULL DEFAULT 0,
  last_error jsonb,
  next_run_at timestamptz,
  last_run_at timestamptz,
  claim uuid,
  claimed_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL
);
CREATE INDEX chat_schedules_user_id_idx ON chat_schedules (user_id);
CREATE INDEX chat_schedules_thread_id_idx ON chat_schedules (thread_id);
CREATE INDEX chat_schedules_next_run_at_idx ON chat_schedules (next_run_at) WHERE NOT paused;
`;

/** Prompts that are asked at set times. */
export class Schedules1764201081000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE chat_schedules');
  }
}
