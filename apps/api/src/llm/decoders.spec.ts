import fc from 'fast-check';
import { DomainError } from '../common/errors/domain-error.js';
import { OllamaAnswerReader } from './adapters/ollama/ollama.answer.js';
import { OpenAiAnswerReader } from './adapters/openai-compatible/openai.answer.js';
import { LineReader, type PartReader } from './line-reader.js';
import type { ChatChunk } from './llm.port.js';
import { atEverySplit, cutAt, outcomeOf, partsOf, places } from './testing/splits.js';

type Reader = () => PartReader<ChatChunk>;
const READERS: Record<'ollama' | 'openai', Reader> = {
  ollama: () => new OllamaAnswerReader('a backend', { model: 'm' }),
  openai: () => new OpenAiAnswerReader('a backend', () => new DomainError('llm.failed', 'It said so.')),
};

class Lines extends LineReader<string> {
  protected line(line: string) {
    this.parts.push(line);
  }
  protected finish() {}
}

/** Neighbouring texts are one: where they are cut is the network's business. Made-up ids differ each time. */
function merged(parts: ChatChunk[]): unknown[] {
  const all: Record<string, unknown>[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if ('text' in part && last?.type === part.type) last.text = `${String(last.text)}${part.text}`;
    else if (part.type === 'tool_calls')
      all.push({ ...part, calls: part.calls.map(({ id, ...call }) => [id.slice(0, 5), call]) });
    else all.push({ ...part });
  }
  return all;
}

const read = async (reader: Reader, pieces: AsyncIterable<Uint8Array>) => {
  const { parts, fault } = await outcomeOf(partsOf(reader(), pieces));
  return { parts: merged(parts), fault };
};

const lines = (...all: unknown[]) => all.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
const ndjson = (...all: unknown[]) => Buffer.from(`${lines(...all).join('\n')}\n`);
const sse = (...all: unknown[]) =>
  Buffer.from(
    lines(...all)
      .map((data) => `data: ${data}\n\n`)
      .join(''),
  );
const said = (content: unknown) => ({ message: { role: 'assistant', content } });
const delta = (fields: object, finish_reason: unknown = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const call = { function: { name: 'weather', arguments: { city: 'Zürich' } } };
const end = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 4, eval_duration: 1e9 };

const STREAMS: [what: string, reader: keyof typeof READERS, bytes: Buffer][] = [
  ['a whole answer', 'ollama', ndjson(said('Zürich 👩‍👩‍👧 '), said('日本語'), end)],
  [
    'an answer with Windows line ends',
    'ollama',
    Buffer.from(ndjson(said('a'), said('b'), end).toString().replaceAll('\n', '\r\n')),
  ],
  ['reasoning in tags', 'ollama', ndjson(said('<think>hm 👩'), said(' m</think>\n\n'), said('so'), end)],
  ['tool calls', 'ollama', ndjson({ message: { content: '', tool_calls: [call, call] } }, end)],
  ['an error in the middle', 'ollama', ndjson(said('a'), { error: 'llama runner process no longer running' })],
  ['a last line without an end', 'ollama', ndjson(said('ä'), end).subarray(0, -1)],
  ['half a line', 'ollama', ndjson(said('a'), said('bcd')).subarray(0, -5)],
  [
    'bytes that are no UTF-8',
    'ollama',
    Buffer.concat([
      Buffer.from('{"message":{"content":"a'),
      Buffer.from([0xff, 0xe2, 0x82]),
      Buffer.from('"}}\n'),
      ndjson(end),
    ]),
  ],
  ['nothing', 'ollama', Buffer.alloc(0)],
  [
    'a whole answer',
    'openai',
    sse(
      delta({ content: 'Zürich 👩‍👩‍👧' }),
      delta({}, 'stop'),
      { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } },
      '[DONE]',
    ),
  ],
  [
    'events with Windows line ends and comments',
    'openai',
    Buffer.from(
      `: hi\r\n\r\n${sse(delta({ content: 'ü' }), delta({}, 'stop'))
        .toString()
        .replaceAll('\n', '\r\n')}`,
    ),
  ],
  [
    'fragments of tool calls',
    'openai',
    sse(
      delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'weather', arguments: '{"city":' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '"Zürich"}' } }] }),
      delta({}, 'tool_calls'),
    ),
  ],
  ['an error in the middle', 'openai', sse(delta({ content: 'a' }), { error: { message: 'gone', code: 500 } })],
  ['a last event without a blank line', 'openai', sse(delta({ content: 'ä' }, 'stop')).subarray(0, -2)],
  ['half an event', 'openai', sse(delta({ content: 'a' }), delta({ content: 'b' })).subarray(0, -9)],
];

