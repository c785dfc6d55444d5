import os from 'node:os';
import { Counters } from '../src/modules/telemetry/counters.js';
import { startPortal, type Portal } from './portal.js';
import { Client } from './client.js';

const TOKEN = 'a-token-for-prometheus-0123456789';
let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

/** Value of a line of the page. */
const valueOf = (page: string, line: string) =>
  Number(new RegExp(`^${line.replaceAll(/[{}"\\/+.]/g, '\\$&')} (\\S+)$`, 'm').exec(page)?.[1]);

it('tells this machine what was done, by few labels', async () => {
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
  // Each line is one of the format, each name has its type, no line stands there twice.
  const lines = body.trimEnd().split('\n');
  for (const line of lines)
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{([a-z_]+="[^"\n]*",?)+\})? -?[\d.e+-]+)$/);
  expect(new Set(lines).size).toBe(lines.length);
});

it('its buckets only grow, and the last one has all', async () => {
  const page: string = (await portal.anyone.get('/metrics')).body;
  const counts = [
    ...page.matchAll(/^pocket_llm_http_request_duration_seconds_bucket\{method="POST",le="[^"]+"\} (\d+)$/gm),
  ].map(([, n]) => Number(n));
  expect(counts).toHaveLength(31);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(counts.at(-1)).toBe(valueOf(page, 'pocket_llm_http_request_duration_seconds_count{method="POST"}'));
});

it('nobody can make it grow without end', () => {
  const counters = new Counters();
  for (let i = 0; i < 2_000; i++)
    counters.request({ route: `/made/up/${i}`, method: 'GET', action: '', status: 200, ms: 1, userId: undefined }, 0);
  const lines = counters.lines().filter((line) => line.startsWith('pocket_llm_http_requests_total'));
  expect(lines.length).toBeLessThanOrEqual(501);
  expect(lines.at(-1)).toBe('pocket_llm_http_requests_total{route="other",method="other",status="other"} 1500');
});

describe('from elsewhere', () => {
  const proxied = () => portal.anyone.with({ 'x-forwarded-for': '203.0.113.7' });

  it('there is no such page while no token is set', async () => {
    expect((await proxied().get('/metrics')).status).toBe(404);
    expect((await portal.anyone.with({ authorization: 'Bearer undefined' }).get('/metrics')).status).toBe(404);
  });

  it('it takes the token and nothing else', async () => {
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
