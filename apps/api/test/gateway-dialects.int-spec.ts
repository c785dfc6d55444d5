import { scenarioText } from '@pocket-llm/fake-llm';
import type { Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let api: Client;
beforeAll(async () => {
  portal = await startPortal();
  const dev = await portal.someone('developer');
  api = portal.anyone
    .withKey((await dev.post('/api/developer/api-keys', {})).body.key_value)
    .with({ 'cache-control': 'no-cache' });
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const MODEL = 'gemma2:2b';
const messages = [{ role: 'user', content: 'hi' }];
const sent = (to = '/api/chat') =>
  portal.fake.requests.filter(({ path }) => path === to).at(-1)!.body as {
    messages: object[];
    options: object;
    tools?: object[];
  };

describe("Anthropic's messages", () => {
  const ask = (more: object = {}) => api.post('/v1/messages', { model: MODEL, max_tokens: 64, messages, ...more });
  const events = (body: string) =>
    body
      .split('\n\n')
      .filter(Boolean)
      .map((frame) => JSON.parse(/^data: (.*)$/m.exec(frame)![1]!));

  it('not streamed: blocks, stop reason, usage; system prompt and options reach the model', async () => {
    const { status, body } = await ask({
      system: [{ type: 'text', text: 'Be brief.' }],
      temperature: 0.2,
      stop_sequences: ['END'],
      metadata: { user_id: 'x' },
    });
    expect([status, body]).toMatchObject([
      200,
      {
        type: 'message',
        role: 'assistant',
        model: MODEL,
        content: [{ type: 'text', text: scenarioText('hello') }],
        stop_reason: 'end_turn',
        usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
      },
    ]);
    expect(sent()).toMatchObject({
      messages: [{ role: 'system', content: 'Be brief.' }, messages[0]],
      // Where the answer stops is found here, because no backend says which of the texts it was.
      options: { temperature: 0.2, num_predict: 64 },
    });
    expect((await ask({ max_tokens: 2 })).body.stop_reason).toBe('max_tokens');
  });

  it('streamed: every block is opened and closed, thinking separate from text', async () => {
    portal.fake.setScenario('thinking');
    const { headers, body } = await ask({
      model: 'qwen3:4b',
      max_tokens: 999,
      stream: true,
      thinking: { type: 'enabled', budget_tokens: 100 },
    });
    expect(headers['content-type']).toContain('text/event-stream');
    const all = events(body);
    expect(all.map(({ type }) => type).filter((type, i, types) => type !== types[i - 1])).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(all.map(({ delta }) => delta?.text ?? '').join('')).toBe(scenarioText('thinking'));
    expect(all.map(({ delta }) => delta?.thinking ?? '').join('')).not.toBe('');
    expect(all.at(-2)).toMatchObject({
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: expect.any(Number) },
    });
  });

  it('tools: a call is a block of its own, and its result goes back', async () => {
    portal.fake.setScenario('toolCall');
    const tools = [
      {
        name: 'get_weather',
        description: 'now',
        input_schema: { type: 'object', properties: { city: { type: 'string' } } },
      },
    ];
    const { body } = await ask({ model: 'qwen3:4b', tools });
    expect(body.stop_reason).toBe('tool_use');
    const call = body.content.find(({ type }: { type: string }) => type === 'tool_use');
    expect(call).toMatchObject({ name: 'get_weather', input: expect.any(Object) });
    expect(sent().tools).toMatchObject([{ function: { name: 'get_weather', parameters: tools[0]!.input_schema } }]);
    const streamed = events((await ask({ model: 'qwen3:4b', tools, stream: true })).body);
    expect(JSON.parse(streamed.map(({ delta }) => delta?.partial_json ?? '').join(''))).toEqual(call.input);
    portal.fake.setScenario('hello');
    await ask({
      model: 'qwen3:4b',
      tools,
      messages: [
        ...messages,
        { role: 'assistant', content: body.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: '12 degrees' }] },
      ],
    });
    expect(sent().messages).toMatchObject([
      {},
      { role: 'assistant', tool_calls: [{}] },
      { role: 'tool', content: '12 degrees' },
    ]);
  });

  it('errors in Anthropic’s shape, before and during an answer', async () => {
    expect(await ask({ model: 'nope' })).toMatchObject({
      status: 404,
      body: {
        type: 'error',
        error: { type: 'not_found_error', message: expect.stringMatching(/\.$/) },
        request_id: expect.any(String),
      },
    });
    expect((await ask({ max_tokens: undefined })).body.error).toMatchObject({ type: 'invalid_request_error' });
    expect((await portal.anyone.post('/v1/messages', {})).body.error.type).toBe('authentication_error');
    portal.fake.setScenario('errorMidStream');
    const all = events((await ask({ stream: true })).body);
    expect(all.at(-1)).toMatchObject({ type: 'error', error: { type: expect.any(String) } });
    expect(all.map(({ type }) => type)).not.toContain('message_stop');
  });

  it('accepts inline images, never addresses', async () => {
    const image = (source: object) => ({
      model: 'llava:7b',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
    });
    await ask(image({ type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' }));
    expect(sent().messages).toEqual([{ role: 'user', content: 'What is it?', images: ['iVBORw0KGgo='] }]);
    expect((await ask(image({ type: 'url', url: 'http://169.254.169.254/' }))).status).toBe(400);
  });
});

describe("the read-only part of Ollama's API", () => {
  const lines = (body: string) =>
    body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('chat: streamed by default', async () => {
    const { headers, body } = await api.post('/ollama/api/chat', {
      model: MODEL,
      messages,
      options: { temperature: 0.5, num_ctx: 2048, num_gpu: 99 },
      keep_alive: -1,
    });
    expect(headers['content-type']).toBe('application/x-ndjson');
    const all = lines(body);
    expect(all.map(({ message }) => message.content).join('')).toBe(scenarioText('hello'));
    expect(all.at(-1)).toMatchObject({
      done: true,
      done_reason: 'stop',
      eval_count: expect.any(Number),
      total_duration: expect.any(Number),
    });
    expect(sent()).toMatchObject({ options: { temperature: 0.5, num_ctx: 2048 } });
    expect(JSON.stringify(sent())).not.toMatch(/num_gpu/);
    // Memory is everybody's: half an hour, where the administrator has not said otherwise.
    expect(sent()).toMatchObject({ keep_alive: 1800 });
    expect(headers['x-pocket-ignored']).toBe('options.num_gpu, keep_alive');
    expect((await api.post('/ollama/api/chat', { model: MODEL, messages, stream: false })).body).toMatchObject({
      message: { role: 'assistant', content: scenarioText('hello') },
      done: true,
    });
  });

  it('parses JSON whatever the content type, as Ollama does: curl -d sends a form type', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const { status, body } = await api
        .with({ 'content-type': type })
        .send('POST', '/ollama/api/chat', JSON.stringify({ model: MODEL, messages, stream: false }));
      expect([type, status, body.message?.content]).toEqual([type, 200, scenarioText('hello')]);
    }
    expect((await api.with({ 'content-type': 'text/plain' }).send('POST', '/ollama/api/chat', 'no JSON')).status).toBe(
      400,
    );
    expect(
      (
        await api
          .with({ 'content-type': 'text/plain' })
          .send('POST', '/v1/chat/completions', JSON.stringify({ model: MODEL, messages }))
      ).status,
    ).toBe(415);
  });

  it('generate, embed, tags, show', async () => {
    expect(
      lines((await api.post('/ollama/api/generate', { model: MODEL, prompt: 'Once', system: 'Brief.' })).body)
        .map(({ response }) => response)
        .join(''),
    ).toBe(scenarioText('hello'));
    expect(sent('/api/generate')).toMatchObject({ prompt: 'Once', system: 'Brief.' });
    expect(
      (await api.post('/ollama/api/embed', { model: 'nomic-embed-text', input: ['a', 'b'] })).body.embeddings,
    ).toHaveLength(2);
    expect((await api.get('/ollama/api/tags')).body.models.map(({ name }: { name: string }) => name)).toContain(MODEL);
    expect((await api.post('/ollama/api/show', { model: MODEL })).body).toMatchObject({
      capabilities: ['completion'],
      details: { parameter_size: '2.6B' },
    });
  });

  it('errors in Ollama’s shape, also during an answer', async () => {
    expect(await api.post('/ollama/api/chat', { model: 'nope', messages })).toMatchObject({
      status: 404,
      body: { error: expect.stringMatching(/\.$/) },
    });
    expect((await api.post('/ollama/api/chat', { model: MODEL, messages: 'x' })).status).toBe(400);
    portal.fake.setScenario('errorMidStream');
    expect(lines((await api.post('/ollama/api/chat', { model: MODEL, messages })).body).at(-1)).toEqual({
      error: expect.any(String),
    });
  });

  it('offers nothing that would change the model server', async () => {
    for (const [method, path] of [
      ['POST', 'pull'],
      ['POST', 'push'],
      ['POST', 'create'],
      ['POST', 'copy'],
      ['DELETE', 'delete'],
      ['POST', 'blobs/sha256:0'],
    ]) {
      expect([
        path,
        (await api.send(method!, `/ollama/api/${path}`, method === 'GET' ? undefined : { model: MODEL })).status,
      ]).toEqual([path, 404]);
    }
    expect(portal.fake.requests.filter(({ path }) => !['/api/tags', '/api/ps', '/api/show'].includes(path))).toEqual(
      [],
    );
  });
});
