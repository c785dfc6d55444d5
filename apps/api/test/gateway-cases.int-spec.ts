import { scenarioText, startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import type { Client, Reply } from './client.js';
import { startPortal, type Portal } from './portal.js';

// What clients in the field send, and what of it has to reach the backend. `portal.fake` is an Ollama, `other` a server
// of OpenAI's kind.

let portal: Portal;
let other: FakeLlm;
let api: Client;
beforeAll(async () => {
  other = await startFakeLlm({ models: [{ name: 'org/vllm-model' }] });
  portal = await startPortal({
    env: { OPENAI_BASE_URL: `${other.url}/v1` },
    fake: {
      models: [
        { name: 'plain', capabilities: ['completion', 'tools'] },
        { name: 'thinker', capabilities: ['completion', 'tools', 'thinking'] },
        { name: 'seeing', capabilities: ['completion', 'vision', 'tools'] },
        { name: 'coder:1.5b', capabilities: ['completion', 'insert'] },
        { name: 'embedder', capabilities: ['embedding'] },
      ],
    },
  });
  const dev = await portal.someone('developer');
  api = portal.anyone
    .withKey((await dev.post('/api/developer/api-keys', {})).body.key_value)
    .with({ 'cache-control': 'no-store' });
});
afterAll(async () => {
  await portal.close();
  await other.close();
});
beforeEach(() => {
  for (const fake of [portal.fake, other]) {
    fake.setScenario('hello');
    fake.clear();
  }
});

interface Sent {
  messages: Record<string, unknown>[];
  tools: { function: { parameters: unknown } }[];
  [field: string]: unknown;
}
const sentTo = (fake: FakeLlm, path: string): Sent =>
  fake.requests.filter((one) => one.path === path).at(-1)!.body as Sent;
const sent = (path = '/api/chat') => sentTo(portal.fake, path);
const chat = (body: object) => api.post('/v1/chat/completions', { model: 'plain', ...body });
const messages = [{ role: 'user', content: 'a' }];
const ignored = ({ headers }: Reply) => headers['x-pocket-ignored'];

describe('history as clients send it', () => {
  it.each([
    ['an assistant message with null', { role: 'assistant', content: null }, { role: 'assistant', content: '' }],
    ['a result that is null', { role: 'tool', tool_call_id: 'c1', content: null }, { role: 'tool', content: '' }],
    [
      'an empty list of calls',
      { role: 'assistant', content: 'x', tool_calls: [] },
      { role: 'assistant', content: 'x' },
    ],
    ['role developer', { role: 'developer', content: 'x' }, { role: 'system', content: 'x' }],
    [
      'parts',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'x' },
          { type: 'text', text: 'y' },
        ],
      },
      { content: 'x\ny' },
    ],
    ['a refusal', { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }, { content: 'no' }],
    [
      'thoughts',
      { role: 'assistant', content: 'x', reasoning_content: 'hm' },
      { role: 'assistant', content: 'x', thinking: 'hm' },
    ],
  ])('%s', async (_, message, expected) => {
    const { status } = await chat({ messages: [...messages, message, ...messages] });
    expect(status).toBe(200);
    expect(sent().messages[1]).toMatchObject(expected);
  });

  it.each([
    ['""', '', {}],
    ['a text', '{"x":1}', { x: 1 }],
    ['an object', { x: 1 }, { x: 1 }],
    ['nothing', undefined, {}],
    ['no JSON', '{"x":', { _raw: '{"x":' }],
  ])('arguments of a past call that are %s', async (_, given, expected) => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: given } };
    const past = [
      { role: 'assistant', content: '', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'r' },
    ];
    expect((await chat({ messages: [...messages, ...past] })).status).toBe(200);
    expect(sent().messages[1]).toMatchObject({ tool_calls: [{ function: { name: 'f', arguments: expected } }] });
    const ollama = { model: 'plain', stream: false, messages: [...messages, { ...past[0], tool_calls: [call] }] };
    expect((await api.post('/ollama/api/chat', ollama)).status).toBe(200);
    expect(sent().messages[1]).toMatchObject({ tool_calls: [{ function: { name: 'f', arguments: expected } }] });
  });

  it('arguments that are no JSON go back to a server of OpenAI’s kind as they were', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"x":' } };
    await chat({
      model: 'org/vllm-model',
      messages: [...messages, { role: 'assistant', content: null, tool_calls: [call] }],
    });
    expect(sentTo(other, '/v1/chat/completions').messages[1]).toMatchObject({
      tool_calls: [{ function: { arguments: '{"x":' } }],
    });
  });

  it('functions in their older form, there and back', async () => {
    portal.fake.setScenario('toolCall');
    const functions = [{ name: 'get_weather', parameters: { type: 'object', properties: {} } }];
    const first = await chat({ messages, functions, function_call: 'auto' });
    expect(first.body.choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
    });
    expect(sent().tools).toMatchObject([{ function: { name: 'get_weather' } }]);
    portal.fake.setScenario('hello');
    const past = [
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', name: 'f', content: 'r' },
    ];
    expect((await chat({ messages: [...messages, ...past], functions })).status).toBe(200);
    expect(sent().messages.slice(1)).toMatchObject([
      { role: 'assistant', tool_calls: [{ function: { name: 'f' } }] },
      { role: 'tool', tool_name: 'f', content: 'r' },
    ]);
    await chat({ model: 'org/vllm-model', messages: [...messages, ...past], functions });
    const [, call, result] = sentTo(other, '/v1/chat/completions').messages as [
      unknown,
      { tool_calls: { id: string }[] },
      { tool_call_id: string },
    ];
    expect(result.tool_call_id).toBe(call.tool_calls[0]!.id);
  });

  it('a picture whose base64 has line breaks, and a text file', async () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO\nRw0K\r\nGgo=' } },
      {
        type: 'file',
        file: { filename: 'a.txt', file_data: `data:text/plain;base64,${Buffer.from('Grüße').toString('base64')}` },
      },
    ];
    expect((await chat({ model: 'seeing', messages: [{ role: 'user', content }] })).status).toBe(200);
    expect(sent().messages[0]).toMatchObject({ images: ['iVBORw0KGgo='], content: expect.stringContaining('Grüße') });
  });

  it('max_tokens: -1, as clients of Ollama write "no limit"', async () => {
    expect((await chat({ messages, max_tokens: -1 })).status).toBe(200);
    expect(sent().options).not.toHaveProperty('num_predict');
  });
});

