import { Ollama } from 'ollama';
import { scenarioText, startFakeLlm, type FakeLlm } from './index.js';

/** The official client, as its users use it. */
describe('the official Ollama client', () => {
  let fake: FakeLlm;
  let client: Ollama;
  const messages = [{ role: 'user', content: 'hi' }];

  beforeEach(async () => {
    fake = await startFakeLlm();
    client = new Ollama({ host: fake.url });
  });
  afterEach(() => fake.close());

  it('chats without a stream', async () => {
    const reply = await client.chat({ model: 'gemma2:2b', messages });
    expect(reply).toMatchObject({
      model: 'gemma2:2b',
      done: true,
      done_reason: 'stop',
      message: { role: 'assistant', content: scenarioText('hello') },
    });
    expect(reply.eval_count).toBeGreaterThan(1);
  });

  it('chats with a stream that ends in done', async () => {
    let text = '';
    let last: { done?: boolean } = {};
    for await (const part of await client.chat({ model: 'gemma2:2b', messages, stream: true })) {
      text += part.message.content;
      last = part;
    }
    expect(text).toBe(scenarioText('hello'));
    expect(last).toMatchObject({ done: true, done_reason: 'stop' });
  });

  it('receives thinking and tool calls', async () => {
    const thought = await client.chat({ model: 'fake-thinking', messages, think: true });
    expect(thought.message.thinking).toContain('Six sevens');
    expect(thought.message.content).toBe(scenarioText('thinking'));
    const called = await client.chat({
      model: 'fake-tool-call',
      messages,
      tools: [{ type: 'function', function: { name: 'get_weather' } }],
    });
    expect(called.message.tool_calls).toEqual([
      expect.objectContaining({
        function: expect.objectContaining({ name: 'get_weather', arguments: { city: 'Paris' } }),
      }),
    ]);
  });

  it('generates, and respects num_predict and stop', async () => {
    const cut = await client.generate({
      model: 'gemma2:2b',
      prompt: 'scenario:echo one two three',
      options: { num_predict: 2 },
    });
    expect(cut).toMatchObject({ response: 'one two', done_reason: 'length', context: expect.any(Array) });
    const stopped = await client.generate({
      model: 'gemma2:2b',
      prompt: 'scenario:echo one two three',
      options: { stop: ['two'] },
    });
    expect(stopped).toMatchObject({ response: 'one ', done_reason: 'stop' });
  });

  it('answers in a JSON schema', async () => {
    const format = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } } };
    const reply = await client.chat({ model: 'gemma2:2b', messages, format });
    expect(JSON.parse(reply.message.content)).toEqual({ name: 'text', age: 42 });
  });

  it('lists, shows, copies and deletes models', async () => {
    const { models } = await client.list();
    expect(models[0]).toMatchObject({ name: 'gemma2:2b', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const shown = await client.show({ model: 'qwen3:4b' });
    expect(shown).toMatchObject({
      capabilities: ['completion', 'tools', 'thinking'],
      model_info: { 'llama.context_length': 262_144 },
    });
    await client.copy({ source: 'gemma2:2b', destination: 'mine' });
    await client.delete({ model: 'gemma2:2b' });
    const names = (await client.list()).models.map(({ name }) => name);
    expect(names).toContain('mine:latest');
    expect(names).not.toContain('gemma2:2b');
  });

  it('sees loaded models until their keep-alive ends', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const timed = await startFakeLlm({ now: () => now });
    const other = new Ollama({ host: timed.url });
    await other.chat({ model: 'gemma2:2b', messages: [], keep_alive: '10m' });
    expect((await other.ps()).models).toEqual([
      expect.objectContaining({ name: 'gemma2:2b', expires_at: expect.stringMatching(/^2026-01-01T00:10:00/) }),
    ]);
    now += 600_000;
    expect((await other.ps()).models).toEqual([]);
    await timed.close();
  });

  it('pulls with progress, after which the model exists', async () => {
    const seen: string[] = [];
    let completed = 0;
    for await (const { status, completed: bytes = 0 } of await client.pull({ model: 'phi4:mini', stream: true })) {
      seen.push(status);
      completed = Math.max(completed, bytes);
    }
    expect(seen[0]).toBe('pulling manifest');
    expect(seen.slice(-3)).toEqual(['verifying sha256 digest', 'writing manifest', 'success']);
    expect(completed).toBe(1_629_509_152);
    expect((await client.show({ model: 'phi4:mini' })).details.format).toBe('gguf');
  });

  it('gets an error for a model that is not in the registry', async () => {
    const pull = async () => {
      for await (const line of await client.pull({ model: 'unknown:7b', stream: true })) void line;
    };
    await expect(pull()).rejects.toThrow('pull model manifest: file does not exist');
  });

  it('resumes a pull where an aborted one stopped', async () => {
    fake.setScenario('gated');
    fake.release(4);
    const first = await client.pull({ model: 'phi4:mini', stream: true });
    let reached = 0;
    for await (const { completed } of first) {
      if (completed) reached = completed;
      if (reached > 400_000_000) break;
      fake.release();
    }
    first.abort();
    await fake.waitForAbort(({ path }) => path === '/api/pull');
    fake.setScenario('hello');
    const offsets: number[] = [];
    for await (const { completed } of await client.pull({ model: 'phi4:mini', stream: true }))
      if (completed) offsets.push(completed);
    expect(offsets[0]).toBeGreaterThanOrEqual(reached);
  });

  it('embeds, in order and normalised', async () => {
    const { embeddings } = await client.embed({ model: 'nomic-embed-text', input: ['a', 'b', 'a'] });
    expect(embeddings).toHaveLength(3);
    expect(embeddings[0]).toEqual(embeddings[2]);
    expect(Math.hypot(...(embeddings[1] ?? []))).toBeCloseTo(1);
  });

  it('closes the connection on abort', async () => {
    fake.setScenario('endless');
    const stream = await client.chat({ model: 'gemma2:2b', messages, stream: true });
    const read = async () => {
      for await (const part of stream) if (part.message.content) stream.abort();
    };
    await expect(read()).rejects.toThrow(/abort/i);
    expect((await fake.waitForAbort()).path).toBe('/api/chat');
  });

  it.each([
    ['errorBeforeFirst', 'model runner has unexpectedly stopped'],
    ['errorMidStream', 'an error was encountered while running the model'],
    ['silentEnd', 'Did not receive done or success response in stream.'],
    ['busy', 'server busy, please try again.  maximum pending requests exceeded'],
  ] as const)('reports %s in the words that users know', async (scenario, message) => {
    fake.setScenario(scenario);
    const read = async () => {
      for await (const part of await client.chat({ model: 'gemma2:2b', messages, stream: true })) void part;
    };
    await expect(read()).rejects.toThrow(message);
  });
});
