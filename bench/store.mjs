// pnpm bench:store [--scale 0.1] [--logs 0.1] [--dir <seeded folder>] [--requests 100] [--only search,log-text]
//   [--plans] [--writer]
// Times of what people and administrators ask of a full database: whole replies over HTTP, one after another.
// Seeds a database in a temporary folder, which takes minutes; with `--dir` it takes one that `bench:seed` has made.
// `--writer` measures the writer of the request log as well, which adds lines.
// `--plans` writes the plans of the same questions to `bench/store/plans.md` afterwards.
import { parseArgs } from 'node:util';
import { connect } from './lib/database.mjs';
import { call, head } from './lib/http.mjs';
import { cleanUp, newDataDir, removeDataDir, signIn, startPortal } from './lib/portal.mjs';
import { describeCode, describeMachine } from './lib/report.mjs';
import { casesOf } from './store/cases.mjs';
import { logPlans } from './store/plans.mjs';
import { publishPlans } from './store/plans-file.mjs';
import { seed } from './store/seed.mjs';
import { measureWriter } from './store/writer.mjs';

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.1' },
    logs: { type: 'string' },
    dir: { type: 'string' },
    requests: { type: 'string', default: '100' },
    only: { type: 'string' },
    plans: { type: 'boolean', default: false },
    writer: { type: 'boolean', default: false },
  },
});
/** A slow question is asked for so long, and so often at least. */
const [LONGEST_MS, FEWEST] = [4_000, 10];
const WARM_UP = 5;

// Interrupted, it leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cleanUp().finally(() => process.exit(1)));

const start = (dir) => startPortal(dir, { EMBEDDED_ENGINE: 'off' });
const isChosen = ([id]) =>
  !values.only || values.only.split(',').some((name) => id === name || id.startsWith(`${name}-`));

/** Asks one question again and again. @returns its times */
async function measure(url, token, [, label, path, isRight]) {
  const times = [];
  for (let i = -WARM_UP, began = performance.now(); i < Number(values.requests); i++) {
    if (i >= FEWEST && performance.now() - began > LONGEST_MS) break;
    const started = performance.now();
    const { status, body } = await call(url + path, { token });
    if (i >= 0) times.push(performance.now() - started);
    if (status !== 200) throw new Error(`${path}: status ${status}, ${JSON.stringify(body).slice(0, 300)}`);
    if (i >= 0 && !isRight(body))
      throw new Error(`${path}: not what is there, ${body.length} rows: ${JSON.stringify(body).slice(0, 300)}`);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return { label, n: times.length, best: times[0], p50: at(0.5), p99: at(0.99) };
}

/** The cursor of the page that begins after this share of the owner's threads, found by paging there like a reader. */
async function cursorAt(url, token, threads) {
  let cursor;
  for (let seen = 0; seen < threads; seen += 200) {
    const { link } = await head(`${url}/api/chat/threads?limit=200${cursor ? `&cursor=${cursor}` : ''}`, { token });
    cursor = /cursor=([^&>]+)/.exec(link)[1];
  }
  return cursor;
}

async function placesIn(dir, url, token) {
  const { body: owner } = await call(`${url}/api/auth/me`, { token });
  const client = await connect(dir);
  const { rows } = await client.query(
    `SELECT (SELECT id FROM chat_threads ORDER BY message_count DESC LIMIT 1) AS longest,
       (SELECT count(*) FROM chat_threads WHERE user_id = $1 AND NOT archived)::int AS threads`,
    [owner.id],
  );
  const line = await client.query(
    `SELECT request_id, created_at AS at FROM logs WHERE created_at > now() - interval '15 days' ORDER BY created_at
       LIMIT 1`,
  );
  await client.end();
  const [{ longest, threads }] = rows;
  return { longest, line: line.rows[0], deep: await cursorAt(url, token, Math.floor(threads * 0.9)) };
}

async function sizeOf(dir) {
  const client = await connect(dir);
  const { rows } = await client.query(`SELECT (SELECT count(*) FROM chat_threads)::int AS threads,
    (SELECT count(*) FROM chat_messages)::int AS messages,
    (SELECT sum(n) FROM log_counts WHERE step = 3600)::int AS lines,
    current_setting('server_version') AS version`);
  await client.end();
  const [{ version, ...counts }] = rows;
  const said = Object.entries(counts).map(([name, n]) => `${n.toLocaleString('en')} ${name}`);
  return `PostgreSQL ${version}; ${said.join(', ')}.`;
}

const ms = (value) => (value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2));

try {
  const dir = values.dir ?? (await newDataDir());
  let portal = await start(dir);
  let token = await signIn(portal.url);
  if (!values.dir) {
    const { body: owner } = await call(`${portal.url}/api/auth/me`, { token });
    await seed(dir, owner.id, { chats: Number(values.scale), logs: Number(values.logs ?? values.scale) });
  }
  const cases = casesOf(await placesIn(dir, portal.url, token)).filter(isChosen);
  const rows = [];
  console.log('| question | best | p50 | p99 | times |\n|---|--:|--:|--:|--:|');
  for (const one of cases) {
    rows.push(await measure(portal.url, token, one));
    const { label, n, best, p50, p99 } = rows.at(-1);
    console.log(`| ${label} | ${ms(best)} | ${ms(p50)} | ${ms(p99)} | ${n} |`);
  }
  if (values.plans) {
    await logPlans(dir);
    await portal.stop();
    portal = await start(dir);
    token = await signIn(portal.url);
    await publishPlans(dir, cases, (path) => call(portal.url + path, { token }), await sizeOf(dir));
  }
  if (values.writer) await measureWriter(dir);
  await portal.stop();
  if (!values.dir) await removeDataDir(dir);
  const { cpu, cores, node } = describeMachine();
  console.log(`\nmilliseconds over HTTP; ${cpu}, ${cores} cores, Node ${node}, commit ${describeCode().commit}`);
} finally {
  await cleanUp();
}
