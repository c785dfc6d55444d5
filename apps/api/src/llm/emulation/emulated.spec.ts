import { OPTIONAL_FIELDS, type ChatChunk, type ChatRequest, type LlmBackend, type OptionalField } from '../llm.port.js';
import { chatWithEmulation } from './emulated.js';

const done = {
  type: 'done' as const,
  finish_reason: 'stop' as const,
  usage: { input_tokens: 3, output_tokens: 4 },
  timings: {},
};
const text = (...pieces: string[]): ChatChunk[] => pieces.map((piece) => ({ type: 'text', text: piece }));
const tools = ['one', 'two'].map((name) => ({ name, parameters: { type: 'object', properties: {} } }));
const REQUEST: ChatRequest = { model: 'm', messages: [{ role: 'user', content: 'hi' }], tools };

/** A backend that says these parts, and what it was asked. */
function backendOf(chunks: ChatChunk[], honours: OptionalField[] = []) {
  const asked: ChatRequest[] = [];
  let ended = false;
  const backend = {
    honours: new Set(honours),
    async *chat(request: ChatRequest) {
      asked.push(request);
      try {
        yield* chunks;
      } finally {
        ended = true;
      }
    },
  } as unknown as LlmBackend;
  return { backend, asked, hasEnded: () => ended };
}

async function answerOf(backend: LlmBackend, request: ChatRequest): Promise<ChatChunk[]> {
  const chunks: ChatChunk[] = [];
  for await (const chunk of chatWithEmulation(backend, request, new AbortController().signal)) chunks.push(chunk);
  return chunks;
}

describe('a tool that the model must call', () => {
  it('becomes a format, and the JSON a call', async () => {
    const { backend, asked } = backendOf([
      { type: 'thinking', text: 'Hm' },
      ...text('{"name":"two",', '"arguments":{"x":1}}'),
      done,
    ]);
    expect(await answerOf(backend, { ...REQUEST, tool_choice: 'required' })).toEqual([
      { type: 'thinking', text: 'Hm' },
      { type: 'tool_calls', calls: [{ id: expect.stringMatching(/^call_/), name: 'two', arguments: { x: 1 } }] },
      { ...done, finish_reason: 'tool_calls' },
    ]);
    expect(asked[0]!.tools).toBeUndefined();
    expect(asked[0]!.tool_choice).toBeUndefined();
    expect(asked[0]!.format).toMatchObject({ anyOf: [{ properties: { name: { const: 'one' } } }, {}] });
    expect(asked[0]!.messages[0]!.content).toContain('"name":"two"');
  });

  it('by its name: only this one is offered', async () => {
    const { backend, asked } = backendOf([...text('{"name":"two","arguments":{}}'), done]);
    await answerOf(backend, { ...REQUEST, tool_choice: { name: 'two' } });
    expect(asked[0]!.format).toMatchObject({ properties: { name: { const: 'two' } } });
    expect(asked[0]!.messages[0]!.content).not.toContain('"name":"one"');
  });

  it('keeps the definitions that a schema refers to', async () => {
    const { backend, asked } = backendOf([done]);
    const parameters = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/A' } },
      $defs: { A: { type: 'array', items: { $ref: '#/$defs/A' } } },
    };
    await answerOf(backend, { ...REQUEST, tools: [{ name: 'one', parameters }], tool_choice: 'required' });
    expect(asked[0]!.format).toMatchObject({
      properties: { arguments: { properties: { a: { $ref: '#/$defs/0_A' } } } },
      $defs: { '0_A': { items: { $ref: '#/$defs/0_A' } } },
    });
  });

  it('cut off by a limit: what there is comes as text', async () => {
    const { backend } = backendOf([...text('{"name":"tw'), { ...done, finish_reason: 'length' }]);
    expect(await answerOf(backend, { ...REQUEST, tool_choice: 'required' })).toEqual([
      { type: 'text', text: '{"name":"tw' },
      { ...done, finish_reason: 'length' },
    ]);
  });

  it('is left to a backend that has the choice itself', async () => {
    const { backend, asked } = backendOf([done], [...OPTIONAL_FIELDS]);
    await answerOf(backend, { ...REQUEST, tool_choice: 'required', parallel_tool_calls: false });
    expect(asked[0]).toEqual({ ...REQUEST, tool_choice: 'required', parallel_tool_calls: false });
  });
});

it('gives no more than one call to who asked for one at a time', async () => {
  const call = (name: string) => ({ id: name, name, arguments: {} });
  const { backend } = backendOf([
    { type: 'tool_calls', calls: [call('a'), call('b')] },
    { type: 'tool_calls', calls: [call('c')] },
    done,
  ]);
  expect(await answerOf(backend, { ...REQUEST, parallel_tool_calls: false })).toEqual([
    { type: 'tool_calls', calls: [call('a')] },
    done,
  ]);
});

describe('which stop text ended the answer', () => {
  const stopping = (...stop: string[]): ChatRequest => ({
    ...REQUEST,
    options: { stop, temperature: 1 },
    report_stop: true,
  });
  const WHOLE = 'one two END three';

  it.each([1, 2, 3, 7, 100])('found at every split, here %d characters at a time', async (size) => {
    const pieces = Array.from({ length: Math.ceil(WHOLE.length / size) }, (_, i) =>
      WHOLE.slice(i * size, (i + 1) * size),
    );
    const { backend, asked, hasEnded } = backendOf([...text(...pieces), done]);
    const chunks = await answerOf(backend, stopping('ENDE', 'END', 'thr'));
    expect(chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')).toBe('one two ');
    expect(chunks.at(-1)).toMatchObject({ type: 'done', finish_reason: 'stop', stop_sequence: 'END' });
    expect(hasEnded()).toBe(true);
    expect(asked[0]!.options).toEqual({ temperature: 1 });
  });

  it('none: the answer is whole, and says nothing', async () => {
    const { backend } = backendOf([...text('one tw', 'o EN'), done]);
    const chunks = await answerOf(backend, stopping('END'));
    expect(chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')).toBe('one two EN');
    expect(chunks.at(-1)).toEqual(done);
  });

  it('counts the prompt with the backend’s tokenizer, once its work has ended', async () => {
    const { backend, hasEnded } = backendOf([...text('one END'), done]);
    backend.countTokens = () => Promise.resolve(hasEnded() ? 7 : -1);
    expect((await answerOf(backend, stopping('END'))).at(-1)).toMatchObject({ usage: { input_tokens: 7 } });
  });

  it('is there although the tokenizer fails', async () => {
    const { backend } = backendOf([...text('one END'), done]);
    backend.countTokens = () => Promise.reject(new Error('no tokenizer'));
    expect((await answerOf(backend, stopping('END'))).at(-1)).toMatchObject({
      stop_sequence: 'END',
      usage: { input_tokens: 0 },
    });
  });
});
