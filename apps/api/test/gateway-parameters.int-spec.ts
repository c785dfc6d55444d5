import { scenarioText } from '@pocket-llm/fake-llm';
import { ignored, startWithTwoBackends, type TwoBackends } from './two-backends.js';

let world: TwoBackends;
beforeAll(async () => {
  world = await startWithTwoBackends();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const messages = [{ role: 'user', content: 'a' }];
const chat = (body: object) => world.api.post('/v1/chat/completions', { model: 'plain', ...body });

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
    expect(world.sentToOther()).toMatchObject({
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
    world.portal.fake.setScenario('thinking');
    const { body } = await chat({ model: 'thinker', ...everything, tools });
    expect(body.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ function: { name: 'f', arguments: '{"x":1}' } }] },
    });
    expect(world.sent()).toMatchObject({
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
    expect(world.sent().think).toBe(false);
  });

  it('a schema inside json_object counts', async () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };
    await chat({ messages, response_format: { type: 'json_object', schema } });
    expect(world.sent().format).toEqual(schema);
  });

  it('a loose tool schema is passed on as it is', async () => {
    const parameters = { type: 'object', properties: { q: { type: 'string', required: false } }, required: null };
    expect((await chat({ messages, tools: [{ type: 'function', function: { name: 'z', parameters } }] })).status).toBe(
      200,
    );
    expect(world.sent().tools[0]!.function.parameters).toEqual(parameters);
  });

  it('n answers are n questions, each with its index', async () => {
    const { body } = await chat({ messages, n: 3 });
    expect(body.choices.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2]);
    expect(world.portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(3);
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
    const roles = chunks.flatMap(({ choices: [choice] }) => (choice?.delta.role ? [choice.index] : []));
    expect(roles).toEqual([0, 1]);
    const cached = world.api.with({ 'cache-control': '' });
    world.portal.fake.clear();
    await cached.post('/v1/completions', { model: 'plain', prompt: ['x', 'y'], n: 2 });
    expect(world.portal.fake.requests.filter(({ path }) => path === '/api/generate')).toHaveLength(4);
  });

  it('the log line of a call shows which were sent', async () => {
    await chat({ messages, temperature: 0.5, stop: ['secret words'], seed: 3, tools: everything.tools });
    const admin = await world.portal.someone('admin');
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
    const { status, body } = await world.api.post('/v1/completions', {
      model: 'coder:1.5b',
      prompt,
      suffix: 'return',
      max_tokens: 20,
    });
    expect([status, body.object]).toEqual([200, 'text_completion']);
    expect(world.sent('/api/generate')).toMatchObject({ prompt, suffix: 'return', options: { num_predict: 20 } });
    expect(world.portal.fake.requests.some(({ path }) => path === '/api/chat')).toBe(false);
  });

  it('a prompt goes without a template', async () => {
    await world.api.post('/v1/completions', { model: 'plain', prompt: 'Once upon' });
    expect(world.sent('/api/generate')).toMatchObject({ prompt: 'Once upon', raw: true });
    await world.api.post('/v1/completions', { model: 'org/vllm-model', prompt: 'Once upon', suffix: 'the end' });
    expect(world.sentToOther('/v1/completions')).toMatchObject({ prompt: 'Once upon', suffix: 'the end' });
    await world.api.post('/ollama/api/generate', { model: 'plain', prompt: 'Once upon', raw: true, stream: false });
    expect(world.sent('/api/generate')).toMatchObject({ prompt: 'Once upon', raw: true });
  });

  it('a list of prompts gives a choice for each', async () => {
    world.portal.fake.setScenario('echo');
    const { body } = await world.api.post('/v1/completions', { model: 'plain', prompt: ['one', 'two'] });
    expect(body.choices.map(({ text, index }: { text: string; index: number }) => [index, text])).toEqual([
      [0, 'one'],
      [1, 'two'],
    ]);
  });

  it('a model that was not made for it is told so, and echo is refused', async () => {
    const fill = await world.api.post('/ollama/api/generate', { model: 'plain', prompt: 'a', suffix: 'b' });
    expect([fill.status, fill.body.error]).toEqual([400, expect.stringContaining('suffix')]);
    const echo = await world.api.post('/v1/completions', { model: 'plain', prompt: 'a', echo: true });
    expect([echo.status, echo.body.error.param]).toEqual([400, 'echo']);
  });

  it('Ollama’s generate: context goes and comes back; elsewhere it is refused', async () => {
    const first = await world.api.post('/ollama/api/generate', { model: 'plain', prompt: 'a', stream: false });
    expect(first.body.context).toEqual(expect.arrayContaining([expect.any(Number)]));
    await world.api.post('/ollama/api/generate', {
      model: 'plain',
      prompt: 'b',
      context: first.body.context,
      stream: false,
    });
    expect(world.sent('/api/generate').context).toEqual(first.body.context);
    const elsewhere = await world.api.post('/ollama/api/generate', {
      model: 'org/vllm-model',
      prompt: 'b',
      context: [1],
      stream: false,
    });
    expect([elsewhere.status, elsewhere.body.error]).toEqual([400, expect.stringContaining('context')]);
    const plain = await world.api.post('/ollama/api/generate', {
      model: 'org/vllm-model',
      prompt: 'b',
      system: 's',
      stream: false,
    });
    expect(plain.body.response).toBe(scenarioText('hello'));
  });
});
