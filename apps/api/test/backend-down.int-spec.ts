import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let host: string;
beforeAll(async () => {
  portal = await startPortal();
  host = new URL(portal.fake.url).host;
});
afterAll(() => portal.close());

it('an unreachable backend: 503 that says what to do, the prompt is kept, and everything else works', async () => {
  const user = await portal.someone();
  expect((await user.get('/health/ready')).body.status).toBe('ready');
  await portal.fake.close();
  const { status, body, headers } = await user.post('/api/chat', { prompt: 'anybody there?', model: 'gemma2:2b' });
  expect([status, body.code]).toEqual([503, 'llm.unavailable']);
  expect(body.detail).toContain('Start it');
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  const { messages } = (await user.get(`/api/chat/threads/${body.thread_id}`)).body;
  expect(messages).toMatchObject([
    { content: 'anybody there?' },
    { status: 'failed', error: { code: 'llm.unavailable' } },
  ]);
  expect(await user.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'degraded' } });
  expect((await user.get('/health')).body).toBe('OK');
  expect((await user.get('/api/models')).body[0]).toMatchObject({
    available: false,
    unavailable_reason: expect.stringContaining('out of reach'),
  });
  await expect(portal.someone()).resolves.toBeTruthy();
});

it('errors that people see name no backend address; the log line does', async () => {
  const dev = await portal.someone('developer');
  const made = (await dev.post('/api/developer/api-keys', {})).body;
  const key = portal.anyone.withKey(made.key_value);
  const admin = await portal.anyone.login('admin', 'admin123');
  const question = { model: 'gemma2:2b', messages: [{ role: 'user', content: 'hi' }] };
  const replies = [
    await dev.post('/api/chat', { prompt: 'hi', model: 'gemma2:2b' }),
    await key.post('/v1/chat/completions', question),
    await key.post('/v1/messages', { ...question, max_tokens: 5 }),
    await key.post('/ollama/api/chat', { ...question, stream: false }),
    await key.post('/v1/embeddings', { model: 'gemma2:2b', input: 'hi' }),
  ];
  for (const { status, body } of replies) {
    expect(status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(body)).not.toContain(host);
    expect(JSON.stringify(body)).not.toMatch(/its log|127\.0\.0\.1/);
  }
  expect(JSON.stringify((await dev.get('/api/models')).body)).not.toContain(host);
  const id = String(replies[0]!.headers['x-request-id']);
  for (;;) {
    const [line] = (await admin.get(`/api/admin/logs?q=${id}`)).body.logs;
    if (line) {
      expect(line.metadata).toMatchObject({
        error_code: 'llm.unavailable',
        error_detail: expect.stringContaining(host),
      });
      break;
    }
  }
});
