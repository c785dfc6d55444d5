import { randomUUID } from 'node:crypto';
import { scenarioText } from '@pocket-llm/fake-llm';
import { eventually } from './clock.js';
import { textOf, until, type Client, type SseFrame } from './client.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let ada: Person;

beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());
beforeEach(async () => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
  ada = await portal.someone();
});

const FIRST = 'gemma2:2b';
const pair = { model: FIRST, compare_models: ['qwen3:4b'], cache: 'bypass' };
const trio = { ...pair, compare_models: ['qwen3:4b', 'llava:7b'] };

const IN_PROGRESS: unknown = expect.stringMatching(/^(queued|running)$/);

interface Row {
  id: string;
  role: string;
  parent_id: string | null;
  model: string;
  status: string;
  content: string;
  compare_place: number | null;
}
const detail = async (id: string) => (await ada.get(`/api/chat/threads/${id}`)).body;
const answersOf = async (threadId: string): Promise<Row[]> =>
  (await detail(threadId)).messages.filter(({ role }: Row) => role === 'assistant');
const eventsOf = async (runId: string): Promise<SseFrame[]> =>
  (await ada.stream(`/api/chat/runs/${runId}/events`)).all();
const placesOf = async (threadId: string) =>
  (await answersOf(threadId)).map(({ model, status, compare_place }) => [model, status, compare_place]);

/** Asks models side by side. @returns the frame that says who answers, and the rest of the first model's stream */
async function compare(body: object) {
  const frames = (await ada.stream('/api/chat', body))[Symbol.asyncIterator]();
  const [{ data }] = (await until(frames, 'compare')) as [SseFrame];
  return { ...(data as { thread_id: string; message_id: string; run_id: string }), siblings: data.siblings, frames };
}

/** Waits until every answer of a comparison has ended. */
async function whenOver({ run_id, siblings }: { run_id: string; siblings: { run_id: string }[] }): Promise<void> {
  await Promise.all([run_id, ...siblings.map((one) => one.run_id)].map(eventsOf));
}

