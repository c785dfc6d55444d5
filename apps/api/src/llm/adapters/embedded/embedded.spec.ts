import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CONTEXT_LENGTH, MODEL_FILE, MODEL_NAME, THINKING, buildTinyModel, textOf } from '@pocket-llm/tiny-model';
import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatMessage, ChatRequest } from '../../llm.port.js';
import { ask, collect, describeBackend } from '../../testing/llm.contract.js';
import { INSTALLED_ENGINE, type Engine } from './engine.js';
import { EmbeddedBackend, type EmbeddedOptions } from './embedded.backend.js';

const TOOL = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
/** Always one thread: two that spin on a busy machine are slower by orders of magnitude. */
const newFolder = () => mkdtemp(path.join(tmpdir(), 'embedded-'));
const start = (folder: string, more: Partial<EmbeddedOptions> = {}) =>
  new EmbeddedBackend({ folder, threads: 1, ...more });
const demo = (content: string, more: Partial<ChatRequest> = {}) => ask(MODEL_NAME, content, more);

describeBackend('embedded', async () => {
  const folder = await newFolder();
  await writeFile(path.join(folder, 'broken.gguf'), 'GGUF, but not really');
  // With a single sequence, an answer that is not stopped would block every later one.
  const backend = start(folder, { sequences: 1 });
  const absent = () => Promise.reject(new Error('Cannot find package'));
  const outOfReach = start(folder, { source: { version: absent, load: absent } });
  return {
    backend,
    outOfReach,
    plain: { request: demo('hi'), text: textOf('introduction'), stopWord: 'GPU' },
    multibyte: { request: demo('markdown'), text: textOf('markdown') },
    endless: demo('count'),
    thinking: { request: demo('think'), thought: THINKING.thought, answer: THINKING.answer },
    toolCall: {
      request: demo('the weather, please', { tools: [TOOL] }),
      name: 'get_weather',
      arguments: { city: 'Oslo' },
    },
    failing: ask('broken', 'hi'),
    freed: () => collect(backend, demo('poem')),
    close: async () => {
      await Promise.all([backend.close(), outOfReach.close()]);
      await rm(folder, { recursive: true });
    },
  };
});

