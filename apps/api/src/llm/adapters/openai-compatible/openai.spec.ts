import { scenarioText, startFakeLlm, type FakeLlm, type ScenarioName } from '@pocket-llm/fake-llm';
import type { PartReader } from '../../line-reader.js';
import { ask, collect, describeBackend } from '../../testing/llm.contract.js';
import { OpenAiCompatibleBackend } from './openai.backend.js';
import { OpenAiAnswerReader } from './openai.answer.js';
import { EventReader } from './sse-reader.js';
import { ToolCallAssembler } from './tool-call-assembler.js';

const MODEL = 'qwen3:4b';
const SECRET = 'sk-very-secret';
const TOOL = { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } };
const scenario = (name: ScenarioName, more: object = {}) => ask(MODEL, `scenario:${name} hi`, more);

describeBackend('openai', async () => {
  const fake = await startFakeLlm();
  const gone = await startFakeLlm();
  const [backend, outOfReach] = [
    new OpenAiCompatibleBackend(`${fake.url}/v1`),
    new OpenAiCompatibleBackend(`${gone.url}/v1/`),
  ];
  await gone.close();
  return {
    backend,
    outOfReach,
    plain: { request: ask('gemma2:2b', 'hi'), text: scenarioText('hello'), stopWord: 'today' },
    multibyte: { request: scenario('splitUtf8'), text: scenarioText('splitUtf8') },
    endless: scenario('endless'),
    thinking: {
      request: scenario('reasoningContent'),
      thought: 'The user wants to know what six times seven is. Six sevens are forty-two.',
      answer: scenarioText('thinking'),
    },
    toolCall: { request: scenario('toolCall', { tools: [TOOL] }), name: 'get_weather', arguments: { city: 'Paris' } },
    failing: scenario('errorBeforeFirst'),
    dying: scenario('silentEnd'),
    freed: async () => {
      await fake.waitForAbort();
      fake.clear();
    },
    close: async () => {
      await Promise.all([backend.close(), outOfReach.close()]);
      await fake.close();
    },
  };
});

describe('OpenAiCompatibleBackend', () => {
  let fake: FakeLlm;
  let backend: OpenAiCompatibleBackend;
  const play = (name: ScenarioName) => {
    fake.setScenario(name);
    return collect(backend, ask(MODEL, 'hi'));
  };

  beforeEach(async () => {
    fake = await startFakeLlm({ apiKey: SECRET });
    backend = new OpenAiCompatibleBackend(`${fake.url}/v1`, SECRET);
  });
  afterEach(async () => {
    await backend.close();
    await fake.close();
  });

  it.each([
    ['oom', 'llm.out-of-memory'],
    ['busy', 'llm.busy'],
    ['notFoundJson', 'model.not-pulled'],
    ['notFoundText', 'llm.unavailable'],
    ['errorMidStream', 'llm.failed'],
    ['silentEnd', 'llm.ended-early'],
    ['reset', 'llm.ended-early'],
  ] as const)('makes of %s the code %s', async (name, code) => {
    expect((await play(name)).code).toBe(code);
  });

  it.each(['thinking', 'rawThink'] as const)('separates reasoning from the answer in %s', async (name) => {
    const { thinking, text } = await play(name);
    expect(thinking).toContain('Six sevens');
    expect(text).toBe(scenarioText('thinking'));
  });

  it.each(['halfLine', 'twoLinesInOneWrite', 'splitUtf8', 'markdown', 'xss'] as const)(
    'reads %s byte for byte',
    async (name) => {
      expect((await play(name)).text).toBe(scenarioText(name));
    },
  );

  it('says that it hears of the server while a tool call grows, of which no part comes', async () => {
    let heard = 0;
    const request = ask(MODEL, 'scenario:toolCall hi', { tools: [TOOL] });
    const chunks = backend.chat(request, new AbortController().signal, () => void heard++);
    const { value } = await chunks[Symbol.asyncIterator]().next();
    expect([value?.type, heard > 0]).toEqual(['tool_calls', true]);
  });

  it('sends the conversation in OpenAI’s format, with the key in the header only', async () => {
    const messages = [
      { role: 'user' as const, content: 'What is it?', images: ['/9j/4AAQ'] },
      {
        role: 'assistant' as const,
        content: '',
        tool_calls: [{ id: 'c1', name: 'get_weather', arguments: { city: 'Oslo' } }],
      },
      { role: 'tool' as const, content: '3 °C', tool_call_id: 'c1', tool_name: 'get_weather' },
    ];
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };
    const options = { temperature: 0, top_k: 3, seed: 1, num_predict: 9, num_ctx: 2048, stop: ['!'] };
    await collect(backend, { model: MODEL, messages, options, tools: [TOOL], format: schema, think: false });
    const { body, headers } = await fake.waitForRequest();
    expect(headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(body).toEqual({
      model: MODEL,
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      top_k: 3,
      seed: 1,
      max_tokens: 9,
      stop: ['!'],
      tools: [{ type: 'function', function: TOOL }],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
      chat_template_kwargs: { enable_thinking: false },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,/9j/4AAQ' } },
          ],
        },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } }],
        },
        { role: 'tool', content: '3 °C', tool_call_id: 'c1' },
      ],
    });
  });

  it('reports a rejected key without repeating it', async () => {
    const wrong = new OpenAiCompatibleBackend(`${fake.url}/v1`, 'sk-wrong');
    const { error, code } = await collect(wrong, ask(MODEL, 'hi'));
    expect(code).toBe('llm.unavailable');
    expect(
      JSON.stringify([wrong.id, wrong.label, await wrong.health(), (error as { detail: string }).detail]),
    ).not.toContain('sk-wrong');
    await wrong.close();
  });

  it('guesses capabilities from names, because the protocol has none', async () => {
    fake.setModels([{ name: 'qwen2.5-vl' }, { name: 'nomic-embed-text' }, { name: 'llama3' }]);
    const models = await backend.models();
    expect(models.map(({ capabilities }) => capabilities)).toEqual([
      ['completion', 'tools', 'vision'],
      ['embedding'],
      ['completion', 'tools'],
    ]);
    expect(await backend.models()).toEqual(models);
    fake.setModels([]);
    expect(await backend.models()).toEqual([]);
  });

  it('embeds', async () => {
    const { vectors, input_tokens } = await backend.embed(
      { model: 'nomic-embed-text', input: ['a', 'b'] },
      new AbortController().signal,
    );
    expect(vectors.map((vector) => vector.length)).toEqual([8, 8]);
    expect(input_tokens).toBeGreaterThan(0);
  });

  it('is unhealthy when something else listens at the address', async () => {
    const other = new OpenAiCompatibleBackend(fake.url);
    expect(await other.health()).toMatchObject({ reachable: false, detail: expect.stringContaining('address') });
    await other.close();
  });
});

