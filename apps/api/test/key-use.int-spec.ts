import pg from 'pg';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { newDatabase, startPortal, type Portal } from './portal.js';

/** How often the times of last use are written, and the ledger. */
const FLUSH_MS = { last_used: 10_000, usage: 1_000 };
const WRITTEN_WITHIN_MS = 60_000;

const KEYS = 4;
const QUESTIONS = 25;
const LOOKS = 100;

let url: string;
let portal: Portal;
let keys: { id: string; program: Client }[];
let holder: pg.Client;
beforeAll(async () => {
  url = await newDatabase();
  portal = await startPortal({ env: { DATABASE_URL: url } });
  const dev = await portal.someone('developer');
  keys = await Promise.all(
    Array.from({ length: KEYS }, async () => {
      const { id, key_value } = (await dev.post('/api/developer/api-keys', {})).body;
      return { id, program: portal.anyone.withKey(key_value) };
    }),
  );
  holder = new pg.Client(url);
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await portal.close();
});

/** Rows that were updated so far, as the sessions that did it have told: when they are idle, or end. */
async function updates(table: string): Promise<number> {
  const [row] = await portal.sql<{ n: number }>(
    'SELECT n_tup_upd::int AS n FROM pg_stat_user_tables WHERE relname = $1',
    [table],
  );
  return row!.n;
}

/** Each program looks and asks, one request after another. @returns the statuses of all */
async function load(programs: Client[]): Promise<Set<number>> {
  const question = { model: 'gemma2:2b', messages: [{ role: 'user', content: 'hello' }] };
  const statuses = new Set<number>();
  const work = async (program: Client) => {
    for (let i = 0; i < QUESTIONS; i++) statuses.add((await program.post('/v1/chat/completions', question)).status);
    for (let i = 0; i < LOOKS; i++) statuses.add((await program.get('/api/models')).status);
  };
  await Promise.all(programs.map(work));
  return statuses;
}

/** The session whose write of the times waits for our lock. */
const waitingWrites = () =>
  portal.sql<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE api_keys%'`,
  );

it('K7: a thousand uses of keys are a few writes, and a write that waits or fails keeps nobody waiting', async () => {
  const began = Date.now();
  const before = { keys: await updates('api_keys'), usage: await updates('usage_days') };
  const [first, ...others] = keys.map(({ program }) => program);
  expect(await load([first!, ...others])).toEqual(new Set([200]));
  await holder.query('BEGIN');
  await holder.query('SELECT FROM api_keys FOR UPDATE');
  const locked = Date.now();
  expect((await first!.get('/api/models')).status).toBe(200);
  await eventually(async () => (await waitingWrites()).length > 0);
  expect(Date.now() - began).toBeLessThan(WRITTEN_WITHIN_MS);
  expect(await load(others)).toEqual(new Set([200]));
  // The write fails, and what it would have written is written by the next one; a clean stop does not wait for that.
  const [{ pid } = {}] = await waitingWrites();
  await portal.sql('SELECT pg_terminate_backend($1)', [pid]);
  await eventually(async () => !(await waitingWrites()).some((write) => write.pid === pid));
  await holder.query('COMMIT');
  await portal.restart();
  const used = await portal.sql<{ at: Date; requests: number }>(
    `SELECT k.last_used_at AS at, sum(u.requests)::int AS requests
     FROM api_keys k JOIN usage_days u ON u.api_key_id = k.id GROUP BY k.id`,
  );
  expect(used.map(({ requests }) => requests).sort()).toEqual([1, 2, 2, 2].map((times) => times * QUESTIONS));
  for (const { at } of used) expect(at.getTime()).toBeGreaterThanOrEqual(locked);
  const flushes = (ms: number) => 2 + Math.ceil((Date.now() - began) / ms);
  expect((await updates('api_keys')) - before.keys).toBeGreaterThanOrEqual(KEYS);
  expect((await updates('api_keys')) - before.keys).toBeLessThanOrEqual(KEYS * flushes(FLUSH_MS.last_used));
  expect((await updates('usage_days')) - before.usage).toBeLessThanOrEqual(KEYS * flushes(FLUSH_MS.usage));
});
