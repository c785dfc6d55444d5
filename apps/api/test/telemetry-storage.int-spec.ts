import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../src/database/migrations/index.js';
import { PrometheusMetrics } from '../src/modules/telemetry/prometheus.js';
import { Meter } from '../src/modules/telemetry/index.js';
import { Rollup } from '../src/modules/telemetry/rollup.entity.js';
import { RollupRepository } from '../src/modules/telemetry/rollup.repository.js';
import { type Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal({ env: { LLM_MAX_PARALLEL: '1' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const report = async (query = '') => (await admin.get(`/api/admin/telemetry${query}`)).body;

it('a second process adds to the same rows, and so does the next start', async () => {
  const note = {
    model: 'shared',
    userId: randomUUID(),
    failed: true,
    ms: 10,
    ttft_ms: 5,
    input_tokens: 1,
    output_tokens: 2,
    speed: { tokens: 2, ms: 100 },
  };
  const repository = new RollupRepository(portal.server.app.get(DataSource).getRepository(Rollup));
  const meters = [portal.server.app.get(Meter, { strict: false }), new Meter(repository, new PrometheusMetrics())];
  for (const meter of meters) for (let i = 0; i < 10; i++) meter.recordAnswer(note);
  await Promise.all(meters.map((meter) => meter.flush()));
  const shared = async () => (await report()).by_model.find(({ model }: { model: string }) => model === 'shared');
  expect(await shared()).toMatchObject({ requests: 20, errors: 20, output_tokens: 40, tokens_per_second: 20 });
  const before = await report();
  portal.server.app.get(Meter, { strict: false }).recordAnswer(note);
  await portal.restart();
  admin = await portal.anyone.login('admin', 'admin123');
  const after = await report();
  expect(await shared()).toMatchObject({ requests: 21, errors: 21 });
  const starts = (body: typeof after) =>
    body.restarts.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect(starts(after)).toBe(starts(before) + 1);
  expect(after.totals.requests).toBeGreaterThan(before.totals.requests);
  expect(after.process).toMatchObject({ rss_bytes: expect.any(Number), queue_depth: 0 });
  expect(after.process.rss_bytes).toBeGreaterThan(20e6);
  expect(after.database.size_bytes).toBeGreaterThan(1e6);
});

it('waits for an unavailable database, and loses nothing', async () => {
  const written: number[] = [];
  let away = true;
  const meter = new Meter({ add: async (rows: { requests: number; kind: string; step: number }[]) => {
    if (away) throw new Error('away');
    written.push(...rows.filter(({ kind, step }) => kind === 'all' && step === 60).map(({ requests }) => requests));
  } } as unknown as RollupRepository, new PrometheusMetrics()); // prettier-ignore
  const note = { route: '/api/models', method: 'GET', action: 'models.list', status: 200, ms: 1, userId: undefined };
  meter.recordRequest(note);
  await meter.flush();
  meter.recordRequest(note);
  away = false;
  await meter.flush();
  expect(written.reduce((sum, n) => sum + n, 0)).toBe(2);
});

it('deletes expired figures, each width at its time', async () => {
  const day = 86_400_000;
  const put = (step: number, ageMs: number) =>
    portal.sql(`INSERT INTO telemetry_rollups (step, kind, at, subject) VALUES ($1, 'model', $2, 'aged')`, [
      step,
      new Date(Date.now() - ageMs),
    ]);
  await put(60, 1.9 * day);
  await put(60, 2.1 * day);
  await put(300, 1.9 * day);
  await put(300, 2.1 * day);
  await put(3_600, 399 * day);
  await put(3_600, 401 * day);
  await put(86_400, 399 * day);
  await put(86_400, 401 * day);
  await new RollupRepository(portal.server.app.get(DataSource).getRepository(Rollup)).prune();
  expect(
    await portal.sql(
      `SELECT step, count(*)::int AS n FROM telemetry_rollups WHERE subject = 'aged' GROUP BY 1 ORDER BY 1`,
    ),
  ).toEqual([60, 300, 3_600, 86_400].map((step) => ({ step, n: 1 })));
});

it('a day is read from five-minute rows and has the same figures as its minutes', async () => {
  const sums = async (step: number) =>
    (
      await portal.sql(
        'SELECT sum(requests)::int AS requests, sum(output_tokens)::int AS tokens, sum((SELECT sum(n) FROM ' +
          `unnest(latency) n))::int AS seen FROM telemetry_rollups WHERE step = $1 AND kind = 'all'`,
        [step],
      )
    )[0];
  const dataSource = portal.server.app.get(DataSource);
  const migration = new (MIGRATIONS.find(({ name }) => name.startsWith('TelemetryFiveMinutes'))!)();
  await portal.server.app.get(Meter, { strict: false }).flush();
  const [day, hour] = await Promise.all([
    report(`?step=300&from=${new Date(Date.now() - 86_400_000).toISOString()}`),
    report(),
  ]);
  expect(day.step).toBe(300);
  expect(day.totals.answers).toBe(hour.totals.answers);
  expect(day.totals.output_tokens).toBe(hour.totals.output_tokens);
  expect(day.by_model).toEqual(hour.by_model);
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await migration.down(runner);
  expect((await runner.query('SELECT count(*)::int AS n FROM telemetry_rollups WHERE step = 300'))[0].n).toBe(0);
  await migration.up(runner);
  await runner.commitTransaction();
  await runner.release();
  const minutes = await sums(60);
  expect(minutes!.requests).toBeGreaterThan(0);
  expect(await sums(300)).toEqual(minutes);
});

it('the migration fills the rollups from the request log', async () => {
  const dataSource = portal.server.app.get(DataSource);
  const migration = new (MIGRATIONS.find(({ name }) => name.startsWith('Telemetry'))!)();
  await portal.sql(
    `INSERT INTO logs (id, user_id, username, action, endpoint, method, status_code, duration_ms,
       request_id, created_at)
     SELECT gen_random_uuid(), (SELECT id FROM users WHERE username = 'admin'), 'admin', 'backfilled', '/seeded',
       'GET', CASE WHEN i <= 10 THEN 503 ELSE 200 END, 100, gen_random_uuid(), now() - interval '20 days' FROM
         generate_series(1, 100) i`,
  );
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await migration.down(runner);
  await migration.up(runner);
  await runner.commitTransaction();
  await runner.release();
  const from = new Date(Date.now() - 21 * 86_400_000).toISOString();
  const body = await report(`?from=${from}&to=${new Date(Date.now() - 19 * 86_400_000).toISOString()}`);
  expect(body.totals).toMatchObject({ requests: 100, errors: 10, error_rate: 0.1 });
  expect(body.totals.p50_ms).toBeGreaterThanOrEqual(63);
  expect(body.totals.p99_ms).toBeLessThanOrEqual(101);
  expect(body.by_user).toEqual([expect.objectContaining({ username: 'admin', requests: 100, errors: 10 })]);
  expect(body.action_counts.backfilled).toBe(100);
});
