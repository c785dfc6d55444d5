// Times of the log page with a million lines: run `node bench/logs.mjs` after a build. Prints medians.
import { connect } from './lib/database.mjs';
import { call, head } from './lib/http.mjs';
import { cleanUp, newDataDir, removeDataDir, signIn, startPortal } from './lib/portal.mjs';
import { describeCode, describeMachine, Samples } from './lib/report.mjs';

const LINES = 1_000_000;
const RUNS = 9;
/** Pages to walk to reach a deep one. */
const TURNS = 50;

// Thirty days; 3 % client errors, 0.5 % server errors; twenty actions of very different frequency.
const SEED = `
INSERT INTO logs (id, user_id, username, action, endpoint, method, status_code, metadata, ip_address, user_agent,
  duration_ms, request_id, created_at)
SELECT gen_random_uuid(), NULL, 'user' || i % 500, 'area.action' || least(19, floor(-ln(random()) * 3)), '/api/route'
  || i % 40, (ARRAY['GET','GET','GET','POST','PUT'])[1 + i % 5],
  CASE WHEN i % 200 = 0 THEN 503 WHEN i % 33 = 0 THEN 404 ELSE 200 END, CASE WHEN i % 10 = 0 THEN
    '{"model": "gemma2:2b"}'::jsonb END, '127.0.0.1', 'bench', random() * 400, gen_random_uuid(),
  date_trunc('milliseconds', now() - i * interval '2.592 seconds')
FROM generate_series($1::int, $2::int) i`;

const samples = new Samples();
try {
  const dir = await newDataDir();
  const portal = await startPortal(dir, { EMBEDDED_ENGINE: 'off' });
  const token = await signIn(portal.url);
  const client = await connect(dir);
  await client.query(`SELECT ensure_log_month(now() - interval '1 month')`);
  const began = performance.now();
  for (let from = 1; from < LINES; from += 50_000) await client.query(SEED, [from, from + 49_999]);
  console.log(
    `${LINES.toLocaleString('en')} lines were written in ${Math.round((performance.now() - began) / 1_000)} s.`,
  );
  for (const table of ['logs', 'log_counts']) await client.query(`VACUUM ANALYZE ${table}`);
  const [{ request_id, at }] = (
    await client.query(`SELECT request_id, created_at AS at FROM logs ORDER BY created_at OFFSET 500000 LIMIT 1`)
  ).rows;
  await client.end();

  const deep = await turned(portal.url, token);
  const week = `from=${new Date(Date.now() - 7 * 86_400_000).toISOString()}`;
  const cases = [
    ['first page of 50', 'logs?limit=50'],
    [`page of 200 after ${TURNS} pages`, `logs?limit=200&cursor=${deep}`],
    ['page by time in the middle', `logs?limit=50&to=${at.toISOString()}`],
    ['level=error', 'logs?limit=50&level=error'],
    ['level=warning', 'logs?limit=50&level=warning'],
    ['status_code=503', 'logs?limit=50&status_code=503'],
    ['status_code of no line', 'logs?limit=50&status_code=418'],
    ['username', 'logs?limit=50&username=user7'],
    ['action, common', 'logs?limit=50&action=area.action0'],
    ['action, rare', 'logs?limit=50&action=area.action18'],
    ['endpoint', 'logs?limit=50&endpoint=/api/route7'],
    ['method', 'logs?limit=50&method=PUT'],
    ['method of no line', 'logs?limit=50&method=PATCH'],
    ['min_duration_ms, rare', 'logs?limit=50&min_duration_ms=399.9'],
    ['request_id', `logs?limit=50&request_id=${request_id}`],
    ['user and level', 'logs?limit=50&username=user0&level=error'],
    ['q, common', 'logs?limit=50&q=action1'],
    ['q of no line', 'logs?limit=50&q=absent'],
    ['histogram, all', 'logs/histogram'],
    ['histogram, 7 days', `logs/histogram?${week}`],
    ['histogram, level=error', 'logs/histogram?level=error'],
    ['histogram of a user', 'logs/histogram?username=user7'],
    ['histogram of a common action', 'logs/histogram?action=area.action0'],
    ['facets of action', 'logs/facets?field=action'],
  ];
  for (let run = -1; run < RUNS; run++) {
    for (const [label, route] of cases) {
      const started = performance.now();
      const { status } = await call(`${portal.url}/api/admin/${route}`, { token });
      if (status !== 200) throw new Error(`${route}: ${status}`);
      if (run >= 0) samples.add(label, label, 'ms', performance.now() - started);
    }
  }
  for (const format of ['csv', 'ndjson']) {
    const started = performance.now();
    const response = await fetch(`${portal.url}/api/admin/logs/export?format=${format}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    let bytes = 0;
    for await (const chunk of response.body) bytes += chunk.length;
    const seconds = (performance.now() - started) / 1_000;
    samples.add(`export-${format}`, `export as ${format}, ${Math.round(bytes / 1e6)} MB`, 'lines/s', LINES / seconds);
  }
  await portal.stop();
  await removeDataDir(dir);
  const { cpu, cores, node } = describeMachine();
  console.log(
    `\n${LINES.toLocaleString('en')} lines, over HTTP, median of ${RUNS}; ${cpu}, ${cores} cores, Node ${node}, ` +
      `commit ${describeCode().commit}\n`,
  );
  for (const { what, unit, median, min, max } of samples.summary())
    console.log(`| ${what} | ${median} ${unit} | ${min} – ${max} |`);
} finally {
  await cleanUp();
}

/** The cursor after some pages, found by paging there like a reader. */
async function turned(url, token) {
  let cursor;
  for (let i = 0; i < TURNS; i++) {
    const { link } = await head(`${url}/api/admin/logs?limit=200${cursor ? `&cursor=${cursor}` : ''}`, { token });
    cursor = /cursor=([^&>]+)/.exec(link)[1];
  }
  return cursor;
}
