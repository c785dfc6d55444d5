import { randomUUID } from 'node:crypto';
import { scenarioText } from '@pocket-llm/fake-llm';
import { textOf, until, type Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let ada: Client;

beforeAll(async () => {
  portal = await startPortal();
  ada = await portal.someone();
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const bypass = { cache: 'bypass' };

describe('POST /api/chat', () => {
  it('answers, opens a thread and stores both messages', async () => {
    const { status, body, headers } = await ada.post('/api/chat', { prompt: 'Hello there, how are you?', ...bypass });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      response: scenarioText('hello'),
      model: expect.any(String),
      cached: false,
      finish_reason: 'stop',
    });
    expect(body.usage.output_tokens).toBeGreaterThan(3);
    expect(headers['x-run-id']).toMatch(/^[0-9a-f-]{36}$/);

    const thread = (await ada.get(`/api/chat/threads/${body.thread_id}`)).body;
    expect(thread).toMatchObject({
      title: 'Hello there, how are you?',
      message_count: 2,
      active_leaf_id: body.message_id,
      running: false,
    });
    expect(thread.messages.map(({ role, content, status }: Record<string, string>) => [role, content, status])).toEqual(
      [
        ['user', 'Hello there, how are you?', 'complete'],
        ['assistant', scenarioText('hello'), 'complete'],
      ],
    );
    expect(thread.messages[1].parent_id).toBe(thread.messages[0].id);
  });

  it('sends the whole branch to the backend when a thread goes on', async () => {
    portal.fake.setScenario('echo');
    const first = (await ada.post('/api/chat', { prompt: 'one', system: 'Be brief.', ...bypass })).body;
    await ada.post('/api/chat', { prompt: 'two', thread_id: first.thread_id, ...bypass });
    const sent = portal.fake.requests.filter(({ path }) => path === '/api/chat').at(-1)!.body as {
      messages: { role: string; content: string }[];
    };
    expect(sent.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'one' },
      { role: 'user', content: 'two' },
    ]);
  });

  it('passes options on, and ends with "length" when the answer was cut', async () => {
    const { body } = await ada.post('/api/chat', {
      prompt: 'count',
      options: { num_predict: 3, temperature: 0, seed: 7, stop: ['never'] },
      ...bypass,
    });
    expect(body.finish_reason).toBe('length');
    const sent = await portal.fake.waitForRequest();
    expect(sent.body!.options).toMatchObject({ num_predict: 3, temperature: 0, seed: 7, stop: ['never'] });
  });

  it('never forwards who asked: no authorization, cookie, origin or host of the portal reaches the backend', async () => {
    await ada
      .with({ origin: portal.server.url, cookie: 'refresh=secret' })
      .post('/api/chat', { prompt: 'private', ...bypass });
    const { headers } = await portal.fake.waitForRequest();
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['authorization']));
    expect([headers.origin, headers.cookie, headers.authorization]).toEqual([undefined, undefined, undefined]);
    expect(headers.host).toBe(new URL(portal.fake.url).host);
  });
});

describe('streaming', () => {
  it('sends events in order, numbered, and exactly the text of the backend', async () => {
    const stream = await ada.stream('/api/chat', { prompt: 'stream please', stream: true, ...bypass });
    const frames = await stream.all();
    expect(frames.map(({ id }) => id)).toEqual(frames.map((_, i) => i + 1));
    const names = frames.map(({ event }) => event);
    expect(names.slice(0, 2)).toEqual(['started', 'title']);
    expect(names.at(-1)).toBe('done');
    expect(textOf(frames)).toBe(scenarioText('hello'));
    expect(frames[0]!.data).toMatchObject({ run_id: stream.runId, cached: false });
    expect(frames.at(-1)!.data).toMatchObject({
      message_id: frames[0]!.data.message_id,
      finish_reason: 'stop',
      usage: { output_tokens: expect.any(Number) },
      timings: { ttft_ms: expect.any(Number) },
    });
  });

  it('passes each token on when it comes, not at the end', async () => {
    portal.fake.setScenario('gated');
    const frames = (await ada.stream('/api/chat', { prompt: 'one by one', stream: true, ...bypass }))[
      Symbol.asyncIterator
    ]();
    await until(frames, 'started');
    for (let i = 0; i < 3; i++) {
      portal.fake.release(1);
      await until(frames, 'delta'); // Arrives while the backend still waits for the next release.
    }
    portal.fake.release(Infinity);
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
  });

  it('keeps characters whole that the backend cuts apart', async () => {
    const text = scenarioText('splitUtf8');
    const frames = await (
      await ada.stream('/api/chat', { prompt: 'scenario:splitUtf8 emoji', stream: true, ...bypass })
    ).all();
    expect(textOf(frames)).toBe(text);
  });

  it('keeps thinking apart from the answer', async () => {
    portal.fake.setScenario('thinking');
    const frames = await (
      await ada.stream('/api/chat', { prompt: 'think', model: 'fake-thinking', stream: true, ...bypass })
    ).all();
    const thought = frames
      .filter(({ event }) => event === 'thinking')
      .map(({ data }) => data.text)
      .join('');
    expect(thought).not.toBe('');
    const { body } = await ada.get(`/api/chat/threads/${frames[0]!.data.thread_id}`);
    expect(body.messages[1]).toMatchObject({ thinking: thought, content: textOf(frames) });
  });

  it('a reload continues the same answer: reload in mid-answer loses and doubles nothing (byte-equal to what the backend sent)', async () => {
    portal.fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'reload me', stream: true, ...bypass });
    const before = stream[Symbol.asyncIterator]();
    portal.fake.release(3);
    const seen = [
      ...(await until(before, 'delta')),
      ...(await until(before, 'delta')),
      ...(await until(before, 'delta')),
    ];
    stream.close();
    portal.fake.release(Infinity);
    const rest = await (
      await ada.stream(`/api/chat/runs/${stream.runId}/events`, undefined, { 'last-event-id': String(seen.at(-1)!.id) })
    ).all();
    expect(textOf([...seen, ...rest])).toBe(scenarioText('gated'));
    expect([...seen, ...rest].map(({ id }) => id)).toEqual([...seen, ...rest].map((_, i) => i + 1));
    expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(1);
  });
});

