import { KeyMinuteRepository } from '../src/modules/auth/key-minute.repository.js';
import { KeyMinutes } from '../src/modules/auth/key-minutes.js';
import { until } from './client.js';
import { eventually, withinOne } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let dev: Person;
const keys = '/api/developer/api-keys';
beforeAll(async () => {
  portal = await startPortal();
  dev = await portal.someone('developer');
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const make = async (limits: object) =>
  (await dev.post(keys, limits)).body as { id: string; key_value: string; limits: object };
const program = (key: { key_value: string }) => portal.anyone.withKey(key.key_value);
const question = { model: 'gemma2:2b', messages: [{ role: 'user', content: 'hi' }] };
const fresh = { 'cache-control': 'no-cache' };

it('requests per minute: exact under 100 at once, shown in the headers, and kept over a restart', async () => {
  await withinOne('minute', async () => {
    const key = await make({ requests_per_minute: 30 });
    expect(key.limits).toEqual({ requests_per_minute: 30 });
    const replies = await Promise.all(Array.from({ length: 100 }, () => program(key).get('/api/models')));
    const ok = replies.filter(({ status }) => status === 200);
    const left = ok.map(({ headers }) => Number(headers['ratelimit-remaining'])).sort((a, b) => a - b);
    expect(left).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(ok[0]!.headers).toMatchObject({ 'ratelimit-limit': '30' });
    const refused = replies.find(({ status }) => status === 429)!;
    expect(refused.body.code).toBe('request.rate-limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await portal.restart();
    dev = Object.assign(await portal.anyone.login(dev.username, 'correct horse battery'), {
      id: dev.id,
      username: dev.username,
    });
    expect((await program(key).post('/v1/chat/completions', question)).body.error).toMatchObject({
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
    });
  });
});

it('requests per minute: exact over two processes, which take them in advance', async () => {
  const repository = portal.server.app.get(KeyMinuteRepository, { strict: false });
  await withinOne('minute', async () => {
    const { id } = await make({ requests_per_minute: 300 });
    const processes = [new KeyMinutes(repository), new KeyMinutes(repository)];
    const verdicts = await Promise.all(Array.from({ length: 800 }, (_, i) => processes[i % 2]!.count(id, 300)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(300);
    // A lower limit applies at once.
    expect((await processes[0]!.count(id, 200)).allowed).toBe(false);
  });
});

it('requests per minute: most of them ask the database nothing', async () => {
  let queries = 0;
  const repository = portal.server.app.get(KeyMinuteRepository, { strict: false });
  const counted = { take: (key: string, n: number) => (queries++, repository.take(key, n)) } as KeyMinuteRepository;
  await withinOne('minute', async () => {
    const { id } = await make({ requests_per_minute: 5_000 });
    queries = 0;
    const minutes = new KeyMinutes(counted);
    for (let i = 0; i < 1_000; i++) expect((await minutes.count(id, 5_000)).remaining).toBe(4_999 - i);
    expect(queries).toBeLessThan(20);
  });
});

it('tokens per day: exceeded by at most one request under 100 parallel calls', async () => {
  await withinOne('day', async () => {
    const key = await make({ tokens_per_day: 500 });
    const replies = await Promise.all(
      Array.from({ length: 100 }, () =>
        program(key)
          .with(fresh)
          .post('/v1/chat/completions', { ...question, max_tokens: 300 }),
      ),
    );
    const done = replies.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(1);
    // What answers in progress hold comes back: such a refusal is worth a second try, that of a used-up day is not.
    const refused = replies.filter(({ status }) => status === 429).map(({ body }) => body.error.code as string);
    expect(refused.length).toBeGreaterThan(0);
    for (const code of refused) expect(['rate_limit_exceeded', 'insufficient_quota']).toContain(code);
    // What was not used is there for the next ones, up to the limit and one request.
    let last = done[0]!;
    const costs: number[] = done.map(({ body }) => body.usage.total_tokens);
    expect(costs.reduce((a, b) => a + b, 0) - costs[0]!).toBeLessThan(500);
    while (last.status === 200) {
      last = await program(key)
        .with(fresh)
        .post('/v1/chat/completions', { ...question, max_tokens: 300 });
      if (last.status === 200) costs.push(last.body.usage.total_tokens);
    }
    const total = costs.reduce((a, b) => a + b, 0);
    expect(total).toBeGreaterThanOrEqual(500);
    expect(total - costs.at(-1)!).toBeLessThan(500);
    expect(last.body.error.code).toBe('insufficient_quota');
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    // The chat is held to the same ledger.
    expect((await program(key).post('/api/chat', { prompt: 'hi', cache: 'bypass' })).body.code).toBe('limit.tokens');
  });
});

it.each([
  ['/v1/chat/completions', { ...question, max_tokens: 64 }],
  ['/v1/completions', { model: 'gemma2:2b', prompt: 'hi' }],
  ['/v1/messages', { ...question, max_tokens: 64 }],
  ['/v1/embeddings', { model: 'nomic-embed-text', input: 'hi' }],
  ['/ollama/api/chat', { ...question, stream: false }],
  ['/ollama/api/generate', { model: 'gemma2:2b', prompt: 'hi', stream: false }],
  ['/ollama/api/embed', { model: 'nomic-embed-text', input: 'hi' }],
  ['/api/chat', { prompt: 'hi', cache: 'bypass' }],
])('K9: the limits of a key hold on %s', async (path, body) => {
  const at = (limits: object) => make(limits).then((key) => program(key).with(fresh));
  const far = await at({ allowed_addresses: ['192.0.2.1'] });
  expect((await far.post(path, body)).status).toBe(403);
  await withinOne('minute', async () => {
    const once = await at({ requests_per_minute: 1 });
    const statuses = [(await once.post(path, body)).status, (await once.post(path, body)).status];
    expect(statuses).toEqual([200, 429]);
  });
  await withinOne('day', async () => {
    const poor = await at({ tokens_per_day: 1 });
    const statuses = [(await poor.post(path, body)).status, (await poor.post(path, body)).status];
    expect(statuses).toEqual([200, 429]);
  });
});

it('answers in progress', async () => {
  const key = await make({ parallel_runs: 1 });
  portal.fake.setScenario('gated');
  const first = await program(key).stream('/api/chat', { prompt: 'first', stream: true, cache: 'bypass' });
  await until(first[Symbol.asyncIterator](), 'started');
  expect((await program(key).with(fresh).post('/v1/chat/completions', question)).body.error).toMatchObject({
    code: 'rate_limit_exceeded',
    message: expect.stringContaining('this API key at a time is reached: 1.'),
  });
  const aborted = portal.fake.waitForAbort();
  await dev.post(`/api/chat/runs/${first.runId}/stop`);
  await aborted;
  portal.fake.setScenario('hello');
  expect((await program(key).with(fresh).post('/v1/chat/completions', question)).status).toBe(200);
});

it('addresses', async () => {
  const near = await make({ allowed_addresses: ['10.0.0.0/8', '127.0.0.0/8', '::1'] });
  const far = await make({ allowed_addresses: ['192.0.2.1', '2001:db8::/32'] });
  expect((await program(near).get('/api/models')).status).toBe(200);
  expect((await program(far).get('/api/models')).body).toMatchObject({ status: 403, code: 'auth.forbidden' });
  // Only a proxy that the operator trusts may set a request's address.
  expect((await program(far).with({ 'x-forwarded-for': '192.0.2.1' }).get('/api/models')).status).toBe(403);
  for (const wrong of ['10.0.0.0/33', 'example.org', '10.0.0', '::1/129', '1.2.3.4/8/8'])
    expect([wrong, (await dev.post(keys, { allowed_addresses: [wrong] })).status]).toEqual([wrong, 400]);
});

it('rotation: the new secret works at once, the old one for its grace period', async () => {
  const key = await make({ name: 'turning', requests_per_minute: 1000 });
  const turned = (await dev.post(`${keys}/${key.id}/rotate`, { grace_seconds: 3600 })).body;
  expect(turned).toMatchObject({
    id: key.id,
    name: 'turning',
    limits: { requests_per_minute: 1000 },
    previous_until: expect.any(String),
  });
  expect(turned.key_value).not.toBe(key.key_value);
  for (const each of [key, turned]) expect((await program(each).get('/api/models')).status).toBe(200);
  await portal.sql(`UPDATE api_keys SET previous_until = now() - interval '1 second' WHERE id = $1`, [key.id]);
  // A credential is remembered for a second.
  await eventually(async () => (await program(key).get('/api/models')).status === 401);
  expect((await program(turned).get('/api/models')).status).toBe(200);
  const again = (await dev.post(`${keys}/${key.id}/rotate`, {})).body;
  for (const each of [key, turned]) expect((await program(each).get('/api/models')).status).toBe(401);
  expect((await program(again).get('/api/models')).status).toBe(200);
  const stranger = await portal.someone('developer');
  expect((await stranger.post(`${keys}/${key.id}/rotate`, {})).status).toBe(404);
  for (const grace_seconds of [-1, 604_801, 'a day'])
    expect((await dev.post(`${keys}/${key.id}/rotate`, { grace_seconds })).status).toBe(400);
});

it('rejects invalid limits', async () => {
  for (const wrong of [
    { requests_per_minute: 0 },
    { tokens_per_day: -5 },
    { parallel_runs: 1.5 },
    { requests_per_minute: '10' },
  ])
    expect((await dev.post(keys, wrong)).status).toBe(400);
});

it('a limit that is sent as null is no limit', async () => {
  const dev = await portal.someone('developer');
  const none = { requests_per_minute: null, tokens_per_day: null, parallel_runs: null, allowed_addresses: null };
  const { status, body } = await dev.post('/api/developer/api-keys', none);
  expect([status, body.limits]).toEqual([201, {}]);
  expect((await portal.anyone.withKey(body.key_value).get('/v1/models')).status).toBe(200);
  const admin = await portal.anyone.login('admin', 'admin123');
  const quota = { requests_per_day: null, tokens_per_day: null, parallel_runs: null };
  expect((await admin.put(`/api/admin/users/${dev.id}/quota`, quota)).status).toBeLessThan(300);
  expect((await dev.get('/api/usage/today')).body.limits).toEqual({});
});