describe('comparing models', () => {
  it('the line of the request names every model, with its tokens', async () => {
    const { headers } = await ada.post('/api/chat', { ...trio, prompt: 'Who is in the log?' });
    const path = `/api/admin/logs?request_id=${String(headers['x-request-id'])}`;
    const logs = async (): Promise<object[]> => (await admin.get(path)).body.logs;
    await eventually(async () => (await logs()).length > 0);
    const tokens = { input_tokens: expect.any(Number), output_tokens: expect.any(Number) };
    const compared = trio.compare_models.map((model) => ({ model }));
    expect(await logs()).toMatchObject([{ model: FIRST, ...tokens, metadata: { compared } }]);
  });

  it('streams an answer of each to one question, siblings in one thread, and the first is shown', async () => {
    const asked = await compare({ ...trio, prompt: 'Which of you?' });
    expect(asked.siblings.map(({ model }: { model: string }) => model)).toEqual(trio.compare_models);
    const first = await until(asked.frames, 'done');
    expect(first.filter(({ event }) => event === 'title')).toHaveLength(1);
    expect(textOf(first)).toBe(scenarioText('hello'));
    for (const { run_id, message_id, model } of asked.siblings) {
      const frames = await eventsOf(run_id);
      expect(textOf(frames)).toBe(scenarioText('hello'));
      expect(frames.find(({ event }) => event === 'started')!.data).toMatchObject({ message_id, model });
      expect(frames.some(({ event }) => event === 'title')).toBe(false);
    }
    const thread = await detail(asked.thread_id);
    expect(thread).toMatchObject({
      message_count: 4,
      model_used: FIRST,
      active_leaf_id: asked.message_id,
      running: false,
    });
    expect(await placesOf(asked.thread_id)).toEqual([
      [FIRST, 'complete', 0],
      ['qwen3:4b', 'complete', 1],
      ['llava:7b', 'complete', 2],
    ]);
    expect(new Set((await answersOf(asked.thread_id)).map(({ parent_id }) => parent_id)).size).toBe(1);
    expect((await ada.get('/api/usage/today')).body.used.requests).toBe(3);
  });

  it('answers a program with one JSON document that names the other runs, in an existing thread too', async () => {
    const { thread_id } = (await ada.post('/api/chat', { prompt: 'one', model: FIRST })).body;
    const { body } = await ada.post('/api/chat', { ...pair, prompt: 'two', thread_id });
    expect(body).toMatchObject({ thread_id, model: FIRST, siblings: [{ model: 'qwen3:4b' }] });
    await whenOver({ run_id: body.siblings[0].run_id, siblings: [] });
    expect((await detail(thread_id)).message_count).toBe(5);
  });

  it('lets one fail alone, and be asked again alone while another still answers', async () => {
    const gated = await compare({
      model: 'fake-endless:latest',
      compare_models: ['fake-error-mid-stream:latest', 'llava:7b'],
      cache: 'bypass',
      prompt: 'go',
    });
    const [failing, other] = gated.siblings;
    expect((await eventsOf(failing.run_id)).at(-1)!.event).toBe('error');
    await eventsOf(other.run_id);
    expect((await placesOf(gated.thread_id)).map(([, status]) => status)).toEqual([IN_PROGRESS, 'failed', 'complete']);
    expect((await detail(gated.thread_id)).running).toBe(true);
    expect((await ada.post('/api/chat', { prompt: 'next', thread_id: gated.thread_id })).body.code).toBe('run.active');
    expect((await ada.post(`/api/chat/messages/${gated.message_id}/regenerate`, {})).body.code).toBe('run.active');

    const again = await ada.post(`/api/chat/messages/${failing.message_id}/regenerate`, { model: FIRST });
    expect(again.body.response).toBe(scenarioText('hello'));
    const late = await ada.post(`/api/chat/messages/${failing.message_id}/regenerate`, { model: FIRST });
    expect([late.status, late.body.code]).toEqual([409, 'run.active']);
    expect(await placesOf(gated.thread_id)).toEqual([
      ['fake-endless:latest', IN_PROGRESS, 0],
      ['fake-error-mid-stream:latest', 'failed', null],
      ['llava:7b', 'complete', 2],
      [FIRST, 'complete', 1],
    ]);
    const shown = await detail(gated.thread_id);
    expect(shown).toMatchObject({ active_leaf_id: gated.message_id, model_used: 'fake-endless:latest' });

    expect((await ada.post(`/api/chat/runs/${gated.run_id}/stop`)).body.status).toBe('stopped');
    expect((await detail(gated.thread_id)).running).toBe(false);
  });

  it('stops one alone, and goes on to read every other after a reload', async () => {
    const asked = await compare({
      ...pair,
      model: 'fake-endless:latest',
      compare_models: ['fake-gated:latest'],
      prompt: 'go',
    });
    const [other] = asked.siblings;
    await until(asked.frames, 'delta');
    expect((await ada.post(`/api/chat/runs/${asked.run_id}/stop`)).body).toMatchObject({ status: 'stopped' });
    expect(await placesOf(asked.thread_id)).toMatchObject([
      ['fake-endless:latest', 'stopped', 0],
      ['fake-gated:latest', IN_PROGRESS, 1],
    ]);
    const reading = eventsOf(other.run_id);
    portal.fake.release(1_000);
    expect((await reading).at(-1)!.event).toBe('done');
  });

  it('asks only once when the request is repeated, and replays all of it', async () => {
    const body = { ...pair, prompt: 'once', client_message_id: randomUUID() };
    const asked = await compare(body);
    const during = await compare(body);
    expect(during).toMatchObject({ run_id: asked.run_id, siblings: asked.siblings });
    await whenOver(asked);
    const { username } = ada;
    await portal.restart();
    admin = await portal.anyone.login('admin', 'admin123');
    ada = Object.assign(await portal.anyone.login(username, PASSWORD), { id: ada.id, username });
    const after = await compare(body);
    expect(after).toMatchObject({ message_id: asked.message_id, siblings: asked.siblings });
    expect(textOf(await until(after.frames, 'done'))).toBe(scenarioText('hello'));
    expect((await detail(asked.thread_id)).message_count).toBe(3);
  });

  it('asks all of them again when the request is repeated after none could answer, once for many repeats', async () => {
    const body = { ...pair, prompt: 'again', client_message_id: randomUUID() };
    portal.fake.setScenario('errorBeforeFirst');
    const failed = await compare(body);
    await whenOver(failed);
    portal.fake.setScenario('hello');
    portal.fake.clear();
    const repeats = await Promise.all(Array.from({ length: 10 }, () => compare(body)));
    expect(new Set(repeats.map(({ run_id }) => run_id)).size).toBe(1);
    const [asked] = repeats;
    expect(asked!.thread_id).toBe(failed.thread_id);
    await whenOver(asked!);
    expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(2);
    expect(await placesOf(failed.thread_id)).toEqual([
      ['gemma2:2b', 'failed', null],
      ['qwen3:4b', 'failed', null],
      ['gemma2:2b', 'complete', 0],
      ['qwen3:4b', 'complete', 1],
    ]);
  });

  it('replays a comparison in which one of them could answer', async () => {
    const body = { ...trio, model: 'fake-error-before-first:latest', prompt: 'one', client_message_id: randomUUID() };
    const asked = await compare(body);
    await whenOver(asked);
    expect(await compare(body)).toMatchObject({ message_id: asked.message_id, siblings: asked.siblings });
  });
});

