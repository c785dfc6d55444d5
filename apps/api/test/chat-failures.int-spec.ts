import { randomUUID } from 'node:crypto';
import { scenarioText } from '@pocket-llm/fake-llm';
import { textOf, until } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;

beforeAll(async () => {
  portal = await startPortal({ env: { PROMPT_MAX_CHARS: '1000' } });
  ada = await portal.someone();
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const problemShape = {
  type: 'about:blank',
  title: expect.any(String),
  status: expect.any(Number),
  detail: expect.stringMatching(/\.$/),
  code: expect.stringMatching(/^[a-z]+\.[a-z-]+$/),
  request_id: expect.any(String),
};

describe('bad input is rejected with a sentence, and nothing is written', () => {
  it.each([
    ['no prompt', {}, 400, 'request.invalid', '/prompt'],
    ['an empty prompt', { prompt: '' }, 400, 'request.invalid', '/prompt'],
    ['blanks only', { prompt: ' \n\t' }, 400, 'request.invalid', '/prompt'],
    ['a prompt of the wrong type', { prompt: 5 }, 400, 'request.invalid', '/prompt'],
    ['an unknown field', { prompt: 'x', temprature: 1 }, 400, 'request.invalid', '/temprature'],
    ['an unknown option', { prompt: 'x', options: { heat: 1 } }, 400, 'request.invalid', '/options/heat'],
    [
      'an option out of range',
      { prompt: 'x', options: { temperature: 3 } },
      400,
      'request.invalid',
      '/options/temperature',
    ],
    [
      'an image that is not base64',
      { prompt: 'x', images: ['data:image/png;base64,AAAA'] },
      400,
      'request.invalid',
      '/images',
    ],
    ['a prompt that is too long', { prompt: 'x'.repeat(1001) }, 413, 'prompt.too-long', '/prompt'],
    ['a thread id that is none', { prompt: 'x', thread_id: 'mine' }, 400, 'request.invalid', '/thread_id'],
    [
      'a backend address from the caller',
      { prompt: 'x', base_url: 'http://169.254.169.254' },
      400,
      'request.invalid',
      '/base_url',
    ],
  ])('%s', async (_, body, status, code, pointer) => {
    const reply = await ada.post('/api/chat', body);
    expect(reply.body).toEqual({
      ...problemShape,
      status,
      code,
      errors: expect.arrayContaining([{ pointer, message: expect.any(String) }]),
    });
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toMatch('application/problem+json');
    expect(await portal.sql('SELECT 1 FROM chat_threads WHERE user_id = $1', [ada.id])).toHaveLength(0);
  });

  it('half a JSON body', async () => {
    const { status, body } = await ada.post('/api/chat', '{"prompt": "x');
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });

  it('a prototype in the body', async () => {
    expect((await ada.post('/api/chat', '{"prompt":"x","__proto__":{"role":"admin"}}')).status).toBe(400);
  });

  it('a body of another type', async () => {
    const { status, body } = await ada.with({ 'content-type': 'text/plain' }).send('POST', '/api/chat', 'prompt=x');
    expect([status, body.code]).toEqual([415, 'request.unsupported-media-type']);
  });

  it('a body over 8 MiB', async () => {
    const { status, body } = await ada.post('/api/chat', Buffer.alloc(9 * 1024 * 1024, 0x61));
    expect([status, body.code]).toEqual([413, 'request.too-large']);
  });

  it('an unknown route', async () => {
    expect((await ada.get('/api/nothing')).body).toEqual({ ...problemShape, status: 404, code: 'route.not-found' });
  });

  it('an unknown or disabled model', async () => {
    expect((await ada.post('/api/chat', { prompt: 'x', model: 'nobody' })).body).toMatchObject({
      status: 400,
      code: 'model.unavailable',
    });
    const admin = await portal.anyone.login('admin', 'admin123');
    const model = (await admin.get('/api/admin/models')).body.find(
      ({ name }: { name: string }) => name === 'fake-echo:latest',
    );
    await admin.put(`/api/admin/models/${model.id}`, { is_enabled: false });
    expect((await ada.post('/api/chat', { prompt: 'x', model: 'fake-echo' })).body).toMatchObject({
      status: 400,
      code: 'model.unavailable',
    });
    expect((await ada.get('/api/models')).body.map(({ name }: { name: string }) => name)).not.toContain(
      'fake-echo:latest',
    );
    expect(await portal.sql('SELECT 1 FROM chat_threads WHERE user_id = $1', [ada.id])).toHaveLength(0);
  });
});

describe("other people's threads do not exist", () => {
  it('404 on every route to a thread, a message or a run, without a side effect', async () => {
    portal.fake.setScenario('gated');
    const victim = await portal.someone();
    const stream = await victim.stream('/api/chat', { prompt: 'secret', stream: true, cache: 'bypass' });
    const frames = stream[Symbol.asyncIterator]();
    const started = (await until(frames, 'started')).at(-1)!.data;
    const thread = `/api/chat/threads/${started.thread_id}`;
    const own = (await ada.post('/api/chat', { prompt: 'own', model: 'fake-markdown' })).body;
    const attempts = await Promise.all([
      ada.get(thread),
      ada.patch(thread, { title: 'taken' }),
      ada.delete(thread),
      ada.post('/api/chat', { prompt: 'x', thread_id: started.thread_id }),
      ada.post('/api/chat', { prompt: 'x', thread_id: own.thread_id, parent_id: started.message_id }),
      ada.patch(`/api/chat/threads/${own.thread_id}`, { active_leaf_id: started.message_id }),
      ada.post(`/api/chat/messages/${started.user_message_id}/edit`, { prompt: 'x' }),
      ada.post(`/api/chat/messages/${started.message_id}/regenerate`, {}),
      ada.get(`/api/chat/runs/${started.run_id}/events`),
      ada.post(`/api/chat/runs/${started.run_id}/stop`),
      ada.get(`/api/chat/threads/${randomUUID()}`),
      ada.get(`/api/chat/runs/${randomUUID()}/events`),
    ]);
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 404));
    portal.fake.release(Infinity);
    expect(textOf(await until(frames, 'done'))).toBe(scenarioText('gated'));
    const after = (await victim.get(thread)).body;
    expect(after).toMatchObject({ title: 'secret', message_count: 2 });
    expect((await ada.get('/api/chat/threads')).body.map(({ user_id }: { user_id: string }) => user_id)).not.toContain(
      victim.id,
    );
  });
});

