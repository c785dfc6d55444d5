import { randomUUID } from 'node:crypto';
import { scenarioText } from '@pocket-llm/fake-llm';
import { textOf, until } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
let eve: Person;
beforeAll(async () => {
  portal = await startPortal();
  [ada, eve] = [await portal.someone(), await portal.someone()];
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('echo');
  portal.fake.clear();
});

interface Message {
  id: string;
  parent_id: string | null;
  role: string;
  content: string;
}

const detail = async (id: string) => (await ada.get(`/api/chat/threads/${id}`)).body;
const ask = async (prompt: string, more: object = {}) =>
  (await ada.post('/api/chat', { prompt, cache: 'bypass', ...more })).body;
/** A thread with the questions `one` and `two`. */
const twoTurns = async () => {
  const { thread_id } = await ask('one');
  await ask('two', { thread_id });
  const { messages } = (await detail(thread_id)) as { messages: Message[] };
  return { thread_id: thread_id as string, messages };
};
const lastRequest = () =>
  portal.fake.requests.filter(({ path }) => path === '/api/chat').at(-1)!.body as {
    messages: { role: string; content: string }[];
    options?: object;
  };

describe('fork from here', () => {
  it('copies the branch down to a message into a thread of its own', async () => {
    const { thread_id, messages } = await twoTurns();
    await ada.patch(`/api/chat/threads/${thread_id}`, { system_prompt: 'Be brief.', options: { temperature: 0.3 } });
    const { status, body } = await ada.post(`/api/chat/messages/${messages[1]!.id}/fork`, {});
    expect([status, body.title, body.message_count]).toEqual([201, 'one', 2]);
    const fork = await detail(body.id);
    expect(fork).toMatchObject({
      system_prompt: 'Be brief.',
      options: { temperature: 0.3 },
      messages: [{ content: 'one', parent_id: null }, { content: 'one' }],
    });
    expect(fork.active_leaf_id).toBe(fork.messages[1].id);
    expect(fork.messages[1].parent_id).toBe(fork.messages[0].id);
    // Changes in the copy stay in the copy.
    await ask('three', { thread_id: body.id });
    expect((await detail(thread_id)).messages).toHaveLength(4);
    expect(lastRequest().messages.map(({ content }) => content)).toEqual(['Be brief.', 'one', 'one', 'three']);
  });
});

describe('deleting a message', () => {
  it('deletes everything below it and shows the next branch', async () => {
    const { thread_id, messages } = await twoTurns();
    const again = (await ada.post(`/api/chat/messages/${messages[1]!.id}/regenerate`, {})).body;
    expect((await detail(thread_id)).active_leaf_id).toBe(again.message_id);
    const removed = await ada.delete(`/api/chat/messages/${again.message_id}`);
    expect(removed.body).toEqual({ removed: 1, active_leaf_id: messages[3]!.id });
    expect((await ada.delete(`/api/chat/messages/${messages[1]!.id}`)).body).toEqual({
      removed: 3,
      active_leaf_id: messages[0]!.id,
    });
    expect(await detail(thread_id)).toMatchObject({ message_count: 1, messages: [{ content: 'one' }] });
    expect((await ada.delete(`/api/chat/messages/${messages[0]!.id}`)).body).toEqual({
      removed: 1,
      active_leaf_id: null,
    });
    expect((await ask('from the start', { thread_id })).response).toBe('from the start');
  });
});

