import { scenarioText } from '@pocket-llm/fake-llm';
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

it('answers a chat completion in OpenAI’s form, and stores no thread', async () => {
  const { status, body } = await api.with(fresh).post('/v1/chat/completions', {
    model: MODEL,
    messages,
    temperature: 0.1,
    max_tokens: 99,
    stop: 'X',
    seed: 1,
    user: 'me',
    logit_bias: { 1: 2 },
    base_url: 'http://evil.example',
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    model: MODEL,
    choices: [{ index: 0, message: { role: 'assistant', content: scenarioText('hello') }, finish_reason: 'stop' }],
  });
  expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
  expect(sent()).toMatchObject({ options: { temperature: 0.1, num_predict: 99, stop: ['X'], seed: 1 } });
  expect(JSON.stringify(sent())).not.toMatch(/logit_bias|evil|"user":"me"/);
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

it('hands tools over and their calls back', async () => {
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

it('asks for JSON, and for JSON of a schema', async () => {
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

it('shows images that come along to a model that sees', async () => {
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

it('answers the same question from the cache, and heeds no-cache and no-store', async () => {
  const question = { model: MODEL, messages: [{ role: 'user', content: 'cache me' }] };
  await api.with({ 'cache-control': 'no-store' }).post('/v1/chat/completions', question);
  await api.post('/v1/chat/completions', question);
  await api.post('/v1/chat/completions', question);
  await api.with(fresh).post('/v1/chat/completions', question);
  expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(3);
});

it('a caller who hangs up ends the answer, streamed or not', async () => {
  for (const stream of [true, false]) {
    portal.fake.clear();
    portal.fake.setScenario('gated');
    const gone = new AbortController();
    const reply = fetch(`${portal.server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...fresh },
      body: JSON.stringify({ model: MODEL, messages, stream }),
      signal: gone.signal,
    }).catch(() => undefined);
    await portal.fake.waitForRequest();
    gone.abort();
    await portal.fake.waitForAbort();
    await reply;
  }
});

describe('errors have OpenAI’s shape', () => {
  it.each([
    ['no model of that name', { model: 'nope', messages }, 404, 'model_not_found', null],
    ['no messages', { model: MODEL, messages: [] }, 400, 'request.invalid', 'messages'],
    [
      'a wrong role',
      { model: MODEL, messages: [{ role: 'wizard', content: 'x' }] },
      400,
      'request.invalid',
      'messages.0.role',
    ],
    ['a temperature out of range', { model: MODEL, messages, temperature: 3 }, 400, 'request.invalid', 'temperature'],
    ['two answers at once', { model: MODEL, messages, n: 2 }, 400, 'request.invalid', 'n'],
    [
      'an image to be fetched',
      {
        model: MODEL,
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://169.254.169.254/' } }] }],
      },
      400,
      'request.invalid',
      'messages.0.content.0.image_url',
    ],
    [
      'a schema that is none',
      { model: MODEL, messages, response_format: { type: 'json_schema' } },
      400,
      'request.invalid',
      'response_format',
    ],
    [
      'a JSON Schema that is wrong',
      {
        model: MODEL,
        messages,
        response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'banana' } } },
      },
      400,
      'request.invalid',
      'response_format.json_schema.schema',
    ],
    [
      'a tool whose parameters are wrong',
      {
        model: MODEL,
        messages,
        tools: [{ type: 'function', function: { name: 'f', parameters: { properties: [] } } }],
      },
      400,
      'request.invalid',
      'tools.0.function.parameters',
    ],
    ['no object at all', [1], 400, 'request.invalid', null],
    ['half a JSON', '{"model":', 400, 'request.invalid', null],
    [
      'a context that is too small',
      { model: MODEL, messages: [{ role: 'user', content: 'many words '.repeat(4000) }] },
      400,
      'context_length_exceeded',
      null,
    ],
  ])('%s', async (_, question, status, code, param) => {
    const reply = await api.with(fresh).post('/v1/chat/completions', question);
    expect([reply.status, reply.body]).toEqual([
      status,
      { error: { message: expect.stringMatching(/\.$/), type: expect.stringMatching(/_error$/), param, code } },
    ]);
  });

  it('a fault in mid-answer is an error in the stream, never a silent end', async () => {
    portal.fake.setScenario('errorMidStream');
    const { body } = await api.with(fresh).post('/v1/chat/completions', { model: MODEL, messages, stream: true });
    expect(body).toMatch(/data: \{"error":\{"message":"[^"]+","type":"server_error"/);
    expect(body).not.toContain('"finish_reason":"stop"');
  });

  it('credentials: none, wrong, two different, without the role', async () => {
    const ask = (client: Client) => client.post('/v1/chat/completions', { model: MODEL, messages });
    expect((await ask(portal.anyone)).body.error.code).toBe('invalid_api_key');
    expect((await ask(portal.anyone.with({ authorization: 'Bearer pk_wrong' }))).status).toBe(401);
    expect((await ask(portal.anyone.withKey(key))).status).toBe(200);
    expect((await ask(api.withKey(key))).status).toBe(200);
    expect((await ask(api.withKey(`${key}x`))).status).toBe(400);
    expect((await ask(dev)).status).toBe(200);
    expect((await ask(await portal.someone())).status).toBe(403);
    const narrow = (await dev.post('/api/developer/api-keys', { scopes: ['models'] })).body.key_value;
    expect((await ask(portal.anyone.withKey(narrow))).body.error.type).toBe('permission_error');
    // Only below /v1 is a bearer token taken for a key.
    expect((await api.get('/api/models')).status).toBe(401);
  });
});

describe('usage', () => {
  it('counts what the backend counted, for keys and for the chat, by day, key and model', async () => {
    const owner = await portal.someone('developer');
    const made = (await owner.post('/api/developer/api-keys', { name: 'counted' })).body;
    const caller = portal.anyone.withKey(made.key_value).with(fresh);
    const first = (await caller.post('/v1/chat/completions', { model: MODEL, messages })).body.usage;
    const second = (await caller.post('/v1/chat/completions', { model: 'qwen3:4b', messages })).body.usage;
    const byHand = (await owner.post('/api/chat', { prompt: 'by hand', cache: 'bypass' })).body.usage;
    await owner.post('/api/chat', { prompt: 'by hand' });
    portal.fake.setScenario('errorMidStream');
    await caller.post('/v1/chat/completions', { model: MODEL, messages });
    const { rows, totals } = (await owner.get('/api/developer/usage')).body;
    const of = (key: string | null, model: string) =>
      rows.find((row: { key_name: string | null; model: string }) => row.key_name === key && row.model === model);
    expect(of('counted', MODEL)).toMatchObject({
      requests: 2,
      errors: 1,
      input_tokens: first.prompt_tokens,
      output_tokens: first.completion_tokens,
      day: new Date().toISOString().slice(0, 10),
    });
    expect(of('counted', 'qwen3:4b')).toMatchObject({ requests: 1, output_tokens: second.completion_tokens });
    expect(of(null, MODEL)).toMatchObject({ requests: 2, cache_hits: 1, output_tokens: byHand.output_tokens });
    expect(totals).toMatchObject({ requests: 5, errors: 1, cache_hits: 1 });
    const grouped = (await owner.get('/api/developer/usage?group_by=model')).body.rows;
    expect(
      grouped.map(({ model, day, api_key_id, requests }: Record<string, unknown>) => [
        model,
        day,
        api_key_id,
        requests,
      ]),
    ).toEqual([
      [MODEL, null, null, 4],
      ['qwen3:4b', null, null, 1],
    ]);
    expect((await owner.get('/api/developer/usage?from=2020-01-01&to=2020-01-02')).body).toMatchObject({
      rows: [],
      totals: { requests: 0 },
    });
    for (const wrong of ['group_by=user', 'from=yesterday', 'to=2020-13-01'])
      expect((await owner.get(`/api/developer/usage?${wrong}`)).status).toBe(400);
    expect((await (await portal.someone('developer')).get('/api/developer/usage')).body.rows).toEqual([]);
  });
});

describe('an answer under way ends within seconds', () => {
  const begin = async (owner: Person, secret: string) => {
    portal.fake.setScenario('gated');
    portal.fake.clear();
    const reply = portal.anyone
      .withKey(secret)
      .with(fresh)
      .post('/v1/chat/completions', { model: MODEL, messages, stream: true });
    await portal.fake.waitForRequest();
    portal.fake.release(1);
    return reply;
  };
  const cases: [string, (admin: Client, owner: Person, keyId: string) => Promise<unknown>, string][] = [
    [
      'when its key is revoked',
      (_, owner, keyId) => owner.delete(`/api/developer/api-keys/${keyId}`),
      'invalid_api_key',
    ],
    [
      'when its owner is demoted',
      (admin, owner) => admin.put(`/api/admin/users/${owner.id}/role`, { role: 'user' }),
      'auth.forbidden',
    ],
    [
      'when its owner is deactivated',
      (admin, owner) => admin.put(`/api/admin/users/${owner.id}/status`, { is_active: false }),
      'auth.account-inactive',
    ],
    [
      'when its model is disabled',
      () => portal.sql('UPDATE models SET is_enabled = false WHERE name = $1', [MODEL]),
      'model_not_found',
    ],
  ];
  it.each(cases)('%s', async (_, change, code) => {
    const [admin, owner] = [await portal.anyone.login('admin', 'admin123'), await portal.someone('developer')];
    const made = (await owner.post('/api/developer/api-keys', {})).body;
    const reply = begin(owner, made.key_value);
    await portal.fake.waitForRequest();
    const aborted = portal.fake.waitForAbort();
    await change(admin, owner, made.id);
    await aborted;
    const { body } = await reply;
    expect(body).toContain(`"code":"${code}"`);
    expect(body).toMatch(/data: \[DONE\]\n\n$/);
    await portal.sql('UPDATE models SET is_enabled = true');
  });
});
