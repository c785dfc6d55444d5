import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { LogService } from '../src/modules/logging/index.js';
import { LogRetentionService } from '../src/modules/logging/log-retention.service.js';
import { MIGRATIONS } from '../src/database/migrations/index.js';
import { until, type Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
/** Before the portal: the month may turn while the tests run. */
const began = new Date();

beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const list = (query: string) => admin.get(`/api/admin/logs?${query}`);
const nextOf = (link: unknown) => /<([^>]+)>; rel="next"/.exec(String(link ?? ''))?.[1];

/** Lines with an action of their own, one per second up to `end`. */
async function seed(action: string, count: number, { end = '2026-03-01T12:00:00Z', status = 200 } = {}): Promise<void> {
  await portal.sql(
    `INSERT INTO logs (id, user_id, username, action, endpoint, method, status_code, duration_ms,
       request_id, created_at)
     SELECT gen_random_uuid(), NULL, 'seeded', $1, '/seeded', 'POST', $3, i, gen_random_uuid(), $4::timestamptz - i *
       interval '1 second' FROM generate_series(1, $2) i`,
    [action, count, status, end],
  );
}

describe('pages', () => {
  it('continue where the previous one ended, each line once, whatever is written meanwhile', async () => {
    await seed('paged', 25);
    for (const order of ['desc', 'asc']) {
      const seen: number[] = [];
      for (let next: string | undefined = `/api/admin/logs?action=paged&limit=10&order=${order}`; next;) {
        const { body, headers } = await admin.get(next);
        expect([body.total, body.total_is_estimate]).toEqual([25, false]);
        seen.push(...body.logs.map(({ duration_ms }: { duration_ms: number }) => duration_ms));
        next = nextOf(headers.link);
      }
      const expected = Array.from({ length: 25 }, (_, i) => i + 1);
      expect(seen).toEqual(order === 'desc' ? expected : expected.reverse());
    }
  });

  it('hold at most a thousand lines', async () => {
    const page = (await admin.get('/api/admin/logs?limit=1000')).body;
    expect([page.limit, page.logs.length]).toEqual([1_000, Math.min(1_000, page.total)]);
    expect((await admin.get('/api/admin/logs?limit=1001')).status).toBe(400);
  });

  it('say when counting stopped early', async () => {
    await seed('crowd', 10_050);
    expect((await list('action=crowd&limit=5')).body).toMatchObject({ total: 10_000, total_is_estimate: true });
    expect((await list('limit=5')).body.total_is_estimate).toBe(false);
  });
});

it.each([
  ['level=error', [500, 503]],
  ['level=warning', [404]],
  ['level=info', [200]],
  ['status_code=503', [503]],
  ['not_status_code=200', [404, 500, 503]],
  ['method=POST', [200, 404, 500, 503]],
  ['method=GET', []],
  ['not_method=POST', []],
  ['endpoint=/seeded', [200, 404, 500, 503]],
  ['not_endpoint=/seeded', []],
  ['username=seeded', [200, 404, 500, 503]],
  ['min_duration_ms=1.5', []],
  ['q=SEEDED', [200, 404, 500, 503]],
  ['q=_', []],
])('finds what %s means', async (query, statuses) => {
  if ((await list('action=filtered')).body.total === 0)
    for (const status of [200, 404, 500, 503]) await seed('filtered', 1, { status });
  const { body } = await list(`action=filtered&${query}`);
  expect([body.total, body.logs.map(({ status_code }: { status_code: number }) => status_code).sort()]).toEqual([
    statuses.length,
    statuses,
  ]);
});

it('finds the line of a request by its id', async () => {
  const { headers } = await portal.anyone.get('/api/models');
  expect((await list(`request_id=${headers['x-request-id']}`)).body).toMatchObject({
    total: 1,
    logs: [{ endpoint: '/api/models', status_code: 401 }],
  });
});

it.each([
  ['level=loud', '/level', 'must be one of info, warning, error'],
  ['method=FETCH', '/method', 'must be one of GET'],
  ['request_id=x', '/request_id', 'UUID'],
  ['min_duration_ms=-1', '/min_duration_ms', 'less than 0'],
  ['cursor=eHg', '/cursor', 'not a cursor'],
  ['order=up', '/order', 'must be one of desc, asc'],
  ['nonsense=1', '/nonsense', 'not a known field'],
])('refuses %s with the place and what is allowed', async (query, pointer, message) => {
  const { status, body } = await list(query);
  expect([status, body.errors?.[0]]).toEqual([400, { pointer, message: expect.stringContaining(message) }]);
});

describe('the histogram', () => {
  const range = 'from=2026-01-10T00:00:00Z&to=2026-01-10T10:00:00Z';
  const sums = async (query: string) => {
    const { body } = await admin.get(`/api/admin/logs/histogram?${query}`);
    const sum = (level: string) =>
      body.buckets.reduce((all: number, bucket: Record<string, number>) => all + bucket[level]!, 0);
    return { ...body, sums: [sum('info'), sum('warning'), sum('error')] };
  };

  it('counts by level, from the counts and from the lines alike', async () => {
    for (const [status, n] of [
      [200, 300],
      [429, 70],
      [502, 5],
    ] as const)
      await seed('hist', n, { status, end: '2026-01-10T09:00:00Z' });
    expect((await sums(range)).sums).toEqual([300, 70, 5]);
    expect((await sums(`${range}&action=hist`)).sums).toEqual([300, 70, 5]);
    expect((await sums(`${range}&level=error`)).sums).toEqual([0, 0, 5]);
    expect((await sums(`${range}&action=other`)).sums).toEqual([0, 0, 0]);
    const fine = await sums('from=2026-01-10T08:59:00Z&to=2026-01-10T09:00:00Z');
    expect([fine.bucket_seconds, fine.sums]).toEqual([2, [60, 60, 5]]);
  });

  it('begins its periods at round times, without a gap', async () => {
    const { bucket_seconds, buckets, from, to } = await sums(`${range}&buckets=12`);
    expect([bucket_seconds, buckets.length, from, to]).toEqual([
      3600,
      10,
      '2026-01-10T00:00:00.000Z',
      '2026-01-10T10:00:00.000Z',
    ]);
  });

  it('says where counting began, when there are too many lines', async () => {
    await seed('flood', 20_100, { end: '2026-02-20T00:00:00Z' });
    const {
      counted_from,
      sums: [info],
    } = await sums('action=flood');
    expect([counted_from, info]).toEqual(['2026-02-19T18:26:40.000Z', 20_000]);
  });
});

it('suggests the most frequent values', async () => {
  const { body } = await admin.get('/api/admin/logs/facets?field=method');
  expect(body).toContainEqual({ value: 'POST', count: expect.any(Number) });
  expect((await admin.get('/api/admin/logs/facets?field=metadata')).status).toBe(400);
});

describe('export', () => {
  it('contains every matching line, as CSV and as NDJSON', async () => {
    await seed('exported', 4_500);
    const ndjson = (await admin.get('/api/admin/logs/export?format=ndjson&action=exported')).body as string;
    const durations = ndjson
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { duration_ms: number }).duration_ms);
    expect(durations).toEqual(Array.from({ length: 4_500 }, (_, i) => i + 1));
    const csv = (await admin.get('/api/admin/logs/export?format=csv&action=exported')).body as string;
    expect(csv.split('\r\n').length).toBe(4_502);
    expect(csv).toMatch(/^created_at,status_code,method,/);
  });

  it('guards cells that a spreadsheet would execute', async () => {
    const id = randomUUID();
    await portal.anyone.with({ 'user-agent': `=cmd|${id}` }).get('/api/models');
    expect((await admin.get('/api/admin/logs/export?format=csv&status_code=401')).body).toContain(`,'=cmd|${id},`);
  });
});

