// What the dashboards read: rollups of the time that they are kept, and a year of the usage ledger.

/** Of each kind; users are those who asked something in the period. */
const SUBJECTS = { all: 1, model: 20, user: 100 };
/** Width in seconds, and how far back it is kept. */
const LEVELS = [
  [60, '47 hours'],
  [300, '47 hours'],
  [3_600, '400 days'],
  [86_400, '400 days'],
];
// `WHERE at …` makes the value differ for each row.
const HISTOGRAM = '(SELECT array_agg((random() * 20)::int) FROM generate_series(1, 31) WHERE at IS NOT NULL)';
const NAME = {
  all: "''",
  model: "'model-' || n",
  user: '(SELECT id::text FROM bench_named WHERE number = n)',
};

const rollups = ([step, span], kind) => `
INSERT INTO telemetry_rollups (step, kind, at, subject, requests, client_errors, server_errors, answers,
  output_tokens, timed_tokens, timed_ms, samples, rss_bytes, cache_hits, cache_misses, latency, ttft)
SELECT ${step}, '${kind}', at, ${NAME[kind]}, 100, 3, 1, 40, 4000, 4000, 90000, 6, 98000000, 10, 30, ${HISTOGRAM},
  ${HISTOGRAM}
FROM generate_series(to_timestamp(floor(extract(epoch FROM now() - interval '${span}') / ${step}) * ${step}), now(),
  interval '${step} seconds') at, generate_series(1, least(${SUBJECTS[kind]}, (SELECT count(*) FROM bench_named))) n
ON CONFLICT DO NOTHING`;

const USAGE = `
INSERT INTO usage_days (day, user_id, api_key_id, model, requests, input_tokens, output_tokens, errors, cache_hits,
  latency_ms)
SELECT current_date - d, u.id, '00000000-0000-0000-0000-000000000000', 'model-' || m, 20, 4000, 9000, 1, 2, 30000
FROM users u, generate_series(0, 364) d, generate_series(1, 2) m WHERE random() < 0.5 ON CONFLICT DO NOTHING`;

/** Fills rollups and usage. @returns the numbers of rows */
export async function seedFigures(client) {
  await client.query('CREATE TEMP TABLE bench_named AS SELECT id, row_number() OVER ()::int AS number FROM users');
  for (const level of LEVELS) for (const kind of Object.keys(SUBJECTS)) await client.query(rollups(level, kind));
  await client.query(USAGE);
  await client.query('DROP TABLE bench_named');
  for (const table of ['telemetry_rollups', 'usage_days']) await client.query(`VACUUM ANALYZE ${table}`);
  const { rows } = await client.query(
    'SELECT (SELECT count(*) FROM telemetry_rollups)::int AS rollups, (SELECT count(*) FROM usage_days)::int AS usage',
  );
  return rows[0];
}
