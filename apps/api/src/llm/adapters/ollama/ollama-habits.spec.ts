import { scenarioText, startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { ask, collect } from '../../testing/llm.contract.js';
import { OllamaBackend } from './ollama.backend.js';

/** Habits that a real Ollama 0.17 showed. */
let fake: FakeLlm;
let backend: OllamaBackend;
beforeAll(async () => {
  fake = await startFakeLlm({
    models: [
      { name: 'thinker', capabilities: ['completion', 'thinking'], thinksWithoutLevels: true },
      { name: 'leveller', capabilities: ['completion', 'thinking'] },
      { name: 'embedder', capabilities: ['embedding'], contextLength: 8 },
    ],
  });
  backend = new OllamaBackend(fake.url);
});
afterAll(async () => {
  await backend.close();
  await fake.close();
});
beforeEach(() => {
  fake.setScenario('hello');
  fake.clear();
});

const SCHEMA = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
const asked = () => fake.requests.filter(({ path }) => path === '/api/chat').map(({ body }) => body!);

it('a level of thinking becomes thinking where the model has no levels', async () => {
  expect((await collect(backend, ask('thinker', 'hi', { think: 'low' }))).text).toBe(scenarioText('hello'));
  expect(asked().map(({ think }) => think)).toEqual(['low', true]);
  fake.clear();
  await collect(backend, ask('leveller', 'hi', { think: 'low' }));
  expect(asked().map(({ think }) => think)).toEqual(['low']);
});

describe('a format, which holds only after the thinking', () => {
  it.each(['json', SCHEMA] as const)('holds where the model does not think, too: %j', async (format) => {
    const { text, chunks, done } = await collect(backend, ask('thinker', 'hi', { format }));
    expect(JSON.parse(text)).toEqual(format === 'json' ? { answer: 42 } : { ok: true });
    expect(chunks.filter(({ type }) => type === 'thinking')).toEqual([]);
    expect(done).toHaveLength(1);
    expect(asked().map(({ think }) => think)).toEqual([undefined, false]);
  });

  it('holds where the first word could begin another kind of value', async () => {
    fake.setScenario({ text: 'functions are fun' });
    const either = { anyOf: [SCHEMA, { ...SCHEMA, required: [] }] };
    expect(JSON.parse((await collect(backend, ask('thinker', 'hi', { format: either }))).text)).toEqual({ ok: true });
  });

  it('leaves a model its thoughts', async () => {
    fake.setScenario('thinking');
    const { text, thinking } = await collect(backend, ask('thinker', 'hi', { format: SCHEMA }));
    expect([JSON.parse(text), thinking.length > 10]).toEqual([{ ok: true }, true]);
    expect(asked()).toHaveLength(1);
  });
});

it('a schema that is none is the caller’s fault', async () => {
  fake.setScenario({ text: '', refusal: { status: 500, body: { error: 'invalid JSON schema in format' } } });
  expect((await collect(backend, ask('leveller', 'hi', { format: { type: 'nonsense' } }))).code).toBe('llm.rejected');
});

it('a text that is too long for a vector is not cut in silence', async () => {
  const embed = (truncate?: boolean) =>
    backend.embed({ model: 'embedder', input: ['one two '.repeat(50)], truncate }, new AbortController().signal);
  await expect(embed()).rejects.toMatchObject({ code: 'llm.context-exceeded' });
  expect((await embed(true)).vectors).toHaveLength(1);
});
