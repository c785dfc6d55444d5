import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A released migration does not follow later changes of the code, so it repeats the buckets. */
const BUCKETS = 31;
const SLOT = 'CASE WHEN duration_ms <= 1 THEN 0 ELSE least(30, ceil(5 * log(duration_ms::numeric) - 1e-9))::int END';
const SLOTS = Array.from({ length: BUCKETS }, (_, i) => `count(*) FILTER (WHERE slot = ${i})`);
const LATENCY = `array[${SLOTS.join(', ')}]::int[]`;

const UP = `
CREATE TABLE telemetry_rollups (
  step integer NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  subject text NOT NULL,
  requests integer NOT NULL DEFAULT 0,
  client_errors integer NOT NULL DEFAULT 0,
  server_errors integer NOT NULL DEFAULT 0,
  answers integer NOT NULL DEFAULT 0,
  failed_answers integer NOT NULL DEFAULT 0,
  cache_hits integer NOT NULL DEFAULT 0,
  cache_misses integer NOT NULL DEFAULT 0,
  input_tokens bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  timed_tokens bigint NOT NULL DEFAULT 0,
  timed_ms bigint NOT NULL DEFAULT 0,
  starts integer NOT NULL DEFAULT 0,
  samples integer NOT NULL DEFAULT 0,
  queue_sum bigint NOT NULL DEFAULT 0,
  cpu_ms bigint NOT NULL DEFAULT 0,
  queue_max integer NOT NULL DEFAULT 0,
  rss_bytes bigint NOT NULL DEFAULT 0,
  loop_ms double precision NOT NULL DEFAULT 0,
  pool_used integer NOT NULL DEFAULT 0,
  database_bytes bigint NOT NULL DEFAULT 0,
  latency integer[] NOT NULL DEFAULT '{}',
  ttft integer[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (step, kind, at, subject)
);

CREATE FUNCTION telemetry_add(a integer[], b integer[]) RETURNS integer[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(coalesce(x, 0) + coalesce(y, 0) ORDER BY i), '{}') FROM unnest(a, b) WITH ORDINALITY AS u
    (x, y, i)
$$;
`;

/**
 * Figures from the request log for the time before this migration: requests, errors and durations, overall and by user.
 */
const BACKFILL = `
SET LOCAL statement_timeout = 0;
INSERT INTO telemetry_rollups (step, kind, at, subject, requests, client_errors, server_errors, latency)
SELECT step, kind, to_timestamp(floor(extract(epoch FROM created_at) / step) * step), subject,
  count(*), count(*) FILTER (WHERE status_code BETWEEN 400 AND 499), count(*) FILTER (WHERE status_code >= 500),
    ${LATENCY}
FROM (SELECT created_at, user_id, status_code, CASE WHEN endpoint ~ '/(stream|events)$' THEN NULL ELSE ${SLOT} END AS
  slot FROM logs WHERE created_at >= now() - interval '400 days') l
CROSS JOIN LATERAL (VALUES ('all', ''), ('user', l.user_id::text)) d (kind, subject)
CROSS JOIN (VALUES (60, interval '48 hours'), (3600, interval '400 days'), (86400, interval '400 days')) s (step, kept)
WHERE subject IS NOT NULL AND created_at >= now() - kept
GROUP BY 1, 2, 3, 4;
INSERT INTO telemetry_rollups (step, kind, at, subject, requests) SELECT 0, 'action', to_timestamp(0), action,
  count(*) FROM logs GROUP BY action;
`;

export class Telemetry1764200300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
    await runner.query(BACKFILL);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE telemetry_rollups CASCADE; DROP FUNCTION telemetry_add;');
  }
}