describe('stop frees the backend', () => {
  it('stop reaches the backend within 200 ms, and keeps the partial text', async () => {
    portal.fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'stop me', stream: true, ...bypass });
    const frames = stream[Symbol.asyncIterator]();
    portal.fake.release(2);
    const seen = [...(await until(frames, 'delta')), ...(await until(frames, 'delta'))];
    const asked = performance.now();
    const aborted = portal.fake.waitForAbort().then((request) => ({ ...request, ms: performance.now() - asked }));
    expect((await ada.post(`/api/chat/runs/${stream.runId}/stop`)).body).toEqual({
      run_id: stream.runId,
      status: 'stopped',
    });
    expect((await aborted).path).toBe('/api/chat');
    expect((await aborted).ms).toBeLessThan(200);
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stopped');
    const { body } = await ada.get(`/api/chat/threads/${seen[0]!.data.thread_id}`);
    expect(body.messages[1]).toMatchObject({ status: 'stopped', finish_reason: 'stopped', content: textOf(seen) });
    expect(body.messages[1].content).not.toBe('');
  });

  it('a person who closes the page does not end the run; a program that hangs up does', async () => {
    portal.fake.setScenario('gated');
    const page = await ada.stream('/api/chat', { prompt: 'page', stream: true, ...bypass });
    await until(page[Symbol.asyncIterator](), 'started');
    await portal.fake.waitForRequest();
    page.close();
    portal.fake.release(Infinity);
    expect(textOf(await (await ada.stream(`/api/chat/runs/${page.runId}/events`)).all())).toBe(scenarioText('gated'));

    portal.fake.clear();
    const developer = await portal.someone('developer');
    const key = (await developer.post('/api/developer/api-keys', {})).body.key_value;
    const program = await portal.anyone
      .withKey(key)
      .stream('/api/chat', { prompt: 'program', stream: true, ...bypass });
    await until(program[Symbol.asyncIterator](), 'started');
    await portal.fake.waitForRequest();
    program.close();
    await portal.fake.waitForAbort();
  });
});

describe('nothing is doubled', () => {
  it('a retry of the same client_message_id makes one message, also while the first is running', async () => {
    portal.fake.setScenario('gated');
    const question = { prompt: 'once', client_message_id: randomUUID(), ...bypass };
    const first = ada.post('/api/chat', question);
    await portal.fake.waitForRequest();
    const retry = ada.post('/api/chat', question);
    portal.fake.release(Infinity);
    const [a, b] = await Promise.all([first, retry]);
    const c = await ada.post('/api/chat', question);
    expect([a.status, b.status, c.status]).toEqual([200, 200, 200]);
    expect(new Set([a, b, c].map(({ body }) => body.message_id)).size).toBe(1);
    expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(1);
    const { body } = await ada.get(`/api/chat/threads/${a.body.thread_id}`);
    expect(body.messages).toHaveLength(2);
  });

  it('ten at once make one thread', async () => {
    const question = { prompt: 'ten times', client_message_id: randomUUID(), ...bypass };
    const replies = await Promise.all(Array.from({ length: 10 }, () => ada.post('/api/chat', question)));
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(new Set(replies.map(({ body }) => body.thread_id)).size).toBe(1);
    const rows = await portal.sql(`SELECT 1 FROM chat_messages WHERE content = 'ten times'`);
    expect(rows).toHaveLength(1);
  });

  it('refuses the same client_message_id for another question', async () => {
    const client_message_id = randomUUID();
    await ada.post('/api/chat', { prompt: 'first', client_message_id, ...bypass });
    const { status, body } = await ada.post('/api/chat', { prompt: 'second', client_message_id, ...bypass });
    expect([status, body.code]).toEqual([409, 'run.conflict']);
  });

  it('refuses a second question while the thread is being answered', async () => {
    portal.fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'busy', stream: true, ...bypass });
    const [started] = await until(stream[Symbol.asyncIterator](), 'started');
    const { status, body } = await ada.post('/api/chat', { prompt: 'again', thread_id: started!.data.thread_id });
    expect([status, body.code]).toEqual([409, 'run.active']);
    await ada.post(`/api/chat/runs/${stream.runId}/stop`);
  });
});

