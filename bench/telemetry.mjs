// Times of the dashboard with a million log lines and 400 days of rollups: run `node bench/telemetry.mjs` after a
// build. Prints medians of the database's own time (planning and execution of all statements in sequence) and of the
// whole reply over HTTP, and the cost of counting a request.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect } from './lib/database.mjs';
import { call } from './lib/http.mjs';
import { cleanUp, newDataDir, removeDataDir, ROOT, signIn, startPortal } from './lib/portal.mjs';
import { describeCode, describeMachine, Samples } from './lib/report.mjs';

const built = (file) => import(pathToFileURL(path.join(ROOT, 'apps/api/dist/modules/telemetry', file)));
const { RollupRepository } = await built('rollup.repository.js');
const { piecesOf, rangeOf } = await built('range.js');
const { Meter } = await built('meter.js');
const { Counters } = await built('counters.js');

const LINES = 1_000_000;
const RUNS = 9;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RANGES = [
  ['24 h', DAY],
  ['7 d', 7 * DAY],
  ['30 d', 30 * DAY],
  ['400 d', 400 * DAY - HOUR],
];
const MODELS = 8;
const USERS = 50;
/** Models in memory at the same time. */
const LOADED = 3;

const LOGS = `
INSERT INTO logs (id, user_id, username, action, endpoint, method, status_code, metadata, ip_address, user_agent,
  duration_ms, request_id, created_at)
SELECT gen_random_uuid(), NULL, 'user' || i % 500, 'area.action' || i % 40, '/api/route' || i % 40, 'GET', CASE WHEN
  i % 200 = 0 THEN 503 ELSE 200 END, NULL, '127.0.0.1', 'bench', random() * 400, gen_random_uuid(), now() - i *
    interval '2.592 seconds'
FROM generate_series($1::int, $2::int) i`;
// `WHERE at …` makes the value differ for each row.
const HISTOGRAM = `(SELECT array_agg((random() * 20)::int) FROM generate_series(1, 31) WHERE at IS NOT NULL)`;
const SUBJECTS = {
  all: "''",
  model: "'model-' || n",
  user: "md5('user-' || n)::uuid::text",
  loaded: "CASE n WHEN 1 THEN '' ELSE 'model-' || n END",
};
const rollups = (step, span, kind, subjects) => `
INSERT INTO telemetry_rollups (step, kind, at, subject, requests, client_errors, server_errors, answers,
  output_tokens, timed_tokens, timed_ms, samples, rss_bytes, cache_hits, cache_misses, latency, ttft)
SELECT ${step}, '${kind}', at,
  ${SUBJECTS[kind]}, 100, 3, 1, 40, 4000, 4000, 90000, 6, 98000000, 10, 30, ${HISTOGRAM}, ${HISTOGRAM}
FROM generate_series(to_timestamp(floor(extract(epoch FROM now() - interval '${span}') / ${step}) * ${step}), now(),
  interval '${step} seconds') at, generate_series(1, ${subjects}) n ON CONFLICT DO NOTHING`;

const samples = new Samples();
try {
  const dir = await newDataDir();
  const portal = await startPortal(dir, { EMBEDDED_ENGINE: 'off' });
  const token = await signIn(portal.url);
  const client = await connect(dir);
  await client.query(`SELECT ensure_log_month(now() - interval '1 month')`);
  for (let from = 1; from < LINES; from += 50_000) await client.query(LOGS, [from, from + 49_999]);
  for (const [step, span] of [
    [60, '47 hours'],
    [300, '47 hours'],
    [3_600, '400 days'],
    [86_400, '400 days'],
  ])
    for (const [kind, subjects] of [
      ['all', 1],
      ['model', MODELS],
      ['user', USERS],
      ['loaded', 1 + LOADED],
    ])
      await client.query(rollups(step, span, kind, subjects));
  for (const table of ['logs', 'telemetry_rollups']) await client.query(`VACUUM ANALYZE ${table}`);
  const { rows } = await client.query(
    `SELECT count(*)::int AS n, pg_size_pretty(pg_total_relation_size('telemetry_rollups')) AS size FROM ` +
      'telemetry_rollups',
  );
  console.log(
    `${LINES.toLocaleString('en')} lines, ${rows[0].n.toLocaleString('en')} rollups (${rows[0].size}) were written.`,
  );

  let spent = 0;
  const explained = new RollupRepository({
    query: async (sql, values) => {
      const {
        rows: [plan],
      } = await client.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`, values);
      spent += plan['QUERY PLAN'][0]['Planning Time'] + plan['QUERY PLAN'][0]['Execution Time'];
      return [{ n: 0 }];
    },
  });
  for (let run = -1; run < RUNS; run++) {
    for (const [label, length] of RANGES) {
      const now = Date.now();
      const asked = { from: new Date(now - length), to: new Date(now) };
      const range = rangeOf(asked);
      const pieces = piecesOf(range.from, range.to, range.level);
      spent = 0;
      await explained.series(range);
      await explained.byModel(pieces);
      await explained.byUser(pieces);
      await explained.speeds(range, ['model-1', 'model-2', 'model-3', 'model-4', 'model-5', 'model-6']);
      await explained.loaded(range);
      await explained.actions();
      await explained.requests(piecesOf(now - DAY, now, 60));
      const database = spent;
      const started = performance.now();
      const { status } = await call(
        `${portal.url}/api/admin/telemetry?from=${asked.from.toISOString()}&to=${asked.to.toISOString()}`,
        { token },
      );
      if (status !== 200) throw new Error(`${label}: ${status}`);
      if (run < 0) continue;
      samples.add(`${label} http`, `${label}, over HTTP`, 'ms', performance.now() - started);
      samples.add(`${label} database`, `${label}, database time`, 'ms', database);
    }
  }
  await client.end();
  await portal.stop();
  await removeDataDir(dir);

  const requests = 200_000;
  for (let run = -1; run < RUNS; run++) {
    const meter = new Meter({ add: async () => undefined }, new Counters());
    const users = Array.from({ length: USERS }, (_, i) => `user-${i}`);
    const started = performance.now();
    for (let i = 0; i < requests; i++)
      meter.request({
        route: `/api/chat`,
        method: 'POST',
        action: 'chat.send',
        status: 200,
        ms: i % 900,
        userId: users[i % USERS],
      });
    if (run >= 0)
      samples.add('meter', 'a request is counted', 'µs', ((performance.now() - started) / requests) * 1_000);
    await meter.flush();
  }
  const { cpu, cores, node } = describeMachine();
  console.log(`\nMedian of ${RUNS}; ${cpu}, ${cores} cores, Node ${node}, commit ${describeCode().commit}\n`);
  for (const { what, unit, median, min, max } of samples.summary())
    console.log(`| ${what} | ${median} ${unit} | ${min} – ${max} |`);
} finally {
  await cleanUp();
}