describe('a comparison is refused before anything is written', () => {
  const refusals = async (body: object, by: Client = ada) => {
    const before = portal.fake.requests.length;
    const { status, body: problem } = await by.post('/api/chat', { prompt: 'which?', ...body });
    expect(portal.fake.requests.slice(before).filter(({ path }) => path === '/api/chat')).toEqual([]);
    expect((await by.get('/api/chat/threads')).body).toEqual([]);
    return [status, problem.code, problem.detail] as const;
  };

  it('when a model is unknown, there twice, cannot see, or is not on its server; and it says which', async () => {
    expect(await refusals({ ...pair, compare_models: ['nobody:1b'] })).toMatchObject([
      400,
      'model.unavailable',
      expect.stringContaining('nobody:1b'),
    ]);
    expect(await refusals({ ...pair, compare_models: [FIRST] })).toMatchObject([
      400,
      'request.invalid',
      expect.stringContaining(FIRST),
    ]);
    for (const compare_models of [['a', 'b', 'c'], [], [''], 'qwen3:4b'])
      expect(await refusals({ compare_models })).toMatchObject([400, 'request.invalid', expect.anything()]);
    const image = Buffer.from('an image').toString('base64');
    expect(await refusals({ model: 'llava:7b', compare_models: [FIRST], images: [image] })).toMatchObject([
      400,
      'llm.unsupported',
      expect.stringContaining(FIRST),
    ]);
    await admin.post('/api/admin/models', { name: 'absent:1b', provider: 'ollama' });
    expect(await refusals({ ...pair, compare_models: ['absent:1b'] })).toMatchObject([
      503,
      'model.not-pulled',
      expect.stringContaining('absent:1b'),
    ]);
  });

  it('when a limit lets only some of the answers begin: of a day or at a time, of an account or a key', async () => {
    const quota = (limits: object) => admin.put(`/api/admin/users/${ada.id}/quota`, limits);
    await quota({ requests_per_day: 2 });
    expect(await refusals(trio)).toMatchObject([429, 'limit.requests', expect.stringContaining('3 answers')]);
    await quota({ parallel_runs: 1 });
    expect(await refusals(pair)).toMatchObject([429, 'limit.parallel', expect.stringContaining('2 answers')]);
    await quota({ requests_per_day: 2, parallel_runs: 2 });
    await whenOver(await compare({ ...pair, prompt: 'fits' }));
  });

  it('when a model is not for the role of the person or not for the key of the program', async () => {
    const dev = await portal.someone('developer');
    const models: { id: string; name: string }[] = (await admin.get('/api/admin/models')).body;
    const idOf = (name: string) => models.find((model) => model.name === name)!.id;
    const key = (await dev.post('/api/developer/api-keys', { model_ids: [idOf(FIRST)], scopes: ['chat', 'threads'] }))
      .body;
    const program = portal.anyone.withKey(key.key_value);
    expect(await refusals(pair, program)).toMatchObject([
      400,
      'model.unavailable',
      expect.stringContaining('qwen3:4b'),
    ]);
    await admin.put(`/api/admin/models/${idOf('qwen3:4b')}`, { roles: ['admin'] });
    expect(await refusals(pair)).toMatchObject([400, 'model.unavailable', expect.stringContaining('qwen3:4b')]);
    await admin.put(`/api/admin/models/${idOf('qwen3:4b')}`, { roles: ['user'] });
  });
});

describe('choosing among the answers', () => {
  it('keeps one: it is the branch, and the others are stopped and gone', async () => {
    const asked = await compare({ ...trio, model: 'fake-endless:latest', prompt: 'go' });
    const [kept] = asked.siblings;
    await eventsOf(kept.run_id);
    const path = `/api/chat/messages/${kept.message_id}/keep`;
    const stranger = await portal.someone();
    expect((await stranger.post(path, { others: 'delete' })).status).toBe(404);
    expect((await ada.post(path, { others: 'nothing' })).status).toBe(400);
    expect((await ada.post(path, { others: 'delete' })).body).toEqual({ active_leaf_id: kept.message_id, removed: 2 });
    expect(await detail(asked.thread_id)).toMatchObject({
      message_count: 2,
      running: false,
      active_leaf_id: kept.message_id,
      model_used: 'qwen3:4b',
      messages: [{ role: 'user' }, { id: kept.message_id, compare_place: null }],
    });
    expect((await ada.post(path, { others: 'delete' })).body).toEqual({ active_leaf_id: kept.message_id, removed: 0 });
    expect((await ada.post('/api/chat', { prompt: 'and now?', thread_id: asked.thread_id })).status).toBe(200);
  });

  it('keeps all: they are versions of one answer, and the thread goes on from the chosen one', async () => {
    const asked = await compare({ ...pair, prompt: 'go' });
    await whenOver(asked);
    const [kept] = asked.siblings;
    const { body } = await ada.post(`/api/chat/messages/${kept.message_id}/keep`, { others: 'keep' });
    expect(body).toEqual({ active_leaf_id: kept.message_id, removed: 0 });
    expect(await placesOf(asked.thread_id)).toEqual([
      [FIRST, 'complete', null],
      ['qwen3:4b', 'complete', null],
    ]);
    portal.fake.clear();
    await ada.post('/api/chat', { prompt: 'next', thread_id: asked.thread_id });
    const next = (await detail(asked.thread_id)).messages.find(({ content }: Row) => content === 'next');
    expect(next.parent_id).toBe(kept.message_id);
  });
});
