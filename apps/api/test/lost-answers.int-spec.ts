import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from '@nestjs/common';
import { BatchWriter } from '../src/common/batch-writer.js';
import { LogService } from '../src/modules/logging/index.js';
import type { LogEntry } from '../src/modules/logging/log.entity.js';
import type { LogRepository } from '../src/modules/logging/log.repository.js';
import { Meter } from '../src/modules/telemetry/index.js';
import { UsageLedger } from '../src/modules/usage/index.js';
import { eventually } from './clock.js';
import { closeWithCluster, startOnOwnCluster } from './database-load.js';
import type { OwnCluster } from './own-cluster.js';
import type { Person, Portal } from './portal.js';

let cluster: OwnCluster;
let portal: Portal;
let dev: Person;
let database: pg.Client;
beforeAll(async () => {
  ({ cluster, portal, dev } = await startOnOwnCluster());
  database = await cluster.connect();
});
afterAll(async () => {
  await database.end();
  await closeWithCluster({ cluster, portal });
});

/** A line of the request log without its id. */
const line: Partial<LogEntry> = {
  action: 'test',
  endpoint: '/test',
  method: 'GET',
  status_code: 200,
  duration_ms: 1,
  created_at: new Date(),
};

const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  (await database.query(`SELECT (${sql})::int AS n`, values)).rows[0].n;
const logged = (requestId: unknown) => count('SELECT count(*) FROM logs WHERE request_id = $1', [requestId]);
const used = () => count('SELECT coalesce(sum(requests), 0) FROM usage_days WHERE user_id = $1', [dev.id]);
const observed = () =>
  count(
    `SELECT coalesce(sum(requests), 0) FROM telemetry_rollups WHERE step = 60 AND kind = 'user' AND subject = $1::text`,
    [dev.id],
  );

it('F5: what was written although its answer was lost is written once, and so is what comes after it', async () => {
  const { key_value } = (await dev.post('/api/developer/api-keys', {})).body;
  const caller = portal.anyone.withKey(key_value);
  const ask = async () => {
    const content = randomUUID();
    const body = { model: 'gemma2:2b', messages: [{ role: 'user', content }] };
    const { status, headers } = await caller.post('/v1/chat/completions', body);
    expect(status).toBe(200);
    return headers['x-request-id'];
  };
  const flush = () =>
    Promise.all([LogService, UsageLedger, Meter].map((what) => portal.server.app.get(what, { strict: false }).flush()));
  // Leaves several connections open for what follows.
  await Promise.all(Array.from({ length: 6 }, () => dev.get('/api/chat/threads')));
  await flush();
  const before = await observed();

  const first = await ask();
  // PostgreSQL gets and commits what waits; its answers do not arrive.
  cluster.network.set({ kind: 'reset', afterBytes: 0 });
  await flush();
  expect([await logged(first), await used(), (await observed()) - before]).toEqual([1, 1, 1]);
  cluster.network.heal();
  await eventually(async () => (await portal.anyone.get('/health/ready')).status === 200);
  const second = await ask();
  await flush();
  expect([await logged(first), await logged(second), await used(), (await observed()) - before]).toEqual([1, 1, 2, 2]);
});

it('a row that the database refuses is given up alone', async () => {
  const { repository } = portal.server.app.get(LogService, { strict: false }) as unknown as {
    repository: LogRepository;
  };
  const written: string[][] = [];
  const errors: string[] = [];
  const rows = ['0', '1', 'x', '3', '4'].map((digit) => ({ id: `00000000-0000-4000-8000-00000000000${digit}` }));
  const writer = new BatchWriter<LogEntry>({
    logger: { warn: () => undefined, error: (text: string) => errors.push(text) } as unknown as Logger,
    what: 'The request log',
    flushMs: 1_000,
    drain: () => rows.splice(0).map((row) => ({ ...(line as LogEntry), ...row })),
    write: async (batch) => {
      await repository.insertMany(batch);
      written.push(batch.map(({ id }) => id.slice(-1)));
    },
  });
  await writer.flush();
  expect(written.flat()).toEqual(['0', '1', '3', '4']);
  expect(errors).toEqual([expect.stringContaining('invalid input syntax for type uuid')]);
});
