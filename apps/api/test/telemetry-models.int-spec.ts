import { ModelCatalog } from '../src/modules/models/index.js';
import { PrometheusMetrics } from '../src/modules/telemetry/prometheus.js';
import { Meter, Sampler } from '../src/modules/telemetry/index.js';
import type { RollupRepository } from '../src/modules/telemetry/rollup.repository.js';
import type { Client } from './client.js';
import { withinOne } from './clock.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const report = async (query = '') => (await admin.get(`/api/admin/telemetry${query}`)).body;
const sampler = () => portal.server.app.get(Sampler, { strict: false });
const lastOf = ({ loaded_models }: { loaded_models: { model: string; values: (number | null)[] }[] }, model: string) =>
  loaded_models
    .find((one) => one.model === model)
    ?.values.filter((value) => value !== null)
    .at(-1);
const asked = () => portal.fake.requests.filter(({ path }) => path === '/api/ps').length;

it('polls the backends only while models are in use, and at most once a minute', async () => {
  sampler().beforeApplicationShutdown(); // Its timers end: nothing but this test looks.
  const before = asked();
  await sampler().lookAtModels();
  expect(asked()).toBe(before);
  await withinOne('minute', async () => {
    await admin.post('/api/chat', { prompt: 'Into memory', stream: false, cache: 'bypass' });
    portal.server.app.get(ModelCatalog, { strict: false }).invalidate();
    const used = asked();
    for (let i = 0; i < 3; i++) await sampler().lookAtModels();
    expect(asked()).toBe(used + 1);
    const body = await report();
    const model = body.by_model[0].model;
    expect(body.loaded_models).toEqual([{ model, memory_bytes: expect.any(Number), values: expect.any(Array) }]);
    expect(body.loaded_models[0].memory_bytes).toBeGreaterThan(1e6);
    expect(body.loaded_models[0].values).toHaveLength(body.series.length);
    expect(lastOf(body, model)).toBe(1);
  });
});

it('returns the share of a point, and null where there was no sample', async () => {
  const put = (time: string, model: string, samples: number, bytes = 0) =>
    portal.sql(
      `INSERT INTO telemetry_rollups (step, kind, at, subject, samples, rss_bytes) VALUES (3600, 'loaded', $1, ` +
        '$2, $3, $4)',
      [new Date(time), model, samples, bytes],
    );
  await put('2026-02-01T01:00:00Z', '', 60);
  await put('2026-02-01T01:00:00Z', 'long', 60, 5);
  await put('2026-02-01T01:00:00Z', 'short', 15, 7);
  await put('2026-02-01T03:00:00Z', '', 30);
  await put('2026-02-01T03:00:00Z', 'long', 30, 6);
  for (let i = 0; i < 9; i++) await put('2026-02-01T03:00:00Z', `other-${i}`, 1);
  const { loaded_models } = await report('?from=2026-02-01T00:00:00Z&to=2026-02-01T04:00:00Z');
  expect(loaded_models).toHaveLength(6);
  expect(loaded_models.slice(0, 3)).toEqual([
    { model: 'long', memory_bytes: 6, values: [null, 1, null, 1] },
    { model: 'short', memory_bytes: 7, values: [null, 0.25, null, 0] },
    { model: 'other-0', memory_bytes: null, values: [null, 0, null, 0.033] },
  ]);
});

it('keeps the twenty largest models', async () => {
  const added: { kind: string; step: number; subject: string }[] = [];
  const repository = {
    add: async (rows: typeof added) => void added.push(...rows),
    pool: () => ({ used: 0, open: 0, waiting: 0 }),
    databaseBytes: async () => 0,
  } as unknown as RollupRepository;
  const meter = new Meter(repository, new PrometheusMetrics());
  const own = new Sampler(meter, repository);
  own.watchModels(async () => Array.from({ length: 50 }, (_, i) => ({ model: `m${i}`, bytes: i })));
  await own.lookAtModels();
  await meter.flush();
  const names = added.filter(({ kind, step }) => kind === 'loaded' && step === 60).map(({ subject }) => subject);
  expect(names).toHaveLength(21);
  expect(names).toEqual(expect.arrayContaining(['', 'm49', 'm30']));
});
