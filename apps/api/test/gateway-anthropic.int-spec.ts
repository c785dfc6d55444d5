import { ignored, startWithTwoBackends, type TwoBackends } from './two-backends.js';

let world: TwoBackends;
beforeAll(async () => {
  world = await startWithTwoBackends();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const messages = [{ role: 'user', content: 'a' }];

describe("Anthropic's messages", () => {
  const ask = (body: object) => world.api.post('/v1/messages', { model: 'plain', max_tokens: 100, messages, ...body });

  it('thinking asked of a model that cannot is left out and named; levels are kept where it can', async () => {
    const reply = await ask({ thinking: { type: 'enabled', budget_tokens: 1024 } });
    expect([reply.status, ignored(reply)]).toEqual([200, 'thinking']);
    expect(world.sent()).not.toHaveProperty('think');
    await ask({ model: 'thinker', thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } });
    expect(world.sent().think).toBe('medium');
    await world.api.post('/ollama/api/chat', { model: 'thinker', messages, think: 'high', stream: false });
    expect(world.sent().think).toBe('high');
    expect(
      ignored(await world.api.post('/ollama/api/chat', { model: 'plain', messages, think: true, stream: false })),
    ).toBe('think');
  });

  it('a stream begins with the tokens of the prompt', async () => {
    const { body } = await ask({ stream: true });
    const [, start] = /data: (.*message_start.*)/.exec(body as string)!;
    expect(JSON.parse(start!).message.usage.input_tokens).toBeGreaterThan(0);
  });

  it('examples of a tool reach the model; strict reaches a server that has it, and is named elsewhere', async () => {
    const input_schema = { type: 'object' };
    const tools = [{ name: 'f', description: 'Does.', input_schema, strict: true, input_examples: [{ x: 1 }] }];
    const reply = await ask({ tools });
    expect([reply.status, ignored(reply)]).toEqual([200, 'tools.strict']);
    const told = { name: 'f', description: 'Does.\n\nExamples of its input:\n{"x":1}', parameters: input_schema };
    expect(world.sent().tools).toEqual([{ type: 'function', function: told }]);
    expect(ignored(await ask({ tools, model: 'org/vllm-model' }))).toBeUndefined();
    expect(world.sentToOther().tools).toEqual([{ type: 'function', function: { ...told, strict: true } }]);
    for (const strict of [true, false]) {
      const fn = { name: 'f', parameters: input_schema, strict };
      const body = { model: 'plain', messages, tools: [{ type: 'function', function: fn }] };
      expect(ignored(await world.api.post('/v1/chat/completions', body))).toBe(strict ? 'tools.strict' : undefined);
    }
  });

  const shot = (more: object = {}) => [
    ...messages,
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: '' },
        { type: 'tool_use', id: 't1', name: 'Read', input: { p: 'a.png' } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 't1',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }],
          ...more,
        },
      ],
    },
  ];

  it('a picture in a result reaches a model that sees; another one reads that it was there', async () => {
    expect((await ask({ model: 'seeing', messages: shot() })).status).toBe(200);
    expect(world.sent().messages.at(-1)).toMatchObject({ role: 'tool', images: ['iVBORw0KGgo='] });
    expect((await ask({ messages: shot() })).status).toBe(200);
    expect(world.sent().messages.at(-1)).toEqual({
      role: 'tool',
      tool_call_id: 't1',
      tool_name: 'Read',
      content: expect.stringContaining('image'),
    });
    expect(world.sent().messages[1]).toMatchObject({ thinking: 'hm', tool_calls: [{ function: { name: 'Read' } }] });
  });

  it('the mark of a failed result reaches the model as text', async () => {
    const failed = { type: 'tool_result', tool_use_id: 't1', content: 'no such file', is_error: true };
    await ask({ messages: [...shot().slice(0, 2), { role: 'user', content: [failed] }] });
    expect(world.sent().messages.at(-1)).toMatchObject({ content: 'Error:\nno such file' });
  });

  it('a document’s text is used, the system’s too, and a server tool is refused by name', async () => {
    const document = {
      type: 'document',
      title: 'Notes',
      source: { type: 'text', media_type: 'text/plain', data: 'The key is 7.' },
    };
    await ask({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [document, { type: 'text', text: 'Which?' }] },
      ],
    });
    expect(world.sent().messages).toMatchObject([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: expect.stringMatching(/Notes[^]*The key is 7\.[^]*Which\?/) },
    ]);
    const tool = await ask({ tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 8 }] });
    expect([tool.status, tool.body.error.message]).toEqual([400, expect.stringContaining('web_search_20250305')]);
    const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } };
    expect((await ask({ messages: [{ role: 'user', content: [pdf] }] })).body.error.message).toMatch(/pdf/);
  });

  it('says which stop sequence ended the answer', async () => {
    world.portal.fake.setScenario({ text: 'one two END three' });
    const whole = await ask({ stop_sequences: ['END'] });
    expect(whole.body).toMatchObject({
      stop_reason: 'stop_sequence',
      stop_sequence: 'END',
      content: [{ text: 'one two ' }],
    });
    const { body } = await ask({ stop_sequences: ['END'], stream: true });
    expect(body).toContain('"stop_sequence":"END"');
    expect((await ask({ stop_sequences: ['nowhere'] })).body).toMatchObject({
      stop_reason: 'end_turn',
      stop_sequence: null,
    });
  });

  it('a tool that must be called, a schema for the answer, the models and the request id', async () => {
    const tools = [{ name: 'f', input_schema: { type: 'object' } }];
    const called = await ask({ tools, tool_choice: { type: 'tool', name: 'f' } });
    expect(called.body).toMatchObject({ stop_reason: 'tool_use', content: [{ type: 'tool_use', name: 'f' }] });
    expect(called.headers['request-id']).toBe(called.headers['x-request-id']);
    const schema = { type: 'object', properties: {} };
    await ask({ output_config: { format: { type: 'json_schema', schema } } });
    expect(world.sent().format).toEqual(schema);
    const { body } = await world.api.with({ 'anthropic-version': '2023-06-01' }).get('/v1/models');
    expect(body).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ type: 'model', display_name: 'coder:1.5b' })]),
      has_more: false,
    });
  });

  it('count_tokens counts, and says when it only estimates', async () => {
    const { status, body } = await world.api.post('/v1/messages/count_tokens', {
      model: 'plain',
      messages,
      system: 'Be brief.',
    });
    expect([status, body]).toEqual([200, { input_tokens: expect.any(Number), estimated: true }]);
    expect(body.input_tokens).toBeGreaterThan(0);
    const longer = await world.api.post('/v1/messages/count_tokens', {
      model: 'plain',
      messages: [{ role: 'user', content: 'a '.repeat(500) }],
    });
    expect(longer.body.input_tokens).toBeGreaterThan(body.input_tokens + 100);
    expect((await world.api.post('/v1/messages/count_tokens', { model: 'nope', messages })).status).toBe(404);
  });

  it('the models’ addresses, which OpenAI has too, answer its clients in its own shapes', async () => {
    const client = world.api.with({ 'anthropic-version': '2023-06-01' });
    for (const path of ['/v1/models', '/v1/models/plain', '/v1/models/nowhere']) {
      const { headers } = await client.get(path);
      expect([path, headers['request-id']]).toEqual([path, headers['x-request-id']]);
    }
    expect((await client.get('/v1/models/nowhere')).body).toEqual({
      type: 'error',
      error: { type: 'not_found_error', message: expect.stringContaining('nowhere') },
      request_id: expect.any(String),
    });
    const stranger = world.portal.anyone.with({ 'anthropic-version': '2023-06-01', 'x-api-key': 'nobody' });
    expect((await stranger.get('/v1/models')).body).toMatchObject({ error: { type: 'authentication_error' } });
    expect((await world.api.get('/v1/models/nowhere')).body.error).toMatchObject({ code: 'model_not_found' });
  });
});

describe('a key that is none', () => {
  it.each([
    ['x-api-key', 'sk-ant-api03-abc'],
    ['x-api-key', 'pk_short'],
    ['x-api-key', ''],
    ['x-api-key', 'two words'],
    ['authorization', 'Bearer sk-proj-abc'],
    ['authorization', 'Bearer ollama'],
    ['authorization', 'Bearer pk_short'],
    ['authorization', 'Bearer '],
    ['authorization', 'Bearer no key at all'],
  ])('is told as a key, not as a session: %s: %s', async (header, value) => {
    const stranger = world.portal.anyone.with({ [header]: value });
    const replies = await Promise.all([
      stranger.post('/v1/messages', { model: 'plain', max_tokens: 9, messages }),
      stranger.post('/v1/chat/completions', { model: 'plain', messages }),
      stranger.get('/ollama/api/tags'),
    ]);
    for (const { status, body } of replies)
      expect([status, JSON.stringify(body)]).toEqual([401, expect.stringMatching(/The API key is not valid/)]);
  });

  it('a session’s token that has ended is told as one', async () => {
    const { body } = await world.portal.anyone
      .with({ authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl' })
      .get('/v1/models');
    expect(body.error.message).toMatch(/token/);
  });
});
