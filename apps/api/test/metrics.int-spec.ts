import os from 'node:os';
import { pageOf, PrometheusMetrics } from '../src/modules/telemetry/prometheus.js';
import type { DatabaseNow, ProcessNow } from '../src/modules/telemetry/observations.js';
import { startPortal, type Portal } from './portal.js';
import { Client } from './client.js';

const TOKEN = 'a-token-for-prometheus-0123456789';
let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

/** A series with sorted labels, because their order has no meaning. */
const ordered = (series: string) =>
  series.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join(',')}}`);

/** Value of a series on the page. */
const valueOf = (page: string, series: string) => {
  const lines = page.split('\n').map((line) => /^(\S+) (\S+)$/.exec(line));
  return Number(lines.find((line) => line && ordered(line[1]!) === ordered(series))?.[2]);
};

it('shows this machine the activity, with few labels', async () => {
  const user = await portal.someone('user');
  for (const stream of [false, false])
    await user.post('/api/chat', { prompt: 'What do you count?', model: 'gemma2:2b', stream });
  for (let i = 0; i < 20; i++) await user.get(`/api/nowhere/${i}`);
  const { status, headers, body } = await portal.anyone.get('/metrics');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(valueOf(body, 'pocket_llm_answers_total{model="gemma2:2b",result="ok"}')).toBe(2);
  expect(valueOf(body, 'pocket_llm_cache_lookups_total{result="hit"}')).toBe(1);
  expect(valueOf(body, 'pocket_llm_answer_duration_seconds_bucket{model="gemma2:2b",le="+Inf"}')).toBe(2);
  expect(valueOf(body, 'pocket_llm_time_to_first_token_seconds_count{model="gemma2:2b"}')).toBe(1);
  expect(valueOf(body, 'pocket_llm_tokens_total{model="gemma2:2b",kind="output"}')).toBeGreaterThan(0);
  expect(valueOf(body, 'pocket_llm_http_requests_total{route="/api/chat",method="POST",status="2xx"}')).toBe(2);
  expect(valueOf(body, 'process_resident_memory_bytes')).toBeGreaterThan(20e6);
  expect(body).not.toContain('/api/nowhere');
  expect(body).not.toContain('What do you count?');
  // Every line has a valid format, every name a type, and no line occurs twice.
  const lines = (body as string).split('\n').filter((line) => line !== ''); // Blank lines separate the metrics.
  for (const line of lines)
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{([a-z_]+="[^"\n]*",?)+\})? -?[\d.e+-]+)$/);
  expect(new Set(lines).size).toBe(lines.length);
});

it('buckets are cumulative, and the last one has everything', async () => {
  const page: string = (await portal.anyone.get('/metrics')).body;
  const counts = [
    ...page.matchAll(/^pocket_llm_http_request_duration_seconds_bucket\{le="[^"]+",method="POST"\} (\d+)$/gm),
  ].map(([, n]) => Number(n));
  expect(counts).toHaveLength(31);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(counts.at(-1)).toBe(valueOf(page, 'pocket_llm_http_request_duration_seconds_count{method="POST"}'));
});

const PROCESS: ProcessNow = {
  started_at: new Date(),
  uptime_seconds: 1,
  rss_bytes: 1,
  heap_bytes: 1,
  loop_lag_ms: 1,
  cpu_share: 0,
  queue_depth: 0,
};
const DATABASE: DatabaseNow = { pool_used: 0, pool_open: 0, pool_waiting: 0, size_bytes: 1 };

it('nobody can make it grow without bound', async () => {
  const metrics = new PrometheusMetrics();
  for (let i = 0; i < 2_000; i++)
    metrics.recordRequest(
      { route: `/made/up/${i}`, method: 'GET', action: '', status: 200, ms: 1, userId: undefined },
      true,
    );
  const page = await pageOf([await metrics.figures(PROCESS, DATABASE, [])]);
  const lines = page.split('\n').filter((line) => line.startsWith('pocket_llm_http_requests_total{'));
  expect(lines.length).toBeLessThanOrEqual(501);
  expect(lines.at(-1)).toBe('pocket_llm_http_requests_total{route="other",method="other",status="other"} 1500');
});

describe('from elsewhere', () => {
  const proxied = () => portal.anyone.with({ 'x-forwarded-for': '203.0.113.7' });

  it('the page does not exist while no token is set', async () => {
    expect((await proxied().get('/metrics')).status).toBe(404);
    expect((await portal.anyone.with({ authorization: 'Bearer undefined' }).get('/metrics')).status).toBe(404);
  });

  it('only the token opens it', async () => {
    await portal.restart({ METRICS_TOKEN: TOKEN, HOST: '0.0.0.0' });
    expect((await proxied().get('/metrics')).status).toBe(401);
    expect((await proxied().withToken(`${TOKEN}x`).get('/metrics')).body.code).toBe('auth.invalid-token');
    expect((await proxied().withToken(TOKEN).get('/metrics')).status).toBe(200);
    expect((await portal.anyone.withToken('wrong-token-of-somebody').get('/metrics')).status).toBe(401);
    const admin = await portal.anyone.login('admin', 'admin123');
    expect((await admin.with({ 'x-forwarded-for': '203.0.113.7' }).get('/metrics')).status).toBe(401);
    const outside = Object.values(os.networkInterfaces())
      .flat()
      .find((one) => one && !one.internal && one.family === 'IPv4');
    if (outside) {
      const there = new Client(portal.server.url.replace(/\/\/[^:]+/, `//${outside.address}`));
      expect([(await there.get('/metrics')).status, (await there.withToken(TOKEN).get('/metrics')).status]).toEqual([
        401, 200,
      ]);
    }
  });
});
