// How many lines the product's own writer of the request log writes, beside a bare COPY and single INSERTs.
import path from 'node:path';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import { connect, connectAsSuperuser } from '../lib/database.mjs';
import { load } from '../micro/product.mjs';

const LINES = 200_000;
/** Lines that are recorded before the writer is awaited: a fifth of a second of a very busy portal. */
const TOGETHER = 1_000;
const SINGLES = 2_000;

/** By which the lines are known again. */
const AGENT = 'bench-writer';

const manyIds = (n) => Array.from({ length: n }, () => crypto.randomUUID());
/** Those who ask, and with what: of each there are many lines, as in a real log. */
const [USERS, KEYS] = [manyIds(500), manyIds(200)];

/** A request and its reply, with all that the writer reads. */
const requestOf = (newId) => (_, i) => ({
  id: newId(),
  method: 'POST',
  url: '/api/chat',
  ip: '127.0.0.1',
  headers: { 'user-agent': AGENT },
  action: `area.action${i % 20}`,
  routeOptions: { url: `/api/route${i % 40}` },
  principal: {
    userId: USERS[i % USERS.length],
    username: `user${i % USERS.length}`,
    key: { id: KEYS[i % KEYS.length], name: `key ${i % KEYS.length}` },
  },
  modelCall: { model: 'gemma2:2b', parameters: {}, usage: () => ({ input_tokens: 40, output_tokens: 50 }) },
});
const REPLY = { statusCode: 200, elapsedTime: 12.345 };

const seconds = async (work) => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
};

/** Prints lines a second of each way, and what a line costs the request. */
export async function measureWriter(dir) {
  const client = await connect(dir);
  const report = (what, count, took) =>
    console.log(`| ${what} | ${Math.round(count / took).toLocaleString('en')} lines/s |`);
  const { newId } = await load('common/http/ids');
  const requests = Array.from({ length: LINES }, requestOf(newId));
  const { recorded, written } = await writeAll(client, requests);
  report("the product's own writer", LINES, recorded + written);
  console.log(`| on the request path | ${((recorded / LINES) * 1e6).toFixed(2)} µs a line |`);
  report('bare COPY from a file, same indexes', LINES, await bareCopy(dir));
  report('the same into indexes that are empty', LINES, await bareCopy(dir, 'bench_copy'));
  const [row] = (await client.query('SELECT * FROM logs ORDER BY created_at DESC LIMIT 1')).rows;
  const names = Object.keys(row).filter((name) => name !== 'id');
  const places = names.map((_, i) => `$${i + 1}`).join(', ');
  const single = `INSERT INTO logs (id, ${names.join(', ')}) VALUES (gen_random_uuid(), ${places})`;
  const values = names.map((name) => (name === 'metadata' ? JSON.stringify(row.metadata) : row[name]));
  report(
    'single INSERTs, each durable',
    SINGLES,
    await seconds(async () => {
      for (let i = 0; i < SINGLES; i++) await client.query(single, values);
    }),
  );
  // What is measured afterwards finds the log as it was.
  await client.query(`DELETE FROM logs WHERE user_agent = '${AGENT}'`);
  await client.query('VACUUM ANALYZE logs');
  await client.end();
}

/** @returns the seconds of recording, and of writing what was recorded */
async function writeAll(client, requests) {
  const { LogRepository } = await load('modules/logging/log.repository');
  const { LogService } = await load('modules/logging/log.service');
  const pool = { connect: async () => Object.assign(client, { release: () => undefined }) };
  const repository = new LogRepository({ manager: { connection: { driver: { master: pool } } } });
  const log = new LogService(repository, {}, {});
  const count = async () =>
    (await client.query(`SELECT count(*)::int AS n FROM logs WHERE user_agent = '${AGENT}'`)).rows[0].n;
  const before = await count();
  let [recorded, written] = [0, 0];
  for (let from = 0; from < requests.length; from += TOGETHER) {
    recorded += await seconds(() => {
      for (let i = from; i < from + TOGETHER; i++) log.record(requests[i], REPLY);
    });
    written += await seconds(() => log.flush());
  }
  const lost = requests.length - ((await count()) - before);
  if (lost !== 0) throw new Error(`${lost} lines were not written`);
  return { recorded, written };
}

/**
 * The same lines a minute later, from a file straight into the log's month, where nothing counts them.
 * @param empty name of a table with the same indexes that takes them instead
 * @returns seconds
 */
async function bareCopy(dir, empty) {
  const { LOG_COLUMNS } = await load('modules/logging/log.entity');
  const columns = LOG_COLUMNS.join(', ');
  const later = columns.replace('created_at', `created_at + interval '1 minute'`);
  const client = await connectAsSuperuser(dir);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-copy-'));
  await chmod(folder, 0o777); // PostgreSQL runs as another account.
  try {
    const file = path.join(folder, 'lines');
    await client.query(`COPY (SELECT ${later} FROM logs WHERE user_agent = '${AGENT}' ORDER BY created_at, id
      LIMIT ${LINES}) TO '${file}'`);
    const { rows } = await client.query(`SELECT to_char(now() AT TIME ZONE 'UTC', '"logs_"YYYY_MM') AS month`);
    if (empty) await client.query(`CREATE TABLE ${empty} (LIKE logs INCLUDING ALL)`);
    return await seconds(() => client.query(`COPY ${empty ?? rows[0].month} (${columns}) FROM '${file}'`));
  } finally {
    if (empty) await client.query(`DROP TABLE IF EXISTS ${empty}`);
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}
