import { randomUUID } from 'node:crypto';
import { scenarioText, type RecordedRequest } from '@pocket-llm/fake-llm';
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

  it('sends the whole branch to the backend when a thread continues', async () => {
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

  it('passes options on, and ends with "length" when the answer was cut off', async () => {
    const { body } = await ada.post('/api/chat', {
      prompt: 'count',
      options: { num_predict: 3, temperature: 0, seed: 7, stop: ['never'] },
      ...bypass,
    });
    expect(body.finish_reason).toBe('length');
    const sent = await portal.fake.waitForRequest();
    expect(sent.body!.options).toMatchObject({ num_predict: 3, temperature: 0, seed: 7, stop: ['never'] });
  });

  it('never forwards the caller’s identity: no authorization, cookie, origin or host reaches the backend', async () => {
    await ada
      .with({ origin: portal.server.url, cookie: 'refresh=secret' })
      .post('/api/chat', { prompt: 'private', ...bypass });
    const { headers } = await portal.fake.waitForRequest();
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['authorization']));
    expect([headers.origin, headers.cookie, headers.authorization]).toEqual([undefined, undefined, undefined]);
    expect(headers.host).toBe(new URL(portal.fake.url).host);
  });
});

describe('stop frees the backend', () => {
  it('stop reaches the backend before it writes another token, and keeps the partial text', async () => {
    portal.fake.setScenario('gated');
    const stream = await ada.stream('/api/chat', { prompt: 'stop me', stream: true, ...bypass });
    const frames = stream[Symbol.asyncIterator]();
    portal.fake.release(2);
    const seen = [...(await until(frames, 'delta')), ...(await until(frames, 'delta'))];
    const [{ bytesSent }] = portal.fake.requests.filter(({ path }) => path === '/api/chat') as [RecordedRequest];
    const aborted = portal.fake.waitForAbort();
    expect((await ada.post(`/api/chat/runs/${stream.runId}/stop`)).body).toEqual({
      run_id: stream.runId,
      status: 'stopped',
    });
    // Nothing was released meanwhile: the backend is free because of the stop, not because its answer ended.
    expect(await aborted).toMatchObject({ path: '/api/chat', finished: false, bytesSent });
    portal.fake.release(Infinity);
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

  it('a retry after a failure asks the same question again, however often, and keeps what had arrived', async () => {
    const question = { prompt: 'once more', client_message_id: randomUUID(), ...bypass };
    for (let i = 0; i < 2; i++) {
      portal.fake.setScenario('reset');
      expect((await ada.post('/api/chat', question)).status).toBe(502);
    }
    portal.fake.setScenario('hello');
    const [one, two] = await Promise.all([ada.post('/api/chat', question), ada.post('/api/chat', question)]);
    expect([one.status, two.body.message_id]).toEqual([200, one.body.message_id]);
    expect((await ada.post('/api/chat', question)).body).toMatchObject({ message_id: one.body.message_id });
    const { messages } = (await ada.get(`/api/chat/threads/${one.body.thread_id}`)).body;
    expect(messages.map(({ role, status }: Record<string, string>) => [role, status])).toEqual([
      ['user', 'complete'],
      ['assistant', 'failed'],
      ['assistant', 'failed'],
      ['assistant', 'complete'],
    ]);
  });

  it('rejects the same client_message_id for another question', async () => {
    const client_message_id = randomUUID();
    await ada.post('/api/chat', { prompt: 'first', client_message_id, ...bypass });
    const { status, body } = await ada.post('/api/chat', { prompt: 'second', client_message_id, ...bypass });
    expect([status, body.code]).toEqual([409, 'run.conflict']);
  });

  it('F7: the same client_message_id of two people is two questions', async () => {
    const question = { prompt: 'mine alone', client_message_id: randomUUID(), ...bypass };
    const other = await portal.someone();
    const [mine, theirs] = [await ada.post('/api/chat', question), await other.post('/api/chat', question)];
    expect([mine.status, theirs.status]).toEqual([200, 200]);
    expect(theirs.body.thread_id).not.toBe(mine.body.thread_id);
    expect((await other.get(`/api/chat/threads/${theirs.body.thread_id}`)).body.user_id).toBe(other.id);
  });

  it('rejects a second question while an answer is running', async () => {
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