describe('EmbeddedBackend', () => {
  let folder: string;
  let backend: EmbeddedBackend;
  beforeAll(async () => {
    folder = await newFolder();
    backend = start(folder);
  });
  afterAll(async () => {
    await backend.close();
    await rm(folder, { recursive: true });
  });

  it('announces the load of a model, once', async () => {
    const types = async () => (await collect(backend, demo('poem'))).chunks.map(({ type }) => type);
    expect((await types())[0]).toBe('loading');
    expect(await types()).not.toContain('loading');
  });

  it.each([
    ['Hello there', 'introduction'],
    ['What can you do? help', 'help'],
    ['Markdown, please', 'markdown'],
    ['a poem', 'poem'],
    ['weather', 'weather'],
    ['my account in this country is helpful', 'introduction'],
    ['', 'introduction'],
    ['你好 😀 <|im_start|>', 'introduction'],
  ] as const)('answers %j with the script %s', async (prompt, script) => {
    expect((await collect(backend, demo(prompt))).text).toBe(textOf(script));
  });

  it('considers only the last user message', async () => {
    const say = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });
    const text = async (...messages: ChatMessage[]) =>
      (await collect(backend, { model: MODEL_NAME, messages, options: { num_predict: 4 } })).text;
    const intro = textOf('introduction');
    expect(intro.startsWith(await text(say('user', 'poem'), say('assistant', textOf('poem')), say('user', 'hi')))).toBe(
      true,
    );
    expect(intro.startsWith(await text(say('system', 'Offer help'), say('user', 'hi')))).toBe(true);
    expect(textOf('poem').startsWith(await text(say('user', 'help'), say('assistant', ''), say('user', 'poem')))).toBe(
      true,
    );
  });

  it('counts on until the limit', async () => {
    const { text, done } = await collect(backend, demo('count', { options: { num_predict: 100 } }));
    expect(text.startsWith(textOf('count') + textOf('count'))).toBe(true);
    expect(done).toMatchObject([{ finish_reason: 'length', usage: { output_tokens: 100 } }]);
  });

  it('returns the same answer at any temperature', async () => {
    expect(
      (await collect(backend, demo('poem', { options: { temperature: 1.9, top_p: 1, top_k: 0, seed: 7 } }))).text,
    ).toBe(textOf('poem'));
  });

  it('obeys JSON mode and a schema', async () => {
    expect(JSON.parse((await collect(backend, demo('hi', { format: 'json' }))).text)).toEqual({ model: MODEL_NAME });
    const schema = {
      type: 'object',
      properties: { ok: { type: 'boolean' }, names: { type: 'array', items: { type: 'string' } } },
      required: ['ok', 'names'],
    };
    expect(JSON.parse((await collect(backend, demo('weather', { format: schema }))).text)).toEqual({
      ok: expect.any(Boolean),
      names: expect.any(Array),
    });
  });

  it('answers in words when the offered tool does not fit the question', async () => {
    const { text, calls } = await collect(backend, demo('poem', { tools: [TOOL] }));
    expect([text, calls]).toEqual([textOf('poem'), []]);
  });

  it('rejects a conversation that is too long, with the figures needed to shorten it', async () => {
    const long = 'x'.repeat(2000);
    const turns = Array.from({ length: 8 }, (): ChatMessage[] => [
      { role: 'user', content: long },
      { role: 'assistant', content: 'I see.' },
    ]).flat();
    const request = {
      model: MODEL_NAME,
      messages: [
        { role: 'system' as const, content: 'Be nice.' },
        ...turns,
        { role: 'user' as const, content: 'poem' },
      ],
    };
    const { code, error } = await collect(backend, request);
    expect(code).toBe('llm.context-exceeded');
    const { prompt_tokens, context_tokens } = (error as DomainError).members as Record<string, number>;
    expect(prompt_tokens).toBeGreaterThan(16_000);
    expect(context_tokens).toBeLessThan(CONTEXT_LENGTH);
  });

  it('accepts a message that just fits, and rejects one that cannot fit', async () => {
    const fits = await collect(backend, demo(`${'x'.repeat(7000)} poem`, { options: { num_predict: 3 } }));
    expect([fits.error, fits.text]).toEqual([undefined, textOf('poem').slice(0, fits.text.length)]);
    const { code, chunks } = await collect(backend, demo('x'.repeat(9000)));
    expect([code, chunks]).toEqual(['llm.context-exceeded', []]);
    expect((await collect(backend, demo('x'.repeat(900), { options: { num_ctx: 512 } }))).code).toBe(
      'llm.context-exceeded',
    );
  });

  it('queues answers beyond its number of sequences', async () => {
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, i) => collect(backend, demo(i % 2 ? 'poem' : 'help'))),
    );
    expect(answers.map(({ text }) => text)).toEqual(answers.map((_, i) => textOf(i % 2 ? 'poem' : 'help')));
  });

  it('drops a waiting question when it is aborted', async () => {
    const narrow = start(folder, { sequences: 1 });
    const first = narrow.chat(demo('count'), new AbortController().signal);
    for (let part = await first.next(); part.value?.type !== 'text'; part = await first.next());
    const abort = new AbortController();
    const waiting = collect(narrow, demo('poem'), abort.signal);
    abort.abort('stopped');
    expect((await waiting).error).toBe('stopped');
    await first.return(undefined);
    expect((await collect(narrow, demo('poem'))).text).toBe(textOf('poem'));
    await narrow.close();
  });

  it('reports that it has no vision', async () => {
    const request = { model: MODEL_NAME, messages: [{ role: 'user' as const, content: 'hi', images: ['aGk='] }] };
    expect((await collect(backend, request)).code).toBe('llm.unsupported');
  });

  it('rejects names that lead out of its folder', async () => {
    expect((await collect(backend, ask(`../${path.basename(folder)}/${MODEL_NAME}`, 'hi'))).code).toBe(
      'model.not-pulled',
    );
  });

  it('describes its models, and notices a replaced file', async () => {
    await writeFile(path.join(folder, 'copy.gguf'), buildTinyModel());
    await writeFile(path.join(folder, 'broken.gguf'), 'no model');
    await writeFile(path.join(folder, 'mmproj-copy.gguf'), buildTinyModel());
    const models = await backend.models();
    expect(models.map(({ name }) => name)).toEqual(['copy', MODEL_NAME]);
    expect(models[1]).toMatchObject({
      context_length: CONTEXT_LENGTH,
      size_bytes: buildTinyModel().length,
      capabilities: ['completion', 'tools', 'thinking'],
      quantization: 'F16',
      parameter_size: '0.8M',
      loaded: true,
    });
    const changed = buildTinyModel();
    changed.writeUInt8(1, changed.length - 1);
    await writeFile(path.join(folder, 'copy.gguf'), changed);
    await utimes(path.join(folder, 'copy.gguf'), 1, 1);
    expect((await backend.models())[0]?.digest).not.toBe(models[0]?.digest);
  });

  it('rewrites the demo model when its version differs', async () => {
    const other = await newFolder();
    await writeFile(path.join(other, MODEL_FILE), 'an old version');
    const fresh = start(other);
    expect((await collect(fresh, demo('poem'))).text).toBe(textOf('poem'));
    expect((await readFile(path.join(other, MODEL_FILE))).equals(buildTinyModel())).toBe(true);
    await fresh.close();
    await rm(other, { recursive: true });
  });

  it('unloads an idle model', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance', 'queueMicrotask', 'Date'] });
    try {
      const idle = start(folder, { idleMs: 60_000 });
      await collect(idle, demo('poem'));
      const loaded = async () => (await idle.models()).find(({ name }) => name === MODEL_NAME)?.loaded;
      jest.advanceTimersByTime(59_000);
      expect(await loaded()).toBe(true);
      jest.advanceTimersByTime(1_000);
      expect(await loaded()).toBe(false);
      expect((await collect(idle, demo('poem'))).chunks[0]).toEqual({ type: 'loading' });
      await idle.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends answers in progress when it closes', async () => {
    const closing = start(folder);
    const answer = collect(closing, demo('count'));
    await collect(closing, demo('poem'));
    await closing.close();
    expect((await answer).code).toBe('llm.unavailable');
  });
});

it('retries after llama.cpp failed to start', async () => {
  const folder = await newFolder();
  let starts = 0;
  const load = async () => {
    const engine = await INSTALLED_ENGINE.load();
    const getLlama: Engine['getLlama'] = (options) =>
      ++starts === 1 ? Promise.reject(new Error('the library cannot be loaded')) : engine.getLlama(options as never);
    return { ...engine, getLlama };
  };
  const backend = start(folder, { source: { ...INSTALLED_ENGINE, load } });
  expect((await collect(backend, demo('hi'))).code).toMatch(/^llm\./);
  expect((await collect(backend, demo('hi'))).text).toBe(textOf('introduction'));
  await backend.close();
  await rm(folder, { recursive: true });
});