describe('D5: the readers of a backend’s stream', () => {
  it.each(STREAMS)('read %s (%s) alike however it is cut', async (_, kind, bytes) => {
    const reader = READERS[kind];
    const whole = await read(reader, cutAt(bytes, []));
    await atEverySplit(bytes, async (pieces) => expect(await read(reader, pieces)).toEqual(whole));
  });

  it('tell reasoning from answer alike wherever the backend cuts its text', async () => {
    const text = '<think> hm <b> 日 m</thin </think>\n\nso <think>';
    for (let at = 0; at <= text.length; at++) {
      const { parts } = await read(
        READERS.ollama,
        cutAt(ndjson(said(text.slice(0, at)), said(text.slice(at)), end), []),
      );
      expect(parts.slice(0, 2)).toEqual([
        { type: 'thinking', text: 'hm <b> 日 m</thin' },
        { type: 'text', text: 'so <think>' },
      ]);
    }
  });

  const odd = fc.jsonValue({ maxDepth: 4 });
  const field = (value: fc.Arbitrary<unknown>) => fc.option(fc.oneof(value, odd), { nil: undefined });
  const oddCall = fc.oneof(
    odd,
    fc.record({
      id: field(fc.string()),
      index: field(fc.nat({ max: 3 })),
      function: field(fc.record({ name: field(fc.string()), arguments: field(fc.string()) })),
    }),
  );
  const oddOllama = fc.oneof(
    odd,
    fc.record(
      {
        message: field(fc.record({ content: field(fc.string()), thinking: odd, tool_calls: field(fc.array(oddCall)) })),
        done: odd,
        done_reason: odd,
        load_duration: odd,
        eval_count: odd,
      },
      { requiredKeys: [] },
    ),
  );
  const oddOpenAi = fc.oneof(
    odd,
    fc.record(
      {
        choices: field(
          fc.array(
            fc.oneof(
              odd,
              fc.record(
                {
                  delta: field(fc.record({ content: odd, reasoning: odd, tool_calls: field(fc.array(oddCall)) })),
                  finish_reason: odd,
                },
                { requiredKeys: [] },
              ),
            ),
          ),
        ),
        usage: odd,
        timings: odd,
      },
      { requiredKeys: [] },
    ),
  );

  it.each([
    ['ollama', fc.array(oddOllama).map((all) => ndjson(...all))],
    ['openai', fc.array(oddOpenAi).map((all) => sse(...all))],
    ['ollama', fc.uint8Array({ maxLength: 300 })],
    ['openai', fc.uint8Array({ maxLength: 300 })],
  ] as const)(
    'fail with a fault of ours at worst on what %s never sends, and yield texts only',
    async (kind, bytes) => {
      await fc.assert(
        fc.asyncProperty(bytes, places, async (all, some) => {
          const { parts, fault } = await read(READERS[kind], cutAt(all, some));
          for (const part of parts as { type: string; text?: unknown }[])
            if (part.type === 'text' || part.type === 'thinking') expect(typeof part.text).toBe('string');
          expect(fault ?? 'llm.failed').toMatch(/^llm\./);
        }),
        { numRuns: 500 },
      );
    },
  );

  it('find the same lines in bytes of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(10, 13, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0xff), fc.nat({ max: 255 }))),
        places,
        async (bytes, some) => {
          const all = Uint8Array.from(bytes);
          const split = await outcomeOf(partsOf(new Lines(), cutAt(all, some)));
          expect(split).toEqual(await outcomeOf(partsOf(new Lines(), cutAt(all, []))));
          expect(split.parts.join('\n').replaceAll('\r', '').length).toBeLessThanOrEqual(all.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
