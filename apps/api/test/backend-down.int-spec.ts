import { startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
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
