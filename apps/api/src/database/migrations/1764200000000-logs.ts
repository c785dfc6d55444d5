import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS =
  'id, user_id, username, action, endpoint, method, status_code, metadata, ip_address, user_agent, duration_ms, ' +
  'request_id, created_at';

const LOG_COLUMNS = `
  id uuid NOT NULL,
  user_id uuid,
  username text,
  action text NOT NULL,
  endpoint text NOT NULL,
  method text NOT NULL,
  status_code integer NOT NULL,
  metadata jsonb,
  ip_address text,
  user_agent text,
  duration_ms double precision NOT NULL,
  request_id uuid,
  created_at timestamptz NOT NULL`;

/**
 * The request log, partitioned by month, so that old months are dropped as whole tables. Rows arrive in the order of
 * time, so each index grows at its end. The primary key gives pages in that order; the planner would never choose a
 * BRIN index next to it. Without a partition nothing is lost: the rows wait in `logs_default` and move when it is
 * created.
 */
const REQUEST_LOG = `
SET LOCAL statement_timeout = 0;
ALTER TABLE logs RENAME TO logs_before;
ALTER TABLE logs_before RENAME CONSTRAINT logs_pkey TO logs_before_pkey;
DROP INDEX logs_created_at_idx, logs_user_id_idx;

CREATE TABLE logs (${LOG_COLUMNS},
  PRIMARY KEY (created_at, id)
) PARTITION BY RANGE (created_at);
CREATE INDEX logs_user_id_idx ON logs (user_id, created_at, id);
CREATE INDEX logs_username_idx ON logs (username, created_at, id);
CREATE INDEX logs_action_idx ON logs (action, created_at, id);
CREATE INDEX logs_endpoint_idx ON logs (endpoint, created_at, id);
CREATE INDEX logs_status_code_idx ON logs (status_code, created_at, id);
CREATE INDEX logs_request_id_idx ON logs (request_id);
CREATE INDEX logs_failed_idx ON logs (created_at, id, status_code) WHERE status_code >= 400;
CREATE TABLE logs_default PARTITION OF logs DEFAULT;

CREATE TABLE log_counts (
  step integer NOT NULL,
  at timestamptz NOT NULL,
  level text NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (step, at, level)
);

CREATE FUNCTION count_logs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In one order, so that two writers never wait for each other in a circle.
  INSERT INTO log_counts AS c (step, at, level, n)
  SELECT s.step, to_timestamp(floor(extract(epoch FROM r.created_at) / s.step) * s.step),
    CASE WHEN r.status_code >= 500 THEN 'error' WHEN r.status_code >= 400 THEN 'warning' ELSE 'info' END, count(*)
  FROM written r, (VALUES (60), (3600)) s (step) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (step, at, level) DO UPDATE SET n = c.n + excluded.n;
  RETURN NULL;
END $$;

CREATE FUNCTION ensure_log_month(day timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first timestamp := date_trunc('month', day AT TIME ZONE 'UTC');
  name text := 'logs_' || to_char(first, 'YYYY_MM');
  since timestamptz := first AT TIME ZONE 'UTC';
  before timestamptz := (first + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  IF to_regclass('public.' || name) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(7265004);
  IF to_regclass('public.' || name) IS NOT NULL THEN RETURN false; END IF;
  LOCK TABLE logs_default IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('CREATE TABLE %I (LIKE logs INCLUDING ALL)', name);
  EXECUTE format('WITH strays AS (
      DELETE FROM logs_default WHERE created_at >= %L AND created_at < %L RETURNING ${COLUMNS})
    INSERT INTO %I (${COLUMNS}) SELECT ${COLUMNS} FROM strays', since, before, name);
  EXECUTE format('ALTER TABLE logs ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, since, before);
  RETURN true;
END $$;

SELECT ensure_log_month(month) FROM (SELECT DISTINCT date_trunc('month', created_at AT TIME ZONE 'UTC') AT TIME ZONE
  'UTC' AS month FROM logs_before) kept;
SELECT ensure_log_month(now()), ensure_log_month(now() + interval '1 month');
CREATE TRIGGER logs_counted AFTER INSERT ON logs REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION
  count_logs();
INSERT INTO logs (${COLUMNS}) SELECT ${COLUMNS} FROM logs_before;
-- The console's view of the old table goes with it; the views are made anew after every migration.
DROP TABLE logs_before CASCADE;
`;

/**
 * The audit log: each entry contains the hash of the one before it. The lock is held until the transaction ends, so the
 * numbers follow the order of the commits without a gap. `audit_head` names the last entry, so that a truncated tail is
 * detected as well.
 */
const AUDIT_LOG = `
CREATE TABLE audit_log (
  seq bigint PRIMARY KEY,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_name text,
  action text NOT NULL,
  target_type text,
  target_id text,
  target_name text,
  result text NOT NULL CHECK (result IN ('ok', 'refused', 'failed')),
  detail jsonb,
  ip_address text,
  request_id uuid,
  previous_hash text NOT NULL,
  hash text NOT NULL
);
CREATE INDEX audit_log_request_id_idx ON audit_log (request_id);
CREATE INDEX audit_log_actor_id_idx ON audit_log (actor_id, seq);
CREATE INDEX audit_log_action_idx ON audit_log (action, seq);
CREATE INDEX audit_log_target_id_idx ON audit_log (target_id, seq);
CREATE TABLE audit_head (single boolean PRIMARY KEY DEFAULT true CHECK (single), seq bigint NOT NULL, hash text NOT
  NULL);
INSERT INTO audit_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION audit_hash(e audit_log) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(e.previous_hash, e.seq, e.id, (extract(epoch FROM e.at) *
    1000000)::bigint, e.actor_id, e.actor_name, e.action,
    e.target_type, e.target_id, e.target_name, e.result, e.detail, e.ip_address, e.request_id)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head audit_head;
BEGIN
  PERFORM pg_advisory_xact_lock(7265003);
  SELECT * INTO STRICT head FROM audit_head;
  NEW.seq := head.seq + 1;
  NEW.at := clock_timestamp();
  NEW.previous_hash := head.hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_log_chained BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION chain_audit();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The head moves on with an entry, from inside its trigger, and in no other way.
  IF TG_TABLE_NAME = 'audit_head' AND TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION
  refuse_change();
CREATE TRIGGER audit_head_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION
  refuse_change();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_kept;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_chained;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_kept;
`;

const DOWN = `
DROP TABLE audit_log, audit_head CASCADE;
DROP FUNCTION chain_audit, refuse_change;
ALTER TABLE logs RENAME TO logs_after;
CREATE TABLE logs (${LOG_COLUMNS}, CONSTRAINT logs_before_pkey PRIMARY KEY (id));
INSERT INTO logs (${COLUMNS}) SELECT ${COLUMNS} FROM logs_after;
DROP TABLE logs_after, log_counts CASCADE;
DROP FUNCTION count_logs, ensure_log_month;
ALTER TABLE logs RENAME CONSTRAINT logs_before_pkey TO logs_pkey;
CREATE INDEX logs_created_at_idx ON logs (created_at, id);
CREATE INDEX logs_user_id_idx ON logs (user_id, created_at);
`;

export class Logs1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUEST_LOG);
    await runner.query(AUDIT_LOG);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