describe('the live tail', () => {
  it('sends matching lines as they are written', async () => {
    const tail = await admin.stream('/api/admin/logs/stream?status_code=401');
    await admin.get('/api/models');
    const { headers } = await portal.anyone.get('/api/models');
    const [first] = await until(tail[Symbol.asyncIterator](), 'log');
    expect(first!.data).toMatchObject({
      request_id: headers['x-request-id'],
      status_code: 401,
      endpoint: '/api/models',
    });
    tail.close();
  });

  it('counts the lines beyond 500 a second', async () => {
    const log = portal.server.app.get(LogService, { strict: false });
    const tail = await admin.stream('/api/admin/logs/stream?action=flooding');
    const request = (i: number) => ({
      id: randomUUID(),
      url: '/x',
      method: 'GET',
      headers: {},
      ip: '::1',
      action: 'flooding',
      routeOptions: { url: `/x/${i}` },
    });
    for (let i = 0; i < 1_400; i++) log.record(request(i) as never, { statusCode: 200, elapsedTime: 1 } as never);
    const frames = await until(tail[Symbol.asyncIterator](), 'dropped');
    const given = frames.filter(({ event }) => event === 'log').length;
    expect(given).toBeLessThanOrEqual(1_000);
    expect(frames.at(-1)!.data.count).toBeGreaterThan(0);
    tail.close();
  });

  it('ends when the right is lost', async () => {
    const other = await portal.someone('admin');
    const tail = await other.stream('/api/admin/logs/stream?action=nothing');
    await admin.put(`/api/admin/users/${other.id}/role`, { role: 'user' });
    const frames = await tail.all();
    expect(frames.map(({ event, data }) => [event, data.code])).toEqual([['error', 'auth.forbidden']]);
  });

  it('is for admins', async () => {
    await expect((await portal.someone()).stream('/api/admin/logs/stream')).rejects.toMatchObject({ status: 403 });
  });
});

