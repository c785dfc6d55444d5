// node e2e/pictures/figures.mjs <data directory>: gives a portal that runs a past. A month of telemetry with its days
// and nights, a day of requests in the log, and a month in the ledger, for the people that it has.
import { connect } from '../../bench/lib/database.mjs';

/** Upper end of each bucket in milliseconds is 10 to the power of a fifth of its number. */
const BUCKETS = 31;
const MODELS = ['gemma2:2b', 'qwen3:4b', 'llava:7b'];

/** Widths in seconds and how far back they are kept. */
const LEVELS = [
  [60, '26 hours'],
  [300, '26 hours'],
  [3_600, '31 days'],
  [86_400, '31 days'],
];

/** How busy a moment is, between about 0.1 and 1: days and nights, and what wobbles. The same for the same moment. */
const BUSY = `(0.55 + 0.4 * sin((extract(epoch FROM at) % 86400) / 86400 * 2 * pi() - 2.1)
  + 0.1 * sin(extract(epoch FROM at) / 1700) + 0.06 * sin(extract(epoch FROM at) / 310))`;

/** Observations around the bucket \`middle\`, as many as \`total\`. */
const histogram = (
  middle,
  total,
) => `(SELECT array_agg(round(${total} * exp(-power(b - (${middle}), 2) / 5.0) / 3.9)::int
  ORDER BY b) FROM generate_series(0, ${BUCKETS - 1}) b WHERE at IS NOT NULL)`;

const MOMENTS = (step, span) => `generate_series(
  to_timestamp(floor(extract(epoch FROM now() - interval '${span}') / ${step}) * ${step}), now(),
  interval '${step} seconds') at`;

const rollups = ([step, span], kind, subjects, share) => `
INSERT INTO telemetry_rollups (step, kind, at, subject, requests, client_errors, server_errors, answers, failed_answers,
  input_tokens, output_tokens, timed_tokens, timed_ms, samples, queue_sum, queue_max, cpu_ms, rss_bytes, loop_ms,
  pool_used, database_bytes, cache_hits, cache_misses, latency, ttft)
SELECT ${step}, '${kind}', at, subject, n, n / 40, (n * (sin(extract(epoch FROM at) / 900) > 0.93)::int) / 60, n / 6,
  n / 190, n * 70, n * 52, n * 52, n * 52 * (18 + 9 * number) * (0.9 + 0.2 * busy), ${step / 10}, n / 9, 3 * busy,
  ${step} * 300 * busy, (172 + 30 * busy) * 1e6, 1.2 + busy, 2 + 5 * busy, 412e6, n / 14, n / 10,
  ${histogram('8 + 3 * busy + number', 'n')}, ${histogram('12 + 2.5 * busy + number', 'n / 6')}
FROM ${MOMENTS(step, span)}, LATERAL (SELECT greatest(0.05, ${BUSY}) AS busy) b,
  (VALUES ${subjects.map((subject, number) => `(${subject}, ${number})`).join(', ')}) s(subject, number),
  LATERAL (SELECT greatest(0, round(${step} * 0.35 * busy * ${share} / (1 + number * 0.8)))::int AS n) c
ON CONFLICT DO NOTHING`;

/** A sample of what is in memory: one model all the time, one while people are at work. */
const loaded = ([step, span]) => `
INSERT INTO telemetry_rollups (step, kind, at, subject, samples, rss_bytes)
SELECT ${step}, 'loaded', at, subject,
  CASE WHEN subject IN ('', 'gemma2:2b') OR busy > floor_ THEN ${step / 10} ELSE 0 END, bytes
FROM ${MOMENTS(step, span)}, LATERAL (SELECT ${BUSY} AS busy) b,
  (VALUES ('', 0, 0), ('gemma2:2b', 0, 2100000000), ('qwen3:4b', 0.5, 3400000000), ('llava:7b', 0.8, 5600000000))
    s(subject, floor_, bytes)
ON CONFLICT DO NOTHING`;

