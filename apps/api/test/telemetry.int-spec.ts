import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../src/database/migrations/index.js';
import { PrometheusMetrics } from '../src/modules/telemetry/prometheus.js';
import { Meter } from '../src/modules/telemetry/index.js';
import { Rollup } from '../src/modules/telemetry/rollup.entity.js';
import { RollupRepository } from '../src/modules/telemetry/rollup.repository.js';
import { until, type Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal({ env: { LLM_MAX_PARALLEL: '1' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const report = async (query = '') => (await admin.get(`/api/admin/telemetry${query}`)).body;
/** Requests are noted when their socket is done with them, which may be after the reader has all. */
const settled = async (client: Client) => {
  const { headers } = await client.get('/api/models');
  for (;;) {
    const { body } = await admin.get(`/api/admin/logs?request_id=${headers['x-request-id']}`);
    if (body.total === 1) return;
  }
};
const sumOf = (series: Record<string, number | null>[], name: string) =>
  series.reduce((sum, point) => sum + (point[name] ?? 0), 0);

it('counts what was done: requests, errors by class, users', async () => {
  const user = await portal.someone('user');
  await settled(user);
  const before = await report();
  for (let i = 0; i < 5; i++) await user.get('/api/models');
  for (let i = 0; i < 3; i++) await user.get(`/api/chat/threads/${randomUUID()}`);
  await portal.anyone.get('/api/models');
  await settled(user);
  const after = await report();
  const own = ({ by_user }: typeof after) => by_user.find(({ user_id }: { user_id: string }) => user_id === user.id);
  expect(own(after)).toMatchObject({
    username: user.username,
    requests: own(before).requests + 9,
    client_errors: 3,
    errors: 0,
  });
  // One more than of this user: the refused one of nobody. The reports themselves and the look into the log are requests, too.
  expect(after.totals.client_errors - before.totals.client_errors).toBe(4);
  expect(after.totals.requests - before.totals.requests).toBeGreaterThanOrEqual(10);
  expect(sumOf(after.series, 'requests')).toBe(after.totals.requests);
  expect(after.recent_activity_24h).toBe(after.totals.requests);
  expect(after.action_counts['models.list']).toBe(before.action_counts['models.list'] + 7);
});

it('counts answers: tokens, time to the first, speed, cache, failures, by model', async () => {
  const user = await portal.someone('user');
  const ask = (prompt: string, model?: string) => user.post('/api/chat', { prompt, model, stream: false });
  const first = await ask('How far is the moon?');
  const again = await ask('How far is the moon?');
  expect([first.body.cached, again.body.cached]).toEqual([false, true]);
  const { totals, by_model, by_user, speed_by_model, series, step } = await report();
  const { usage, model, timings } = first.body;
  expect(totals).toMatchObject({
    answers: 2,
    failed_answers: 0,
    output_tokens: usage.output_tokens,
    input_tokens: usage.input_tokens,
    cache_hit_rate: 0.5,
  });
  expect(by_model).toEqual([
    expect.objectContaining({ model, requests: 2, errors: 0, output_tokens: usage.output_tokens, cache_hit_rate: 0.5 }),
  ]);
  expect(by_user.find(({ user_id }: { user_id: string }) => user_id === user.id)).toMatchObject({
    answers: 2,
    output_tokens: usage.output_tokens,
  });
  // Within a bucket of the time that the answer took as a whole.
  expect(totals.ttft_p50_ms).toBeLessThanOrEqual(Math.max(1, timings.total_ms) * 1.6);
  expect(totals.tokens_per_second / timings.tokens_per_second).toBeCloseTo(1, 0);
  expect(speed_by_model[0]).toMatchObject({ model });
  expect(speed_by_model[0].values).toHaveLength(series.length);
  expect(speed_by_model[0].values.filter((value: number | null) => value !== null)).toEqual([totals.tokens_per_second]);
  expect(step).toBe(60);
});

it('sees the queue, however short it was', async () => {
  portal.fake.setScenario('gated');
  const user = await portal.someone('user');
  const open = async (prompt: string, event: string) => {
    const stream = await user.stream('/api/chat', { prompt, stream: true, cache: 'bypass' });
    await until(stream[Symbol.asyncIterator](), event);
    return stream;
  };
  const streams = [await open('one', 'started'), await open('two', 'queued'), await open('three', 'queued')];
  const waiting = await report();
  expect([waiting.totals.queue_depth, waiting.process.queue_depth]).toEqual([2, 2]);
  portal.fake.release(Infinity);
  await Promise.all(streams.map((stream) => stream.all().catch(() => undefined)));
  portal.fake.setScenario('hello');
  const after = await report();
  expect([after.totals.queue_depth, after.process.queue_depth]).toEqual([2, 0]);
});

describe('ranges', () => {
  it.each([
    ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', '/from', 'must be before to'],
    ['?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', '/from', 'must be at most 400 days before to'],
    ['?from=yesterday', '/from', 'must be a time such as 2027-01-31T00:00:00Z'],
    ['?step=0', '/step', 'must not be less than 1'],
    ['?step=a', '/step', expect.any(String)],
    ['?width=1', '/width', 'is not a known field'],
  ])('%s is refused', async (query, pointer, message) => {
    const { status, body } = await admin.get(`/api/admin/telemetry${query}`);
    expect([status, body.errors]).toEqual([400, [{ pointer, message }]]);
  });

  it.each([
    [1, 60],
    [24, 300],
    [47, 600],
    [7 * 24, 3_600],
    [30 * 24, 10_800],
    [400 * 24 - 1, 172_800],
  ])('%s hours have at most 300 points, %s seconds wide, at round times', async (hours, step) => {
    const to = new Date();
    const body = await report(
      `?from=${new Date(to.getTime() - hours * 3_600_000).toISOString()}&to=${to.toISOString()}`,
    );
    expect(body.step).toBe(step);
    expect(body.series.length).toBeLessThanOrEqual(300);
    expect(Date.parse(body.series[0].t) % (step * 1_000)).toBe(0);
    expect([body.series[0].t, body.from <= new Date(to.getTime() - hours * 3_600_000).toISOString()]).toEqual([
      body.from,
      true,
    ]);
  });

  it('takes no narrower step than asked for, and the next one a person can name', async () => {
    expect((await report('?step=100')).step).toBe(120);
    expect((await report('?step=3600')).step).toBe(3_600);
  });

  it('says nothing where nothing ran, which is not zero', async () => {
    const { series } = await report();
    expect(series[0]).toMatchObject({ requests: null, p95_ms: null, rss_bytes: null });
    expect(series.at(-1).requests === null || series.at(-1).requests >= 0).toBe(true);
  });

  it('covers a range with the widest rows inside and narrower ones at its ends', async () => {
    const at = (text: string) => new Date(text);
    const rows: [number, string][] = [
      [86_400, '2026-03-03T00:00:00Z'], [3_600, '2026-03-02T23:00:00Z'], [3_600, '2026-03-03T05:00:00Z'], [3_600, '2026-03-04T00:00:00Z'], [3_600, '2026-03-04T01:00:00Z'],
    ]; // prettier-ignore
    for (const [step, time] of rows)
      await portal.sql(
        `INSERT INTO telemetry_rollups (step, kind, at, subject, requests) VALUES ($1, 'model', $2, 'covered', 1)`,
        [step, at(time)],
      );
    const body = await report('?from=2026-03-02T23:00:00Z&to=2026-03-04T01:00:00Z');
    // The hour inside the day is in the day already, and the last one is after the end.
    expect(body.by_model).toEqual([expect.objectContaining({ model: 'covered', requests: 3 })]);
  });
});

it('gives percentiles that are right to the bucket, also over several points', async () => {
  const repository = new RollupRepository(portal.server.app.get(DataSource).getRepository(Rollup));
  const meter = new Meter(repository, new PrometheusMetrics());
  const durations = Array.from({ length: 1_000 }, (_, i) => i + 1);
  for (const ms of durations)
    meter.recordAnswer({
      model: 'measured',
      userId: randomUUID(),
      failed: false,
      ms,
      ttft_ms: ms / 2,
      input_tokens: 0,
      output_tokens: 0,
      speed: null,
    });
  await meter.flush();
  const measured = (await report()).by_model.find(({ model }: { model: string }) => model === 'measured');
  for (const [name, exact] of [
    ['p50_ms', 500],
    ['p95_ms', 950],
    ['ttft_p50_ms', 250],
    ['ttft_p95_ms', 475],
  ] as const) {
    expect(measured[name]).toBeGreaterThan(exact / 1.6);
    expect(measured[name]).toBeLessThan(exact * 1.6);
  }
});

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

it('waits for a database that is away, and loses nothing', async () => {
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

it('old figures go, each width at its time', async () => {
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

it('a day is read by five minutes and has the same figures as its minutes', async () => {
  const sums = async (step: number) =>
    (
      await portal.sql(
        `SELECT sum(requests)::int AS requests, sum(output_tokens)::int AS tokens, sum((SELECT sum(n) FROM unnest(latency) n))::int AS seen FROM telemetry_rollups WHERE step = $1 AND kind = 'all'`,
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
    `INSERT INTO logs (id, user_id, username, action, endpoint, method, status_code, duration_ms, request_id, created_at)
     SELECT gen_random_uuid(), (SELECT id FROM users WHERE username = 'admin'), 'admin', 'backfilled', '/seeded', 'GET', CASE WHEN i <= 10 THEN 503 ELSE 200 END, 100, gen_random_uuid(), now() - interval '20 days' FROM generate_series(1, 100) i`,
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