describe('errors keep one shape before and after the first byte', () => {
  it.each([
    ['errorBeforeFirst', 502, 'llm.failed'],
    ['oom', 503, 'llm.out-of-memory'],
    ['busy', 503, 'llm.busy'],
    ['notFoundJson', 503, 'model.not-pulled'],
    ['nestedError', 400, 'llm.context-exceeded'],
  ] as const)('%s: an HTTP error, streamed or not, and the prompt is kept', async (scenario, status, code) => {
    portal.fake.setScenario(scenario);
    for (const stream of [false, true]) {
      const reply = await ada.post('/api/chat', { prompt: `keep me ${scenario}`, stream, cache: 'bypass' });
      expect(reply.body).toMatchObject({ ...problemShape, status, code, thread_id: expect.any(String) });
      expect(reply.status).toBe(status);
      const { messages } = (await ada.get(`/api/chat/threads/${reply.body.thread_id}`)).body;
      expect(messages).toMatchObject([
        { content: `keep me ${scenario}`, status: 'complete' },
        { status: 'failed', finish_reason: 'error', error: { code, detail: reply.body.detail } },
      ]);
    }
  });

  it.each([
    ['errorMidStream', 'llm.failed'],
    ['silentEnd', 'llm.ended-early'],
    ['reset', 'llm.ended-early'],
    ['hugeLineNoNewline', 'llm.failed'],
  ] as const)('%s: an error event after the text, and the partial text is kept', async (scenario, code) => {
    portal.fake.setScenario(scenario);
    const frames = await (await ada.stream('/api/chat', { prompt: scenario, stream: true, cache: 'bypass' })).all();
    const last = frames.at(-1)!;
    expect(last).toMatchObject({
      event: 'error',
      data: { ...problemShape, code, thread_id: frames[0]!.data.thread_id },
    });
    expect(textOf(frames)).not.toBe('');
    const { messages } = (await ada.get(`/api/chat/threads/${last.data.thread_id}`)).body;
    expect(messages[1]).toMatchObject({
      content: textOf(frames),
      status: 'failed',
      finish_reason: 'error',
      error: { code },
    });
    // The thread continues from there.
    portal.fake.setScenario('hello');
    expect((await ada.post(`/api/chat/messages/${messages[1].id}/regenerate`, {})).body.response).toBe(
      scenarioText('hello'),
    );
  });
});
