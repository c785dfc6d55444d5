import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log locks its head instead of an advisory number, and a new month of the request log locks the table it
 * moves rows out of: any role could take the numbers and make every sign-in wait.
 */
const UP = `
CREATE TABLE sql_chat_sessions (pid integer PRIMARY KEY, until timestamptz NOT NULL);

CREATE OR REPLACE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head audit_head;
BEGIN
  SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.at := clock_timestamp();
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ensure_log_month(day timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first timestamp := date_trunc('month', day AT TIME ZONE 'UTC');
  name text := 'logs_' || to_char(first, 'YYYY_MM');
  since timestamptz := first AT TIME ZONE 'UTC';
  before timestamptz := (first + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  IF to_regclass('public.' || name) IS NOT NULL THEN RETURN false; END IF;
  LOCK TABLE logs_default IN ACCESS EXCLUSIVE MODE;
  IF to_regclass('public.' || name) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE logs INCLUDING ALL)', name);
  EXECUTE format('WITH strays AS (
      DELETE FROM logs_default WHERE created_at >= %L AND created_at < %L RETURNING COLUMNS)
    INSERT INTO %I (COLUMNS) SELECT COLUMNS FROM strays', since, before, name);
  EXECUTE format('ALTER TABLE logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, since, before);
  RETURN true;
END $$;
`.replaceAll(
  'COLUMNS',
  'id, user_id, username, action, endpoint, method, status_code, metadata, ip_address, user_agent, duration_ms, ' +
    'request_id, created_at',
);

export class BreakGlass1764200710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  /** The functions stay: they do the same with either lock. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sql_chat_sessions CASCADE');
  }
}