describe('editing a message', () => {
  it('saves the text without a run, and the next question includes it', async () => {
    const { thread_id, messages } = await twoTurns();
    portal.fake.clear();
    const { body } = await ada.patch(`/api/chat/messages/${messages[1]!.id}`, { content: 'ONE, corrected' });
    expect(body).toMatchObject({ content: 'ONE, corrected', edited_at: expect.any(String) });
    expect(portal.fake.requests).toEqual([]);
    await ask('three', { thread_id });
    expect(lastRequest().messages[1]!.content).toBe('ONE, corrected');
    expect((await ada.get('/api/chat/threads?q=corrected')).body).toHaveLength(1);
    expect((await ada.patch(`/api/chat/messages/${messages[1]!.id}`, { content: ' ' })).status).toBe(400);
  });

  it('keeps the reader’s rating of an answer', async () => {
    const { thread_id, messages } = await twoTurns();
    expect((await ada.patch(`/api/chat/messages/${messages[1]!.id}`, { feedback: 'good' })).body.feedback).toBe('good');
    expect((await detail(thread_id)).messages[1].feedback).toBe('good');
    expect((await ada.patch(`/api/chat/messages/${messages[1]!.id}`, { feedback: null })).body.feedback).toBeNull();
    expect((await ada.patch(`/api/chat/messages/${messages[0]!.id}`, { feedback: 'bad' })).status).toBe(400);
    expect((await ada.patch(`/api/chat/messages/${messages[1]!.id}`, { feedback: 'meh' })).status).toBe(400);
  });
});

describe('continue', () => {
  it('continues a truncated answer in the same message', async () => {
    portal.fake.setScenario('hello');
    const cut = await ask('count', { options: { num_predict: 3 } });
    expect(cut.finish_reason).toBe('length');
    const stream = await ada.stream(`/api/chat/messages/${cut.message_id}/continue`, {});
    const frames = await stream.all();
    expect(frames.find(({ event }) => event === 'started')!.data).toMatchObject({
      message_id: cut.message_id,
      continued: true,
    });
    expect(textOf(frames)).toBe(cut.response + scenarioText('hello'));
    const { messages } = await detail(cut.thread_id);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatchObject({
      content: cut.response + scenarioText('hello'),
      status: 'complete',
      finish_reason: 'stop',
    });
    expect(messages[1].usage.output_tokens).toBeGreaterThan(3);
    // The backend gets the beginning of its own answer to continue from.
    expect(lastRequest().messages).toEqual([
      { role: 'user', content: 'count' },
      { role: 'assistant', content: cut.response },
    ]);
    expect((await ada.post(`/api/chat/messages/${cut.message_id}/continue`, {})).body.code).toBe('message.complete');
  });

  it('rejects an imported answer without a question, and the chat stays usable', async () => {
    const answer = { id: '1', parent_id: null, role: 'assistant', content: 'Half of', finish_reason: 'length' };
    const thread = { import_key: `elsewhere:${randomUUID()}`, title: 'No question', messages: [answer] };
    const file = { format: 'pocket-llm', version: 1, threads: [thread] };
    const [id] = (await ada.post('/api/chat/import', file)).body.thread_ids;
    const [imported] = (await ada.get(`/api/chat/threads/${id}`)).body.messages;
    const refused = await ada.post(`/api/chat/messages/${imported.id}/continue`, {});
    expect([refused.status, refused.body.code]).toEqual([404, 'message.not-found']);
    expect((await ada.get(`/api/chat/threads/${id}`)).body).toMatchObject({
      running: false,
      messages: [{ status: 'complete' }],
    });
    expect((await ada.post('/api/chat', { prompt: 'Go on', thread_id: id })).status).toBe(200);
  });

  it('keeps the existing text after a failure in mid-answer, whatever happens then', async () => {
    portal.fake.setScenario('errorMidStream');
    const failed = (await ada.post('/api/chat', { prompt: 'broken', cache: 'bypass' })).body;
    const before = (await detail(failed.thread_id)).messages[1];
    expect(before).toMatchObject({ status: 'failed', content: expect.stringMatching(/./) });
    expect((await ada.post(`/api/chat/messages/${before.id}/continue`, {})).status).toBe(502);
    const between = (await detail(failed.thread_id)).messages[1];
    expect(between.content.startsWith(before.content)).toBe(true);
    portal.fake.setScenario('hello');
    expect((await ada.post(`/api/chat/messages/${before.id}/continue`, {})).body.response).toBe(
      between.content + scenarioText('hello'),
    );
    expect((await detail(failed.thread_id)).messages[1]).toMatchObject({ status: 'complete', error: null });
  });
});

