import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Person;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.someone('admin', 'watcher');
});
afterAll(() => portal.close());

/** Lines of the admin's own log without the consoles, as `METHOD path status`. */
const lines = async (query = '') =>
  (await admin.get(`/api/admin/logs?without_console=true&limit=1000${query}`)).body.logs.map(
    (line: { method: string; endpoint: string; status_code: number }) =>
      `${line.method} ${line.endpoint} ${line.status_code}`,
  );

it('the log leaves out what the consoles read of themselves, and neither changes nor failures', async () => {
  const dev = await portal.someone('developer', 'maker');
  for (const path of ['/api/admin/users', '/api/admin/telemetry', '/api/developer/api-keys', '/api/auth/me'])
    await admin.get(path);
  await admin.put('/api/admin/settings', { retention_days: 0 });
  await dev.get('/api/admin/users');
  await dev.get('/api/models');
  // Whoever takes the whole audit log along must be seen.
  expect((await admin.get('/api/admin/audit/export')).status).toBe(200);

  const left = await lines();
  expect(left).toEqual(
    expect.arrayContaining([
      'PUT /api/admin/settings 200',
      'GET /api/admin/users 403',
      'GET /api/models 200',
      'GET /api/admin/audit/export 200',
      'POST /api/auth/login 200',
    ]),
  );
  for (const hidden of ['GET /api/admin/users 200', 'GET /api/admin/telemetry 200', 'GET /api/auth/me 200'])
    expect(left).not.toContain(hidden);
  // Only what is asked for is left out: the whole log still has them.
  expect((await admin.get('/api/admin/logs?endpoint=/api/admin/telemetry')).body.total).toBe(1);
});

it('numbers and bars count what is listed', async () => {
  for (const level of ['', '&level=info', '&level=warning']) {
    const query = `without_console=true${level}`;
    const { total } = (await admin.get(`/api/admin/logs?${query}&limit=1`)).body;
    const bars = (await admin.get(`/api/admin/logs/histogram?${query}&buckets=2`)).body;
    expect(bars.counted_from).toBeNull();
    const counted = bars.buckets.reduce(
      (sum: number, { info, warning, error }: Record<string, number>) => sum + info! + warning! + error!,
      0,
    );
    expect([total, counted]).toEqual([(await lines(level)).length, total]);
  }
  const every = (await admin.get('/api/admin/logs?limit=1000')).body;
  expect(every.total).toBe(every.logs.length);
  expect(every.total).toBeGreaterThan((await lines()).length);
});

it('the live tail leaves out the same lines', async () => {
  const tail = await admin.stream('/api/admin/logs/stream?without_console=true');
  await admin.get('/api/admin/users');
  await admin.get('/api/models');
  for await (const { event, data } of tail) {
    if (event !== 'log') continue;
    expect(data.endpoint).toBe('/api/models');
    break;
  }
  tail.close();
});
