import { scenarioText, startFakeLlm, type FakeLlm, type ScenarioName } from '@pocket-llm/fake-llm';
import { ask, collect, describeBackend } from '../../testing/llm.contract.js';
import { OllamaBackend } from './ollama.backend.js';

const MODEL = 'qwen3:4b';
const TOOL = { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } };
const scenario = (name: ScenarioName, more: object = {}) => ask(MODEL, `scenario:${name} hi`, more);

describeBackend('ollama', async () => {
  const fake = await startFakeLlm();
  const gone = await startFakeLlm();
  const [backend, outOfReach] = [new OllamaBackend(fake.url), new OllamaBackend(gone.url)];
  await gone.close();
  return {
    backend,
    outOfReach,
    plain: { request: ask('gemma2:2b', 'hi'), text: scenarioText('hello'), stopWord: 'today' },
    multibyte: { request: scenario('splitUtf8'), text: scenarioText('splitUtf8') },
    endless: scenario('endless'),
    thinking: {
      request: scenario('thinking'),
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

describe('OllamaBackend', () => {
  let fake: FakeLlm;
  let backend: OllamaBackend;
  const play = (name: ScenarioName, model = MODEL) => {
    fake.setScenario(name);
    return collect(backend, ask(model, 'hi'));
  };

  beforeEach(async () => {
    fake = await startFakeLlm();
    backend = new OllamaBackend(fake.url);
  });
  afterEach(async () => {
    await backend.close();
    await fake.close();
  });

  it.each([
    ['oom', 'llm.out-of-memory', /smaller model/],
    ['busy', 'llm.busy', /Try again/],
    ['errorBeforeFirst', 'llm.failed', /administrator/],
    ['nestedError', 'llm.context-exceeded', /longer than/],
    ['notFoundJson', 'model.not-pulled', /ollama pull qwen3:4b/],
    ['notFoundText', 'llm.unavailable', /address/],
    ['errorMidStream', 'llm.failed', /administrator/],
    ['silentEnd', 'llm.ended-early', /Ask again/],
    ['reset', 'llm.ended-early', /Ask again/],
    ['contentLengthLie', 'llm.ended-early', /Ask again/],
    ['hugeLineNoNewline', 'llm.failed', /line without an end/],
  ] as const)('makes of %s the code %s and says what to do', async (name, code, advice) => {
    const { error } = await play(name);
    expect(error).toMatchObject({ code, detail: expect.stringMatching(advice) });
  });

  it.each(['errorMidStream', 'silentEnd', 'reset', 'contentLengthLie', 'hugeLineNoNewline'] as const)(
    'keeps the text before %s',
    async (name) => {
      expect((await play(name)).text).toBe('Hello! How');
    },
  );

  it('never repeats internal messages of the backend', async () => {
    const { error } = await play('errorBeforeFirst');
    expect((error as { detail: string }).detail).not.toContain('runner');
  });

  it.each([
    ['tools', ask('gemma2:2b', 'hi', { tools: [TOOL] })],
    ['thinking', ask('gemma2:2b', 'hi', { think: true })],
    ['images', { model: 'gemma2:2b', messages: [{ role: 'user' as const, content: 'hi', images: ['aGk='] }] }],
  ])('says that a model cannot do %s', async (_, request) => {
    expect((await collect(backend, request)).code).toBe('llm.unsupported');
  });

  it('passes on why a request was rejected', async () => {
    const { error } = await collect(backend, ask(MODEL, 'hi', { keep_alive: 'soon' }));
    expect(error).toMatchObject({ code: 'llm.rejected', detail: expect.stringContaining('invalid duration') });
  });

  it.each(['halfLine', 'twoLinesInOneWrite', 'splitUtf8', 'markdown', 'xss', 'long', 'missingMetrics'] as const)(
    'reads %s byte for byte',
    async (name) => {
      const { text, done } = await play(name);
      const expected = scenarioText(name);
      // A failed comparison of 200 KB would print all of it.
      expect([text.length, text === expected]).toEqual([expected.length, true]);
      expect(done).toHaveLength(1);
    },
  );

  it('survives bytes that are not UTF-8', async () => {
    const { text, done } = await play('invalidUtf8');
    expect(text).toContain('\uFFFD');
    expect(done).toHaveLength(1);
  });

  it('counts 0 and no times when the backend sent no metrics', async () => {
    const { done } = await play('missingMetrics');
    expect(done).toEqual([
      { type: 'done', finish_reason: 'stop', usage: { input_tokens: 0, output_tokens: 0 }, timings: {} },
    ]);
    expect((await play('hello')).done[0]?.timings).toEqual({
      load_ms: expect.any(Number),
      prompt_ms: expect.any(Number),
      eval_ms: expect.any(Number),
    });
  });

  it('removes raw <think> tags from the answer', async () => {
    const { thinking, text } = await play('rawThink');
    expect(thinking).toContain('six times seven');
    expect(text).toBe(scenarioText('thinking'));
  });

  it('collects tool calls from the last line', async () => {
    const { calls, done } = await play('toolCallOnDone');
    expect(calls.map(({ name }) => name)).toEqual(['get_weather', 'get_time']);
    expect(done[0]?.finish_reason).toBe('tool_calls');
  });

  it('sends the conversation in Ollama’s format and only the options that were set', async () => {
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Weather?', images: ['aGk='] },
      {
        role: 'assistant' as const,
        content: '',
        tool_calls: [{ id: 'c1', name: 'get_weather', arguments: { city: 'Oslo' } }],
      },
      { role: 'tool' as const, content: '3 °C', tool_name: 'get_weather', tool_call_id: 'c1' },
    ];
    await collect(backend, {
      model: 'llava:7b',
      messages,
      options: { temperature: 0, num_ctx: 2048 },
      keep_alive: '10m',
      format: 'json',
    });
    const { body, headers } = await fake.waitForRequest();
    expect(body).toEqual({
      model: 'llava:7b',
      stream: true,
      options: { temperature: 0, num_ctx: 2048 },
      keep_alive: '10m',
      format: 'json',
      truncate: false,
      messages: [
        messages[0],
        messages[1],
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', function: { name: 'get_weather', arguments: { city: 'Oslo' } } }],
        },
        messages[3],
      ],
    });
    expect(headers.origin).toBeUndefined();
  });

  it('announces a load once, and not while the model is in memory', async () => {
    const loads = async () =>
      (await collect(backend, ask(MODEL, 'hi'))).chunks.filter(({ type }) => type === 'loading').length;
    expect([await loads(), await loads()]).toEqual([1, 0]);
  });

  it('waits in the backend’s own queue without a timeout', async () => {
    fake.setScenario('gated');
    const first = collect(backend, ask(MODEL, 'one', { options: { num_predict: 1 } }));
    await fake.waitForRequest();
    fake.release(2);
    expect((await first).text).toBe('Hello');
  });

  it('frees the backend before its first byte', async () => {
    fake.setScenario('hang');
    const abort = new AbortController();
    const answer = collect(backend, ask(MODEL, 'hi'), abort.signal);
    await fake.waitForRequest();
    abort.abort('stopped');
    expect((await answer).error).toBe('stopped');
    await fake.waitForAbort();
  });
});