describe('parameters', () => {
  const everything = {
    messages,
    frequency_penalty: 0.5,
    presence_penalty: 0.25,
    min_p: 0.1,
    repetition_penalty: 1.1,
    reasoning_effort: 'low',
    parallel_tool_calls: false,
    tool_choice: 'required',
    tools: [{ type: 'function', function: { name: 'f' } }],
  };

  it('all of them reach a server that has them', async () => {
    const own = { logit_bias: { '1': -100 }, chat_template_kwargs: { enable_thinking: false, custom: 1 } };
    const reply = await chat({ model: 'org/vllm-model', ...everything, ...own });
    expect([reply.status, ignored(reply)]).toEqual([200, undefined]);
    expect(sentTo(other, '/v1/chat/completions')).toMatchObject({
      frequency_penalty: 0.5,
      presence_penalty: 0.25,
      min_p: 0.1,
      repeat_penalty: 1.1,
      repetition_penalty: 1.1,
      logit_bias: { '1': -100 },
      reasoning_effort: 'low',
      parallel_tool_calls: false,
      tool_choice: 'required',
      tools: [{ function: { name: 'f', parameters: { type: 'object' } } }],
      chat_template_kwargs: { custom: 1 },
    });
  });

  it('Ollama gets those that it has; a tool that must be called is emulated', async () => {
    const parameters = { type: 'object', properties: { x: { const: 1 } } };
    const tools = [{ type: 'function', function: { name: 'f', parameters } }];
    const { body } = await chat({ model: 'thinker', ...everything, tools });
    expect(body.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ function: { name: 'f', arguments: '{"x":1}' } }] },
    });
    expect(sent()).toMatchObject({
      think: 'low',
      options: { frequency_penalty: 0.5, presence_penalty: 0.25, min_p: 0.1, repeat_penalty: 1.1 },
      format: { properties: { name: { const: 'f' } } },
    });
  });

  it.each([
    ['logit_bias', { logit_bias: { '1': -100 } }],
    ['chat_template_kwargs', { chat_template_kwargs: { custom: 1 } }],
    ['logprobs', { logprobs: true }],
    ['n', { n: 9 }],
    ['audio', { audio: { voice: 'x' } }],
    ['tool_choice', { tools: everything.tools, tool_choice: { type: 'function', function: { name: 'g' } } }],
    ['tools.0.type', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
  ])('%s is refused by its name where it cannot be honoured', async (name, field) => {
    const { status, body } = await chat({ messages, ...field });
    expect([status, body.error.param, body.error.message]).toEqual([400, name, expect.stringContaining(name)]);
  });

  it('what only tunes is named in a header', async () => {
    const reply = await chat({
      messages,
      user: 'me',
      metadata: { a: 'b' },
      reasoning_effort: 'high',
      whatever: 1,
      'bad\nname': 1,
    });
    expect([reply.status, ignored(reply)]).toEqual([200, 'user, metadata, whatever, reasoning_effort']);
    const streamed = await chat({ messages, user: 'me', stream: true });
    expect(ignored(streamed)).toBe('user');
  });

  it('enable_thinking is known to every backend', async () => {
    await chat({ model: 'thinker', messages, chat_template_kwargs: { enable_thinking: false } });
    expect(sent().think).toBe(false);
  });

  it('a schema inside json_object counts', async () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };
    await chat({ messages, response_format: { type: 'json_object', schema } });
    expect(sent().format).toEqual(schema);
  });

  it('a loose tool schema is passed on as it is', async () => {
    const parameters = { type: 'object', properties: { q: { type: 'string', required: false } }, required: null };
    expect((await chat({ messages, tools: [{ type: 'function', function: { name: 'z', parameters } }] })).status).toBe(
      200,
    );
    expect(sent().tools[0]!.function.parameters).toEqual(parameters);
  });

  it('n answers are n questions, each with its index', async () => {
    const { body } = await chat({ messages, n: 3 });
    expect(body.choices.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2]);
    expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(3);
    expect(body.usage.completion_tokens % 3).toBe(0);
    const streamed = (await chat({ messages, n: 2, stream: true, stream_options: { include_usage: true } }))
      .body as string;
    const chunks = streamed
      .split('\n\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice(6)));
    const text = (index: number) =>
      chunks.map(({ choices: [choice] }) => (choice?.index === index ? (choice.delta.content ?? '') : '')).join('');
    expect([text(0), text(1)]).toEqual([scenarioText('hello'), scenarioText('hello')]);
  });

  it('the log line of a call shows which were sent', async () => {
    await chat({ messages, temperature: 0.5, stop: ['secret words'], seed: 3, tools: everything.tools });
    const admin = await portal.someone('admin');
    const { body } = await admin
      .get('/api/admin/logs?action=gateway.chat&limit=1')
      .then((reply) =>
        reply.status === 200 && reply.body.items?.length
          ? reply
          : admin.get('/api/admin/logs?q=chat%2Fcompletions&limit=5'),
      );
    expect(JSON.stringify(body)).toContain('"temperature":0.5');
    expect(JSON.stringify(body)).not.toContain('secret words');
  });
});