class Events extends EventReader<unknown> {
  protected event(event: unknown) {
    this.parts.push(event);
  }
  protected last() {
    this.parts.push('the last');
  }
}

function read<T>(reader: PartReader<T>, text: string): T[] {
  reader.push(Buffer.from(text));
  reader.end();
  return reader.parts;
}

describe('reading completions', () => {
  it('reads multi-line events, comments and every kind of line ending', () => {
    const text = ': ping\n\nevent: x\ndata: {"a":\ndata:1}\r\n\r\ndata: null\n\ndata: [DONE]';
    expect(read(new Events('It'), text)).toEqual([{ a: 1 }, null, 'the last']);
  });

  const answerOf = (text: string) => read(new OpenAiAnswerReader('It', (message) => new Error(String(message))), text);

  it('treats an answer with neither a finish reason nor [DONE] as interrupted', () => {
    const early = expect.objectContaining({ code: 'llm.ended-early' });
    expect(() => answerOf('data: {"choices":[{"delta":{"content":"a"}}]}\n\n')).toThrow(early);
    expect(() => answerOf('data: {"choi')).toThrow(early);
    expect(answerOf('data: {"choices":[{"delta":{"content":"a"},"finish_reason":"length"}]}\n\n')).toMatchObject([
      { text: 'a' },
      { finish_reason: 'length' },
    ]);
  });

  it('uses the timings llama.cpp adds', () => {
    const text =
      'data: {"choices":[{"delta":{},"finish_reason":"stop"}],"timings":{"prompt_ms":1.5,"predicted_ms":20}}\n\n';
    expect(answerOf(text)).toMatchObject([{ timings: { prompt_ms: 1.5, eval_ms: 20 } }]);
  });
});

describe('ToolCallAssembler', () => {
  it('joins fragments of several calls', () => {
    const calls = new ToolCallAssembler();
    calls.add([{ index: 0, id: 'a', function: { name: 'one', arguments: '{"x"' } }]);
    calls.add([{ index: 1, id: 'b', function: { name: 'two', arguments: '' } }]);
    calls.add([{ index: 0, function: { arguments: ':1}' } }]);
    expect(calls.finish()).toEqual([
      { id: 'a', name: 'one', arguments: { x: 1 } },
      { id: 'b', name: 'two', arguments: {} },
    ]);
  });

  it('keeps arguments that are not a JSON object, and generates ids', () => {
    const calls = new ToolCallAssembler();
    calls.add([{ function: { name: 'one', arguments: '{"x":' } }]);
    expect(calls.finish()).toEqual([
      { id: expect.stringMatching(/^call_/), name: 'one', arguments: { _raw: '{"x":' } },
    ]);
  });

  it('separates parallel calls that all have the same index', () => {
    const calls = new ToolCallAssembler();
    for (const [id, name] of [
      ['a', 'one'],
      ['b', 'two'],
    ])
      for (const part of [{ id, function: { name, arguments: '' } }, { function: { arguments: '{}' } }])
        calls.add([{ index: 0, ...part }]);
    expect(calls.finish().map(({ id, name }) => [id, name])).toEqual([
      ['a', 'one'],
      ['b', 'two'],
    ]);
  });

  it('takes a new id in every fragment for the same call', () => {
    const calls = new ToolCallAssembler();
    calls.add([{ index: 0, id: 'a', function: { name: 'one', arguments: '{"x"' } }]);
    calls.add([{ index: 0, id: 'b', function: { arguments: ':1}' } }]);
    expect(calls.finish()).toEqual([{ id: 'b', name: 'one', arguments: { x: 1 } }]);
  });

  it('separates whole calls without an index', () => {
    const calls = new ToolCallAssembler();
    calls.add([
      { id: 'a', function: { name: 'one', arguments: '{}' } },
      { id: 'b', function: { name: 'two', arguments: '{}' } },
    ]);
    expect(calls.finish().map(({ name }) => name)).toEqual(['one', 'two']);
  });
});