const LINES = 2_400;
const LOGS = `
INSERT INTO logs (id, user_id, username, action, endpoint, method, status_code, metadata, ip_address, user_agent,
  duration_ms, request_id, created_at)
SELECT gen_random_uuid(), u.id, u.username, kind[1], kind[2], kind[3], status,
  CASE WHEN kind[1] ~ 'chat|completions' THEN jsonb_strip_nulls(jsonb_build_object('model',
    (ARRAY['gemma2:2b', 'gemma2:2b', 'qwen3:4b', 'llava:7b'])[1 + i % 4], 'input_tokens', 40 + i * 7 % 900,
    'output_tokens', CASE WHEN status < 400 THEN 60 + i * 13 % 600 END,
    'key_name', CASE WHEN kind[1] ~ 'completions' THEN 'night job' END,
    'error_code', CASE WHEN status >= 500 THEN 'llm.unavailable' END,
    'error_detail', CASE WHEN status >= 500 THEN 'connect ECONNREFUSED 10.0.0.12:11434' END)) END,
  '10.0.0.' || 20 + i % 9, 'Mozilla/5.0 (X11; Linux x86_64) Chrome/147', 12 + (i * 37 % 400) * (i % 3),
  gen_random_uuid(),
  date_trunc('milliseconds',
    now() - (back + 0.11 * sin(2 * pi() * back)) * interval '1 day' - (i % 7) * interval '41 ms')
FROM generate_series(1, ${LINES}) i, LATERAL (SELECT (${LINES} - i)::float8 / ${LINES} AS back) b,
  LATERAL (SELECT (ARRAY['chat.send /api/chat POST', 'chat.send /api/chat POST', 'thread.list /api/chat/threads GET',
    'openai.chat-completions /v1/chat/completions POST', 'models.list /api/models GET',
    'auth.login /api/auth/login POST',
    'openai.chat-completions /v1/chat/completions POST'])[1 + (i * 5 + i / 7) % 7] AS words) w,
  LATERAL (SELECT string_to_array(words, ' ') AS kind,
    CASE WHEN words ~ '^(chat|openai)' AND (i % 97 = 0 OR i BETWEEN 1690 AND 1712) THEN 503
      WHEN words ~ '^(chat|openai)' AND i % 41 = 0 THEN 429 WHEN words ~ '^auth' AND i % 9 = 0 THEN 401
      ELSE 200 END AS status) k,
  LATERAL (SELECT id, username FROM (SELECT id, username, row_number() OVER (ORDER BY username) - 1 AS place,
    count(*) OVER () AS all_ FROM users) p WHERE place = (i * 3 + i / 5) % all_) u
ORDER BY i`;

const USAGE = `
INSERT INTO usage_days (day, user_id, api_key_id, model, requests, input_tokens, output_tokens, errors, cache_hits,
  latency_ms)
SELECT (now() AT TIME ZONE 'UTC')::date - d, u.id, coalesce(k.id, '00000000-0000-0000-0000-000000000000'), model, n,
  n * 310, n * 190, n / 45, n / 8, n * 2100
FROM (SELECT id, row_number() OVER (ORDER BY username) AS place FROM users WHERE username <> 'ada') u
  LEFT JOIN api_keys k ON k.user_id = u.id,
  generate_series(0, 29) d, (VALUES ('gemma2:2b', 1), ('qwen3:4b', 2)) m(model, number),
  LATERAL (SELECT (6 + 25 * (1 + sin(d * 1.3 + place)) / number / place)::int AS n) c
ON CONFLICT DO NOTHING`;

const client = await connect(process.argv[2]);
try {
  const { rows: people } = await client.query('SELECT id FROM users ORDER BY username LIMIT 6');
  for (const level of LEVELS) {
    await client.query(rollups(level, 'all', ["''"], 1));
    await client.query(
      rollups(
        level,
        'model',
        MODELS.map((name) => `'${name}'`),
        0.5,
      ),
    );
    await client.query(
      rollups(
        level,
        'user',
        people.map(({ id }) => `'${id}'`),
        0.4,
      ),
    );
    await client.query(loaded(level));
  }
  await client.query(`SELECT ensure_log_month(now() - interval '1 month')`);
  // What it took to make the people and their chats.
  await client.query('DELETE FROM logs');
  await client.query(LOGS);
  await client.query(USAGE);
} finally {
  await client.end();
}