describe('raw text', () => {
  it('fill in the middle reaches Ollama as prompt and suffix', async () => {
    const prompt = '<|fim_prefix|>def f(<|fim_suffix|>):<|fim_middle|>';
    const { status, body } = await api.post('/v1/completions', {
      model: 'coder:1.5b',
      prompt,
      suffix: 'return',
      max_tokens: 20,
    });
    expect([status, body.object]).toEqual([200, 'text_completion']);
    expect(sent('/api/generate')).toMatchObject({ prompt, suffix: 'return', options: { num_predict: 20 } });
    expect(portal.fake.requests.some(({ path }) => path === '/api/chat')).toBe(false);
  });

  it('a prompt goes without a template', async () => {
    await api.post('/v1/completions', { model: 'plain', prompt: 'Once upon' });
    expect(sent('/api/generate')).toMatchObject({ prompt: 'Once upon', raw: true });
    await api.post('/v1/completions', { model: 'org/vllm-model', prompt: 'Once upon', suffix: 'the end' });
    expect(sentTo(other, '/v1/completions')).toMatchObject({ prompt: 'Once upon', suffix: 'the end' });
    await api.post('/ollama/api/generate', { model: 'plain', prompt: 'Once upon', raw: true, stream: false });
    expect(sent('/api/generate')).toMatchObject({ prompt: 'Once upon', raw: true });
  });

  it('a list of prompts gives a choice for each', async () => {
    portal.fake.setScenario('echo');
    const { body } = await api.post('/v1/completions', { model: 'plain', prompt: ['one', 'two'] });
    expect(body.choices.map(({ text, index }: { text: string; index: number }) => [index, text])).toEqual([
      [0, 'one'],
      [1, 'two'],
    ]);
  });

  it('a model that was not made for it is told so, and echo is refused', async () => {
    const fill = await api.post('/ollama/api/generate', { model: 'plain', prompt: 'a', suffix: 'b' });
    expect([fill.status, fill.body.error]).toEqual([400, expect.stringContaining('suffix')]);
    const echo = await api.post('/v1/completions', { model: 'plain', prompt: 'a', echo: true });
    expect([echo.status, echo.body.error.param]).toEqual([400, 'echo']);
  });

  it('Ollama’s generate: context goes and comes back; elsewhere it is refused', async () => {
    const first = await api.post('/ollama/api/generate', { model: 'plain', prompt: 'a', stream: false });
    expect(first.body.context).toEqual(expect.arrayContaining([expect.any(Number)]));
    await api.post('/ollama/api/generate', { model: 'plain', prompt: 'b', context: first.body.context, stream: false });
    expect(sent('/api/generate').context).toEqual(first.body.context);
    const elsewhere = await api.post('/ollama/api/generate', {
      model: 'org/vllm-model',
      prompt: 'b',
      context: [1],
      stream: false,
    });
    expect([elsewhere.status, elsewhere.body.error]).toEqual([400, expect.stringContaining('context')]);
    const plain = await api.post('/ollama/api/generate', {
      model: 'org/vllm-model',
      prompt: 'b',
      system: 's',
      stream: false,
    });
    expect(plain.body.response).toBe(scenarioText('hello'));
  });
});