describe('months', () => {
  const keeper = () => portal.server.app.get(LogRetentionService, { strict: false });
  const months = async () =>
    (
      await portal.sql<{ name: string }>(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'logs'::regclass ORDER BY 1`,
      )
    ).map(({ name }) => name);

  it('exist ahead of time, and absorb lines that came too early', async () => {
    const name = (date: Date) => `logs_${date.getUTCFullYear()}_${String(date.getUTCMonth() + 1).padStart(2, '0')}`;
    expect(await months()).toEqual(
      expect.arrayContaining([
        name(began),
        name(new Date(Date.UTC(began.getUTCFullYear(), began.getUTCMonth() + 1, 1))),
        'logs_default',
      ]),
    );
    await seed('early', 3, { end: '2031-05-15T00:00:00Z' });
    expect((await portal.sql('SELECT 1 FROM logs_default WHERE action = $1', ['early'])).length).toBe(3);
    await portal.sql(`SELECT ensure_log_month('2031-05-20')`);
    expect((await portal.sql('SELECT 1 FROM logs_2031_05')).length).toBe(3);
    expect((await list('action=early')).body.total).toBe(3);
  });

  it('are deleted when expired, whole ones as tables, together with their counts', async () => {
    await portal.sql(`SELECT ensure_log_month('2020-01-01'), ensure_log_month('2020-02-01')`);
    await seed('old', 20, { end: '2020-01-20T00:00:00Z' });
    await seed('old', 7_000, { end: '2020-02-10T00:00:00Z' });
    await seed('old', 5, { end: '2020-02-20T00:00:00Z' });
    await admin.put('/api/admin/settings', { log_retention_days: 0 });
    await portal.server.app.get(DataSource, { strict: false }).query('SELECT 1');
    expect(await keeper().keep(Date.UTC(2020, 4, 15))).toEqual({ months: 0, rows: 0 });
    await admin.put('/api/admin/settings', { log_retention_days: 90 });
    expect(await keeper().keep(Date.UTC(2020, 4, 15))).toEqual({ months: 1, rows: 7_000 });
    expect((await list('action=old')).body.total).toBe(5);
    expect(await portal.sql(`SELECT sum(n)::int AS n FROM log_counts WHERE step = 3600 AND at < '2020-06-01'`)).toEqual(
      [{ n: 5 }],
    );
    expect(await months()).not.toContain('logs_2020_01');
  });

  it('the setting rejects an invalid number of days', async () => {
    expect((await admin.put('/api/admin/settings', { log_retention_days: -1 })).body.errors[0].pointer).toBe(
      '/log_retention_days',
    );
  });
});

it('the migration keeps every line, up and down', async () => {
  const dataSource = portal.server.app.get(DataSource, { strict: false });
  const count = async () => (await portal.sql<{ n: number }>('SELECT count(*)::int AS n FROM logs'))[0]!.n;
  const Migration = MIGRATIONS.find(({ name }) => name === 'Logs1764200000000')!;
  const runner = dataSource.createQueryRunner();
  await portal.server.app.get(LogService, { strict: false }).flush();
  await runner.startTransaction();
  const before = (await runner.query('SELECT count(*)::int AS n FROM logs'))[0].n as number;
  await new Migration().down(runner);
  expect((await runner.query('SELECT count(*)::int AS n FROM logs'))[0].n).toBe(before);
  await new Migration().up(runner);
  expect((await runner.query('SELECT count(*)::int AS n FROM logs'))[0].n).toBe(before);
  expect(Number((await runner.query('SELECT sum(n) AS n FROM log_counts WHERE step = 60'))[0].n)).toBe(before);
  await runner.rollbackTransaction();
  await runner.release();
  expect(await count()).toBeGreaterThanOrEqual(before);
});
