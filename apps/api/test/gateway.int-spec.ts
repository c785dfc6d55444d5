import { scenarioText } from '@pocket-llm/fake-llm';
import { ModelRepository } from '../src/modules/models/model.repository.js';
import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let dev: Person;
let key: string;
let api: Client;
beforeAll(async () => {
  portal = await startPortal();
  dev = await portal.someone('developer');
  key = (await dev.post('/api/developer/api-keys', {})).body.key_value;
  api = portal.anyone.with({ authorization: `Bearer ${key}` });
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const MODEL = 'gemma2:2b';
const messages = [{ role: 'user', content: 'hi' }];
const fresh = { 'cache-control': 'no-cache' };
const sent = () =>
  portal.fake.requests.filter(({ path }) => path === '/api/chat').at(-1)!.body as Record<string, unknown>;

it('answers a chat completion in OpenAI’s format, and stores no thread', async () => {
  const { status, body, headers } = await api.with(fresh).post('/v1/chat/completions', {
    model: MODEL,
    messages,
    temperature: 0.1,
    max_tokens: 99,
    stop: 'X',
    seed: 1,
    user: 'me',
    base_url: 'http://evil.example',
  });
  expect(status).toBe(200);
  expect(headers['x-pocket-ignored']).toBe('user, base_url');
  expect(body).toMatchObject({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    model: MODEL,
    choices: [{ index: 0, message: { role: 'assistant', content: scenarioText('hello') }, finish_reason: 'stop' }],
  });
  expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
  expect(sent()).toMatchObject({ options: { temperature: 0.1, num_predict: 99, stop: ['X'], seed: 1 } });
  expect(JSON.stringify(sent())).not.toMatch(/evil|"user":"me"/);
  expect((await dev.get('/api/chat/threads')).body).toEqual([]);
});

it('streams it, usage included, and ends with [DONE]', async () => {
  const { body, headers } = await api
    .with(fresh)
    .post('/v1/chat/completions', { model: MODEL, messages, stream: true, stream_options: { include_usage: true } });
  expect(headers['content-type']).toContain('text/event-stream');
  const lines = (body as string)
    .split('\n\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6));
  expect(lines.at(-1)).toBe('[DONE]');
  const chunks = lines.slice(0, -1).map((line) => JSON.parse(line));
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(scenarioText('hello'));
  expect(chunks[0].choices[0].delta.role).toBe('assistant');
  expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
});

it('passes tools to the model and their calls back', async () => {
  portal.fake.setScenario('toolCall');
  const tools = [
    {
      type: 'function',
      function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    },
  ];
  const { body } = await api.with(fresh).post('/v1/chat/completions', { model: 'qwen3:4b', messages, tools });
  const [choice] = body.choices;
  expect(choice).toMatchObject({
    finish_reason: 'tool_calls',
    message: {
      content: null,
      tool_calls: [{ type: 'function', function: { name: 'get_weather', arguments: expect.any(String) } }],
    },
  });
  expect(JSON.parse(choice.message.tool_calls[0].function.arguments)).toEqual(expect.any(Object));
  portal.fake.setScenario('hello');
  const conversation = [
    ...messages,
    choice.message,
    { role: 'tool', tool_call_id: choice.message.tool_calls[0].id, content: '12 degrees' },
  ];
  expect(
    (await api.with(fresh).post('/v1/chat/completions', { model: 'qwen3:4b', messages: conversation, tools })).status,
  ).toBe(200);
  expect(sent().messages).toMatchObject([
    {},
    { tool_calls: [{ function: { name: 'get_weather' } }] },
    { role: 'tool', content: '12 degrees' },
  ]);
});

it('supports JSON mode and JSON Schema', async () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } } };
  await api
    .with(fresh)
    .post('/v1/chat/completions', { model: MODEL, messages, response_format: { type: 'json_object' } });
  expect(sent().format).toBe('json');
  await api.with(fresh).post('/v1/chat/completions', {
    model: MODEL,
    messages,
    response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
  });
  expect(sent().format).toEqual(schema);
});

it('passes inline images to a vision model', async () => {
  const image = 'iVBORw0KGgo=';
  await api.with(fresh).post('/v1/chat/completions', {
    model: 'llava:7b',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
        ],
      },
    ],
  });
  expect(sent().messages).toEqual([{ role: 'user', content: 'What is this?', images: [image] }]);
});

it('text completions, embeddings, models', async () => {
  expect((await api.with(fresh).post('/v1/completions', { model: MODEL, prompt: 'Once' })).body).toMatchObject({
    object: 'text_completion',
    choices: [{ text: scenarioText('hello') }],
  });
  const { body } = await api.post('/v1/embeddings', { model: 'nomic-embed-text', input: ['a', 'b'] });
  expect(body).toMatchObject({
    object: 'list',
    data: [{ index: 0, object: 'embedding' }, { index: 1 }],
    usage: { prompt_tokens: expect.any(Number) },
  });
  const coded = (await api.post('/v1/embeddings', { model: 'nomic-embed-text', input: 'a', encoding_format: 'base64' }))
    .body.data[0].embedding;
  const floats = new Float32Array(new Uint8Array(Buffer.from(coded, 'base64')).buffer);
  expect([...floats].map((value) => value.toFixed(4))).toEqual(
    body.data[0].embedding.map((value: number) => value.toFixed(4)),
  );
  const list = (await api.get('/v1/models')).body;
  expect(list.data.find(({ id }: { id: string }) => id === MODEL)).toMatchObject({
    object: 'model',
    owned_by: 'ollama',
  });
  expect((await api.get(`/v1/models/${encodeURIComponent(MODEL)}`)).body.id).toBe(MODEL);
});

it('answers the same question from the cache, and obeys no-cache and no-store', async () => {
  const question = { model: MODEL, messages: [{ role: 'user', content: 'cache me' }] };
  await api.with({ 'cache-control': 'no-store' }).post('/v1/chat/completions', question);
  await api.post('/v1/chat/completions', question);
  await api.post('/v1/chat/completions', question);
  await api.with(fresh).post('/v1/chat/completions', question);
  expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(3);
});

it.each([
  ['/v1/chat/completions', { messages }],
  ['/v1/completions', { prompt: 'hi' }],
  ['/v1/messages', { messages, max_tokens: 64 }],
  ['/ollama/api/chat', { messages }],
  ['/ollama/api/generate', { prompt: 'hi' }],
])('F3: a caller of %s who hangs up ends the answer, streamed or not', async (path, asked) => {
  for (const stream of [true, false]) {
    portal.fake.clear();
    portal.fake.setScenario('gated');
    const gone = new AbortController();
    const reply = fetch(`${portal.server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...fresh },
      body: JSON.stringify({ model: MODEL, ...asked, stream }),
      signal: gone.signal,
    }).catch(() => undefined);
    await portal.fake.waitForRequest();
    gone.abort();
    await portal.fake.waitForAbort();
    await reply;
  }
});

it('a model that another process has just found can be asked at once', async () => {
  const models = portal.server.app.get(ModelRepository, { strict: false });
  await api.get('/v1/models'); // All are in the table now.
  await portal.sql('CREATE TABLE found AS SELECT * FROM models');
  await portal.sql('DELETE FROM models');
  models.forget();
  expect((await models.known()).size).toBe(0);
  await portal.sql('INSERT INTO models SELECT * FROM found');
  expect((await api.post('/v1/chat/completions', { model: MODEL, messages })).status).toBe(200);
});
