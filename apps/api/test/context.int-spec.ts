import { scenarioText } from '@pocket-llm/fake-llm';
import { textOf, until } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ fake: { scenario: 'echo' }, env: { LLM_SILENCE_SECONDS: '1' } });
  ada = await portal.someone();
});
afterAll(() => portal.close());

const MODEL = 'gemma2:2b';
/** About 250 tokens, as the fake server and the portal count them. */
const long = (name: string) => `${name} ${'many words here '.repeat(60)}`;
const sent = () =>
  portal.fake.requests.filter(({ path }) => path === '/api/chat').at(-1)!.body as {
    messages: { content: string }[];
    truncate?: boolean;
  };
const model = async (): Promise<{ context_length: number; context_window: number | null; chars_per_token: number }> =>
  (await ada.get('/api/models')).body.find(({ name }: { name: string }) => name === MODEL);

async function conversation(turns: number, options: object): Promise<string> {
  let thread_id: string | undefined;
  for (let i = 0; i < turns; i++)
    thread_id = (
      await ada.post('/api/chat', { prompt: long(`turn ${i}`), thread_id, model: MODEL, options, cache: 'bypass' })
    ).body.thread_id;
  return thread_id!;
}

it('leaves out the oldest messages that do not fit, keeps system prompt and question, and says how many', async () => {
  const thread_id = await conversation(4, { num_ctx: 8192 });
  await ada.patch(`/api/chat/threads/${thread_id}`, { system_prompt: 'Never forget this.' });
  const stream = await ada.stream('/api/chat', {
    prompt: long('the question'),
    thread_id,
    model: MODEL,
    options: { num_ctx: 1200 },
    stream: true,
    cache: 'bypass',
  });
  const frames = stream[Symbol.asyncIterator]();
  const started = (await until(frames, 'started')).at(-1)!;
  await until(frames, 'done');
  const contents = sent().messages.map(({ content }) => content.slice(0, 12));
  expect(contents[0]).toBe('Never forget');
  expect(contents.at(-1)).toBe('the question');
  expect(started.data.dropped_messages).toBeGreaterThan(0);
  expect(contents).toHaveLength(1 + 8 - started.data.dropped_messages + 1);
  // The server would drop messages silently, so the request turns that off.
  expect(sent().truncate).toBe(false);
  const { messages } = (await ada.get(`/api/chat/threads/${thread_id}`)).body;
  expect(messages.at(-1)).toMatchObject({
    status: 'complete',
    context: { window: 1200, dropped_messages: started.data.dropped_messages },
  });
});

it('retries with fewer messages when the backend counts more tokens than estimated', async () => {
  const dense = 'x '.repeat(900); // Two characters per token: twice as many tokens as usual.
  let thread_id: string | undefined;
  for (let i = 0; i < 4; i++)
    thread_id = (
      await ada.post('/api/chat', {
        prompt: `${i} ${dense}`,
        thread_id,
        model: 'qwen3:4b',
        options: { num_ctx: 32_768, num_predict: 1 },
        cache: 'bypass',
      })
    ).body.thread_id;
  portal.fake.clear();
  const { status, body } = await ada.post('/api/chat', {
    prompt: 'short',
    thread_id,
    model: 'qwen3:4b',
    options: { num_ctx: 2048 },
    cache: 'bypass',
  });
  expect([status, body.response]).toEqual([200, 'short']);
  const { messages } = (await ada.get(`/api/chat/threads/${thread_id}`)).body;
  expect(messages.at(-1).context.dropped_messages).toBeGreaterThan(0);
});

it('a message that does not fit alone is rejected with both figures, and kept', async () => {
  const { status, body } = await ada.post('/api/chat', {
    prompt: long('too long').repeat(20),
    model: MODEL,
    options: { num_ctx: 512 },
    cache: 'bypass',
  });
  expect([status, body.code]).toEqual([400, 'llm.context-exceeded']);
  expect(body).toMatchObject({ context_tokens: 512, prompt_tokens: expect.any(Number) });
  expect(body.detail).toContain(String(body.prompt_tokens));
  expect((await ada.get(`/api/chat/threads/${body.thread_id}`)).body.messages[0].content).toContain('too long');
});

