import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { begin, chatLine } from './batch-client.js';
import { eventually } from './clock.js';
import { until, type Client } from './client.js';
import { ADMIN_PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
  ada = await portal.someone('developer', 'ada');
});
afterAll(() => portal.close());

interface Row {
  kind: string;
  subject: string | null;
  count: number;
}
const overview = async () => (await admin.get('/api/admin/overview')).body;
const rowsOf = async (kind: string): Promise<Row[]> =>
  (await overview()).attention.filter((row: Row) => row.kind === kind);

it('begins with what an administrator should do, worst first', async () => {
  await admin.put('/api/admin/settings', { registration_mode: 'approval' });
  for (const username of ['grace', 'alan'])
    await portal.anyone.post('/api/auth/register', {
      username,
      email: `${username}@example.org`,
      password: 'correct horse battery',
    });
  const { attention } = await overview();
  expect(attention).toEqual(
    expect.arrayContaining([
      { kind: 'default-password', severity: 'warn', count: 1, subject: null, detail: expect.any(String) },
      { kind: 'pending-people', severity: 'warn', count: 2, subject: null, detail: null },
    ]),
  );
  expect(await rowsOf('backend-down')).toEqual([]);
  const ranks = attention.map(({ severity }: { severity: string }) => ['fail', 'warn'].indexOf(severity));
  expect(ranks).toEqual([...ranks].sort());
});

it('has five figures of the last day with a point for each hour', async () => {
  await ada.post('/api/chat', { prompt: 'hello', stream: false });
  const { figures, step, from, to } = await overview();
  const hours = (Date.parse(to) - Date.parse(from)) / 1_000 / step;
  expect([step, Object.keys(figures)]).toEqual([3_600, ['requests', 'tokens', 'errors', 'ttft_p95_ms', 'people']]);
  for (const { series } of Object.values<{ series: unknown[] }>(figures)) expect(series).toHaveLength(hours);
  expect(figures.tokens.value).toBeGreaterThan(0);
  expect(figures.errors.value).toBe(0);
  // The admin and Ada.
  expect(figures.people.value).toBe(2);
  expect(figures.requests.series.at(-1)).toBeGreaterThan(0);
  expect(figures.requests.series[0]).toBeNull();
});

it('says who runs what, until it ends', async () => {
  portal.fake.setScenario('endless');
  const stream = await ada.stream('/api/chat', { prompt: 'for ever', stream: true });
  await until(stream[Symbol.asyncIterator]() as never, 'delta');
  const { running } = await overview();
  expect(running).toMatchObject({
    total: 1,
    answers: [{ user_id: ada.id, username: 'ada', model: expect.stringMatching(/./), with_key: false }],
  });
  expect(Date.parse(running.answers[0].since)).toBeLessThanOrEqual(Date.now());
  await ada.post(`/api/chat/runs/${stream.runId}/stop`);
  await eventually(async () => (await overview()).running.total === 0);
  portal.fake.setScenario('hello');
});

it('counts failed model calls of the last day by their cause; older ones are over', async () => {
  const log = (code: string, ago: string) =>
    portal.sql(
      `INSERT INTO logs (id, action, endpoint, method, status_code, metadata, duration_ms, created_at)
       VALUES ($1, 'chat.send', '/api/chat', 'POST', 502, $2, 3, now() - $3::interval)`,
      [randomUUID(), { model: 'gemma2:2b', error_code: code }, ago],
    );
  await log('llm.failed', '1 minute');
  await log('llm.failed', '2 minutes');
  await log('llm.out-of-memory', '3 minutes');
  await log('llm.out-of-memory', '25 hours');
  // The caller's own mistake needs nobody's attention.
  await log('llm.context-exceeded', '1 minute');
  expect(await rowsOf('failed-calls')).toMatchObject([
    { subject: 'llm.failed', count: 2, detail: 'The language model backend failed' },
    { subject: 'llm.out-of-memory', count: 1 },
  ]);
});

it('names a model server that is down', async () => {
  await portal.fake.close();
  // However many ask, the model servers are asked once a second.
  await eventually(async () => (await rowsOf('backend-down')).length > 0);
  expect(await rowsOf('backend-down')).toMatchObject([
    { severity: 'fail', subject: expect.stringContaining('Ollama'), detail: expect.any(String) },
  ]);
});

describe('a newer version', () => {
  const asked: { headers: Record<string, unknown>; url?: string }[] = [];
  let reply = { status: 200, body: JSON.stringify([{ tag_name: 'v99.1.0', html_url: 'https://example.org/99' }]) };
  const feed = createServer((request, response) => {
    asked.push({ headers: request.headers, url: request.url });
    response.writeHead(reply.status, { location: '/elsewhere' }).end(reply.body);
  });
  let UPDATE_FEED_URL: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
    UPDATE_FEED_URL = `http://127.0.0.1:${(feed.address() as AddressInfo).port}/releases`;
  });
  afterAll(() => new Promise((resolve) => feed.close(resolve)));
  beforeEach(() => asked.splice(0));

  it('is named once a day by the feed, which learns nothing; without a feed nobody is asked', async () => {
    expect(await rowsOf('update')).toEqual([]);
    expect(asked).toEqual([]);
    await portal.restart({ UPDATE_FEED_URL });
    admin = await portal.anyone.login('admin', 'admin123');
    await eventually(async () => (await rowsOf('update')).length > 0);
    expect(await rowsOf('update')).toEqual([
      { kind: 'update', severity: 'warn', count: 1, subject: '99.1.0', detail: null, url: 'https://example.org/99' },
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.url).toBe('/releases');
    const { 'user-agent': agent, cookie, referer, authorization } = asked[0]!.headers;
    expect([agent, cookie, referer, authorization]).toEqual(['Pocket-LLM', undefined, undefined, undefined]);
  });

  it.each([
    [500, '{}'],
    [302, ''],
    [200, 'no JSON'],
    [200, JSON.stringify([{ tag_name: 'v99.1.0' }]).padEnd(1_100_000)],
  ])('a feed that answers %s is no finding, and is not asked again at once', async (status, body) => {
    reply = { status, body };
    await portal.restart({ UPDATE_FEED_URL });
    admin = await portal.anyone.login('admin', 'admin123');
    await rowsOf('update');
    await eventually(async () => asked.length > 0);
    expect(await rowsOf('update')).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});

it('says how many lines of batches wait', async () => {
  portal.fake.setScenario('gated');
  const someone = await portal.someone('developer');
  await begin(
    someone,
    Array.from({ length: 5 }, (_, i) => chatLine(`line ${i}`)),
  );
  // Asked for once in ten seconds.
  await portal.restart();
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  await eventually(async () => (await portal.sql(`SELECT FROM batches WHERE status = 'in_progress'`)).length === 1);
  expect((await overview()).running.batch_lines).toBe(5);
  portal.fake.release(Infinity);
});