describe('branches', () => {
  it('regenerate and edit make siblings and overwrite nothing', async () => {
    portal.fake.setScenario('echo');
    const first = (await ada.post('/api/chat', { prompt: 'original', ...bypass })).body;
    const again = (await ada.post(`/api/chat/messages/${first.message_id}/regenerate`, {})).body;
    const before = (await ada.get(`/api/chat/threads/${first.thread_id}`)).body;
    const edited = (await ada.post(`/api/chat/messages/${before.messages[0].id}/edit`, { prompt: 'changed' })).body;
    const { messages, active_leaf_id } = (await ada.get(`/api/chat/threads/${first.thread_id}`)).body;
    expect(messages.map(({ content }: { content: string }) => content)).toEqual([
      'original',
      'original',
      'original',
      'changed',
      'changed',
    ]);
    const byId = new Map(messages.map((message: { id: string }) => [message.id, message]));
    const parent = (id: string) => (byId.get(id) as { parent_id: string }).parent_id;
    expect(parent(again.message_id)).toBe(parent(first.message_id));
    expect(parent(parent(edited.message_id))).toBeNull();
    expect(active_leaf_id).toBe(edited.message_id);
    expect((await ada.patch(`/api/chat/threads/${first.thread_id}`, { active_leaf_id: first.message_id })).status).toBe(
      200,
    );
    expect((await ada.get(`/api/chat/threads/${first.thread_id}`)).body.active_leaf_id).toBe(first.message_id);
  });
});

describe('the cache', () => {
  const prompt = 'the same question';

  it('answers a frequent prompt without the backend, for everybody, and says so', async () => {
    const first = (await ada.post('/api/chat', { prompt })).body;
    const grace = await portal.someone();
    const second = (await grace.post('/api/chat', { prompt })).body;
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.response).toBe(first.response);
    expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(1);
    const { body } = await grace.get(`/api/chat/threads/${second.thread_id}`);
    expect(body.messages[1]).toMatchObject({ cached: true, cached_from: expect.any(String), status: 'complete' });
  });

  it('is asked afresh by "bypass" and by regenerate, and when anything that matters differs', async () => {
    const base = (await ada.post('/api/chat', { prompt })).body;
    expect(base.cached).toBe(true);
    const variants = [
      { prompt, cache: 'bypass' },
      { prompt: `${prompt} ` },
      { prompt, options: { seed: 1 } },
      { prompt, system: 'Be kind.' },
      { prompt, model: 'fake-echo' },
    ];
    for (const variant of variants) expect((await ada.post('/api/chat', variant)).body.cached).toBe(false);
    expect((await ada.post(`/api/chat/messages/${base.message_id}/regenerate`, {})).body.cached).toBe(false);
  });

  it('keeps an answer with a personal system prompt or history to its owner', async () => {
    const personal = { prompt: 'mine', system: 'I am Ada and my pin is 1234.' };
    expect((await ada.post('/api/chat', personal)).body.cached).toBe(false);
    expect((await ada.post('/api/chat', personal)).body.cached).toBe(true);
    const grace = await portal.someone();
    expect((await grace.post('/api/chat', personal)).body.cached).toBe(false);
  });

  it('never keeps a stopped, failed or cut answer', async () => {
    for (const scenario of ['errorMidStream', 'silentEnd', 'reset'] as const) {
      portal.fake.setScenario(scenario);
      expect((await ada.post('/api/chat', { prompt: `broken ${scenario}` })).status).toBe(502);
      portal.fake.setScenario('hello');
      expect((await ada.post('/api/chat', { prompt: `broken ${scenario}` })).body).toMatchObject({
        cached: false,
        response: scenarioText('hello'),
      });
    }
    const cut = { prompt: 'cut', options: { num_predict: 2 } };
    await ada.post('/api/chat', cut);
    expect((await ada.post('/api/chat', cut)).body.cached).toBe(false);
  });
});