it('of a program’s conversation nothing is left out: the program is told that it is too long', async () => {
  const dev = await portal.someone('developer');
  const api = portal.anyone.withKey((await dev.post('/api/developer/api-keys', {})).body.key_value);
  // 4,096 tokens fit, and each is about 1,250.
  const texts = [0, 1, 2, 3, 4].map((i) => long(`turn ${i}`).repeat(5));
  const messages = texts.map((content, i) => ({ role: i % 2 ? 'assistant' : 'user', content }));
  const base = { model: MODEL, messages, max_tokens: 100 };
  portal.fake.clear();
  const chat = await api.post('/v1/chat/completions', base);
  expect([chat.status, chat.body.error.code]).toEqual([400, 'context_length_exceeded']);
  const message = await api.post('/v1/messages', { ...base, stream: true });
  // Claude Code looks for these words to summarise the conversation.
  expect([message.status, message.body.error.message]).toEqual([
    400,
    expect.stringMatching(/^prompt is too long: \d+ tokens > 4096 maximum/),
  ]);
  const response = { model: MODEL, input: messages, store: false };
  const refused = await api.post('/v1/responses', response);
  expect([refused.status, refused.body.error.code]).toEqual([400, 'context_length_exceeded']);
  const native = { model: MODEL, messages, stream: false };
  expect((await api.post('/ollama/api/chat', { ...native, truncate: false })).status).toBe(400);
  const [, asked] = /(\d+) tokens/.exec(chat.body.error.message as string) ?? [];
  expect(Number(asked)).toBeGreaterThan(4096);
  for (const { body } of portal.fake.requests.filter(({ path }) => path === '/api/chat'))
    expect(body!.messages).toHaveLength(5);
  // Who asks for it gets what fits, as from the originals.
  const cut = await api.post('/v1/responses', { ...response, truncation: 'auto' });
  expect([cut.status, cut.body.truncation, cut.body.output_text ?? textIn(cut.body)]).toEqual([200, 'auto', texts[4]]);
  expect((await api.post('/ollama/api/chat', native)).status).toBe(200);
  expect(sent().messages.length).toBeLessThan(5);
  // That answer is of a shorter question, so it was not kept for the whole one.
  expect((await api.post('/ollama/api/chat', { ...native, truncate: false })).status).toBe(400);
});

const textIn = ({ output }: { output: { content: { text: string }[] }[] }) => output[0]!.content[0]!.text;

it('models report their maximum context, the context in use, and measurements from here', async () => {
  await ada.post('/api/chat', { prompt: long('measure').repeat(3), model: MODEL, cache: 'bypass' });
  const seen = await model();
  expect(seen.context_length).toBe(8192);
  expect(seen.context_window).toBe(4096); // The context that the fake server has loaded it with.
  expect(seen.chars_per_token).toBeGreaterThan(1);
  await portal.sql(`UPDATE models SET options = '{"num_ctx": 2048}' WHERE name = $1`, [MODEL]);
  expect((await model()).context_window).toBe(2048);
});

it('gives up on a backend that stalls in mid-answer: the partial text is kept, and a retry works', async () => {
  portal.fake.setScenario('stall');
  const aborted = portal.fake.waitForAbort();
  const frames = await (await ada.stream('/api/chat', { prompt: 'stall', stream: true, cache: 'bypass' })).all();
  expect(frames.at(-1)).toMatchObject({
    event: 'error',
    data: { code: 'llm.failed', detail: expect.stringContaining('said nothing for 1 seconds') },
  });
  await aborted;
  const { messages } = (await ada.get(`/api/chat/threads/${frames.at(-1)!.data.thread_id}`)).body;
  expect(messages[1]).toMatchObject({ status: 'failed', content: textOf(frames) });
  expect(messages[1].content).not.toBe('');
  portal.fake.setScenario('hello');
  expect((await ada.post(`/api/chat/messages/${messages[1].id}/regenerate`, {})).body.response).toBe(
    scenarioText('hello'),
  );
});