describe("Anthropic's messages", () => {
  const ask = (body: object) => api.post('/v1/messages', { model: 'plain', max_tokens: 100, messages, ...body });

  it('thinking asked of a model that cannot is left out and named; levels are kept where it can', async () => {
    const reply = await ask({ thinking: { type: 'enabled', budget_tokens: 1024 } });
    expect([reply.status, ignored(reply)]).toEqual([200, 'thinking']);
    expect(sent()).not.toHaveProperty('think');
    await ask({ model: 'thinker', thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } });
    expect(sent().think).toBe('medium');
    await api.post('/ollama/api/chat', { model: 'thinker', messages, think: 'high', stream: false });
    expect(sent().think).toBe('high');
    expect(ignored(await api.post('/ollama/api/chat', { model: 'plain', messages, think: true, stream: false }))).toBe(
      'think',
    );
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
    expect(sent().messages.at(-1)).toMatchObject({ role: 'tool', images: ['iVBORw0KGgo='] });
    expect((await ask({ messages: shot() })).status).toBe(200);
    expect(sent().messages.at(-1)).toEqual({
      role: 'tool',
      tool_call_id: 't1',
      content: expect.stringContaining('image'),
    });
    expect(sent().messages[1]).toMatchObject({ thinking: 'hm', tool_calls: [{ function: { name: 'Read' } }] });
  });

  it('the mark of a failed result reaches the model as text', async () => {
    const failed = { type: 'tool_result', tool_use_id: 't1', content: 'no such file', is_error: true };
    await ask({ messages: [...shot().slice(0, 2), { role: 'user', content: [failed] }] });
    expect(sent().messages.at(-1)).toMatchObject({ content: 'Error:\nno such file' });
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
    expect(sent().messages).toMatchObject([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: expect.stringMatching(/Notes[^]*The key is 7\.[^]*Which\?/) },
    ]);
    const tool = await ask({ tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 8 }] });
    expect([tool.status, tool.body.error.message]).toEqual([400, expect.stringContaining('web_search_20250305')]);
    const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } };
    expect((await ask({ messages: [{ role: 'user', content: [pdf] }] })).body.error.message).toMatch(/pdf/);
  });

  it('says which stop sequence ended the answer', async () => {
    portal.fake.setScenario({ text: 'one two END three' });
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
    expect(sent().format).toEqual(schema);
    const { body } = await api.with({ 'anthropic-version': '2023-06-01' }).get('/v1/models');
    expect(body).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ type: 'model', display_name: 'coder:1.5b' })]),
      has_more: false,
    });
  });

  it('count_tokens counts, and says when it only estimates', async () => {
    const { status, body } = await api.post('/v1/messages/count_tokens', {
      model: 'plain',
      messages,
      system: 'Be brief.',
    });
    expect([status, body]).toEqual([200, { input_tokens: expect.any(Number), estimated: true }]);
    expect(body.input_tokens).toBeGreaterThan(0);
    const longer = await api.post('/v1/messages/count_tokens', {
      model: 'plain',
      messages: [{ role: 'user', content: 'a '.repeat(500) }],
    });
    expect(longer.body.input_tokens).toBeGreaterThan(body.input_tokens + 100);
    expect((await api.post('/v1/messages/count_tokens', { model: 'nope', messages })).status).toBe(404);
  });
});

