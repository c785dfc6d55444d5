import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
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
/** A request is recorded when its socket is done, which may be after the reader has everything. */
const settled = async (client: Client) => {
  const { headers } = await client.get('/api/models');
  for (;;) {
    const { body } = await admin.get(`/api/admin/logs?request_id=${headers['x-request-id']}`);
    if (body.total === 1) return;
  }
};
const sumOf = (series: Record<string, number | null>[], name: string) =>
  series.reduce((sum, point) => sum + (point[name] ?? 0), 0);

it('counts requests, errors by class, and users', async () => {
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
  // One more than this user's: the rejected anonymous one. The reports themselves and reading the log are requests,
  // too.
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
  // Within a bucket of the answer's total time.
  expect(totals.ttft_p50_ms).toBeLessThanOrEqual(Math.max(1, timings.total_ms) * 1.6);
  expect(totals.tokens_per_second / timings.tokens_per_second).toBeCloseTo(1, 0);
  expect(speed_by_model[0]).toMatchObject({ model });
  expect(speed_by_model[0].values).toHaveLength(series.length);
  expect(speed_by_model[0].values.filter((value: number | null) => value !== null)).toEqual([totals.tokens_per_second]);
  expect(step).toBe(60);
});

it('sees the queue, however short-lived it was', async () => {
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

  it('uses a step at least as wide as requested, rounded up to a common one', async () => {
    expect((await report('?step=100')).step).toBe(120);
    expect((await report('?step=3600')).step).toBe(3_600);
  });

  it('returns null, not zero, where nothing ran', async () => {
    const { series } = await report();
    expect(series[0]).toMatchObject({ requests: null, p95_ms: null, rss_bytes: null });
    expect(series.at(-1).requests === null || series.at(-1).requests >= 0).toBe(true);
  });

  it('covers a range with the widest rows inside and narrower ones at its ends', async () => {
    const at = (text: string) => new Date(text);
    const rows: [number, string][] = [
      [86_400, '2026-03-03T00:00:00Z'],
      [3_600, '2026-03-02T23:00:00Z'],
      [3_600, '2026-03-03T05:00:00Z'],
      [3_600, '2026-03-04T00:00:00Z'],
      [3_600, '2026-03-04T01:00:00Z'],
    ];
    for (const [step, time] of rows)
      await portal.sql(
        `INSERT INTO telemetry_rollups (step, kind, at, subject, requests) VALUES ($1, 'model', $2, 'covered', 1)`,
        [step, at(time)],
      );
    const body = await report('?from=2026-03-02T23:00:00Z&to=2026-03-04T01:00:00Z');
    // The day already contains the first hour, and the last one is after the end.
    expect(body.by_model).toEqual([expect.objectContaining({ model: 'covered', requests: 3 })]);
  });
});

it('returns percentiles that are exact to the bucket, also over several points', async () => {
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