describe('state of a thread', () => {
  it('keeps its branch, system prompt and options on the server', async () => {
    const { thread_id, messages } = await twoTurns();
    await ada.post(`/api/chat/messages/${messages[3]!.id}/regenerate`, {});
    await ada.patch(`/api/chat/threads/${thread_id}`, {
      active_leaf_id: messages[3]!.id,
      system_prompt: 'Speak Latin.',
      options: { temperature: 0.2, num_ctx: 2048 },
    });
    expect(await detail(thread_id)).toMatchObject({
      active_leaf_id: messages[3]!.id,
      system_prompt: 'Speak Latin.',
      options: { temperature: 0.2, num_ctx: 2048 },
    });
    await ask('three', { thread_id, options: { temperature: 0.9 } });
    expect(lastRequest()).toMatchObject({
      messages: [{ role: 'system', content: 'Speak Latin.' }, {}, {}, {}, {}, { content: 'three' }],
      options: { temperature: 0.9, num_ctx: 2048 },
    });
    await ada.patch(`/api/chat/threads/${thread_id}`, { system_prompt: null, options: null });
    expect(await detail(thread_id)).toMatchObject({ system_prompt: null, options: null });
    expect((await ada.patch(`/api/chat/threads/${thread_id}`, { options: { temperature: 9 } })).body.errors).toEqual([
      { pointer: '/options/temperature', message: expect.any(String) },
    ]);
  });

  it('applies another length without storing it', async () => {
    const { thread_id, messages } = await twoTurns();
    const shorter = (await ada.post(`/api/chat/messages/${messages[3]!.id}/regenerate`, { length: 'shorter' })).body;
    expect(lastRequest().messages.at(-1)!.content).toMatch(/^two\n\n.*briefly/);
    const thread = await detail(thread_id);
    expect(
      thread.messages.filter(({ role }: Message) => role === 'user').map(({ content }: Message) => content),
    ).toEqual(['one', 'two']);
    expect(thread.active_leaf_id).toBe(shorter.message_id);
  });
});

it("other people's messages do not exist", async () => {
  const { thread_id, messages } = await twoTurns();
  const id = messages[1]!.id;
  const before = await detail(thread_id);
  const tries = [
    eve.patch(`/api/chat/messages/${id}`, { content: 'mine' }),
    eve.delete(`/api/chat/messages/${id}`),
    eve.post(`/api/chat/messages/${id}/fork`, {}),
    eve.post(`/api/chat/messages/${id}/continue`, {}),
    eve.get(`/api/chat/threads/${thread_id}/export`),
    eve.delete(`/api/chat/messages/${randomUUID()}`),
  ];
  for (const { status } of await Promise.all(tries)) expect(status).toBe(404);
  expect(await detail(thread_id)).toEqual(before);
});

it('a running answer cannot be changed, deleted, forked or continued', async () => {
  portal.fake.setScenario('gated');
  const stream = await ada.stream('/api/chat', { prompt: 'busy', stream: true, cache: 'bypass' });
  const [started] = await until(stream[Symbol.asyncIterator](), 'started');
  const id = started!.data.message_id as string;
  const tries = [
    ada.patch(`/api/chat/messages/${id}`, { content: 'x' }),
    ada.delete(`/api/chat/messages/${id}`),
    ada.post(`/api/chat/messages/${id}/fork`, {}),
    ada.post(`/api/chat/messages/${id}/continue`, {}),
  ];
  for (const { status, body } of await Promise.all(tries)) expect([status, body.code]).toEqual([409, 'run.active']);
  await ada.post(`/api/chat/runs/${stream.runId}/stop`);
});