describe("Ollama's API", () => {
  it('what a client reads first', async () => {
    const root = await portal.anyone.get('/ollama');
    expect([root.status, root.body]).toEqual([200, 'Ollama is running']);
    expect((await api.get('/ollama/api/version')).body).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    const { models } = (await api.get('/ollama/api/tags')).body;
    expect(models).toContainEqual(
      expect.objectContaining({
        name: 'plain:latest',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        size: expect.any(Number),
        details: expect.objectContaining({ format: 'gguf', family: expect.any(String) }),
        capabilities: ['completion', 'tools'],
      }),
    );
    const { body: card } = await api.post('/ollama/api/show', { name: 'plain' });
    expect(card).toMatchObject({ capabilities: ['completion', 'tools'], details: {}, model_info: expect.any(Object) });
    const architecture = card.model_info['general.architecture'];
    expect(card.model_info[`${architecture}.context_length`]).toBeGreaterThan(0);
    expect(card).not.toHaveProperty('tensors');
    const foreign = (await api.post('/ollama/api/show', { model: 'org/vllm-model' })).body;
    expect(foreign.model_info[`${foreign.model_info['general.architecture']}.context_length`]).toEqual(
      expect.any(Number),
    );
    await api.post('/ollama/api/chat', { model: 'plain', messages, stream: false });
    const admin = await portal.someone('admin');
    await admin.get('/api/admin/models');
    expect((await api.get('/ollama/api/ps')).body.models).toEqual(expect.any(Array));
  });

  it('echoes the model as it was written', async () => {
    expect((await api.post('/ollama/api/chat', { model: 'plain', messages, stream: false })).body.model).toBe('plain');
    expect((await chat({ messages })).body.model).toBe('plain');
  });

  it('embeddings, new and old', async () => {
    expect((await api.post('/ollama/api/embed', { model: 'embedder', input: [] })).body.embeddings).toEqual([]);
    expect((await api.post('/ollama/api/embeddings', { model: 'embedder', prompt: 'a' })).body.embedding).toHaveLength(
      8,
    );
    const tokens = await api.post('/v1/embeddings', { model: 'embedder', input: [1, 2] });
    expect([tokens.status, tokens.body.error.param]).toEqual([400, 'input']);
  });

  it('loading and unloading by an empty prompt is for admins', async () => {
    const load = { model: 'plain', prompt: '', stream: false };
    expect((await api.post('/ollama/api/generate', load)).status).toBe(403);
    const admin = await portal.someone('admin');
    const { key_value } = (await admin.post('/api/developer/api-keys', {})).body;
    const root = portal.anyone.withKey(key_value);
    expect((await root.post('/ollama/api/generate', load)).body).toMatchObject({
      done: true,
      done_reason: 'load',
      response: '',
    });
    const running = async () =>
      (await root.get('/ollama/api/ps')).body.models.map(({ name }: { name: string }) => name) as string[];
    expect(await running()).toContain('plain:latest');
    const unload = { model: 'plain', messages: [], keep_alive: 0 };
    expect((await root.post('/ollama/api/chat', unload)).body).toMatchObject({ done: true, done_reason: 'unload' });
    expect(await running()).not.toContain('plain:latest');
  });

  it('keep_alive: as long as the administrator allows', async () => {
    const ask = (keep_alive: unknown) =>
      api.post('/ollama/api/chat', { model: 'plain', messages, stream: false, keep_alive });
    expect(ignored(await ask('5m'))).toBeUndefined();
    expect(sent().keep_alive).toBe('5m');
    expect(ignored(await ask(-1))).toBe('keep_alive');
    expect(sent().keep_alive).toBe(1800);
    const admin = await portal.someone('admin');
    const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
    const { id } = models.find(({ name }) => name === 'plain:latest')!;
    expect((await admin.put(`/api/admin/models/${id}`, { options: { keep_alive: '2h' } })).status).toBe(200);
    expect(ignored(await ask('90m'))).toBeUndefined();
    expect(sent().keep_alive).toBe('90m');
    await ask('24h');
    expect(sent().keep_alive).toBe('2h');
    await ask(undefined);
    expect(sent().keep_alive).toBe('2h');
    await admin.put(`/api/admin/models/${id}`, { options: {} });
  });

  it('a model that was pulled a moment ago is there: what is missing is looked for afresh', async () => {
    expect((await chat({ model: 'fresh', messages })).status).toBe(404);
    portal.fake.setModels([{ name: 'plain', capabilities: ['completion', 'tools'] }, { name: 'fresh' }]);
    // One look a second, however many ask.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await chat({ model: 'fresh', messages })).status).toBe(200);
  });
});
