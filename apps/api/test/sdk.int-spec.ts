import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { scenarioText } from '@pocket-llm/fake-llm';
import type { Person, Portal } from './portal.js';
import { startPortal } from './portal.js';

let portal: Portal;
let dev: Person;
let key: string;
beforeAll(async () => {
  portal = await startPortal();
  dev = await portal.someone('developer');
  key = (await dev.post('/api/developer/api-keys', {})).body.key_value;
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

/** Output of a step; each has its own fields. */
interface Answer extends Record<string, unknown> {
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  vectors: number[];
  calls: unknown[];
  readings: string[];
}

/** Runs one step of a program in `sdk/` in a process of its own, which gets only the address and the key. */
async function run(program: string, step: string): Promise<Answer> {
  const env = { PATH: process.env.PATH, PORTAL_URL: portal.server.url, PORTAL_KEY: key };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(__dirname, 'sdk', `${program}.mjs`), step],
    { env, maxBuffer: 1 << 24 },
  );
  return JSON.parse(stdout);
}
const HELLO = scenarioText('hello');
const sent = () =>
  portal.fake.requests.filter(({ path }) => path === '/api/chat').at(-1)!.body as {
    format: unknown;
    messages: { images: string[] }[];
  };
const WEATHER = [['get_weather', expect.objectContaining({ city: expect.any(String) })]];

describe('OpenAI for JavaScript', () => {
  it('chats, whole and streamed, with usage', async () => {
    expect(await run('openai', 'chat')).toMatchObject({
      text: HELLO,
      finish: 'stop',
      model: 'gemma2:2b',
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    });
    const { text, whole, usage } = await run('openai', 'stream');
    expect([text, whole]).toEqual([HELLO, HELLO]);
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  });

  it('calls tools, whole and streamed', async () => {
    portal.fake.setScenario('toolCall');
    expect(await run('openai', 'tools')).toEqual({ calls: WEATHER, finish: 'tool_calls', plain: 'tool_calls' });
  });

  it('supports a schema and an image', async () => {
    await run('openai', 'structured');
    expect(sent().format).toMatchObject({ type: 'object', required: ['answer'] });
    expect(await run('openai', 'image')).toEqual({ text: HELLO });
    expect(sent().messages[0]!.images).toHaveLength(1);
  });

  it('uploads a file, has it answered as a batch, and reads the results', async () => {
    const { file, batch, output, error, ...rest } = await run('openai', 'batch');
    expect(file).toMatchObject({ object: 'file', purpose: 'batch', filename: 'lines.jsonl', status: 'processed' });
    expect(batch).toMatchObject({
      object: 'batch',
      status: 'completed',
      metadata: { night: 'shift' },
      request_counts: { total: 2, completed: 1, failed: 1 },
      errors: null,
      in_progress_at: expect.any(Number),
      finalizing_at: expect.any(Number),
      failed_at: null,
    });
    expect(output).toEqual({
      id: expect.stringMatching(/^batch_req_[0-9a-f]+$/),
      custom_id: 'first',
      response: {
        status_code: 200,
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        body: expect.objectContaining({
          object: 'chat.completion',
          choices: [expect.objectContaining({ message: expect.objectContaining({ content: HELLO }) })],
          usage: expect.objectContaining({ total_tokens: expect.any(Number) }),
        }),
      },
      error: null,
    });
    expect(error).toMatchObject({
      custom_id: 'second',
      response: { status_code: 404, body: { error: { code: 'model_not_found' } } },
      error: null,
    });
    expect(rest).toEqual({
      names: ['lines.jsonl', expect.stringMatching(/_output\.jsonl$/), expect.stringMatching(/_error\.jsonl$/)],
      listed: true,
      deleted: true,
    });
  });

  it('makes responses, continues, streams, fetches and deletes them', async () => {
    const { usage, types, ...rest } = await run('openai', 'responses');
    expect(rest).toEqual({
      text: HELLO,
      second: [HELLO, true],
      streamed: HELLO,
      kept: HELLO,
      input: [expect.stringMatching(/\w/)],
      gone: ['NotFoundError', 404],
    });
    expect(usage).toMatchObject({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) });
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    portal.fake.setScenario('toolCall');
    expect(await run('openai', 'responseTools')).toEqual({ calls: WEATHER, parsed: ['function_call'] });
  });

  it('lists models, embeds, completes text', async () => {
    const { names, one, vectors, completion } = await run('openai', 'rest');
    expect(names).toContain('gemma2:2b');
    expect([one, completion]).toEqual(['gemma2:2b', HELLO]);
    expect(vectors).toEqual([expect.any(Number), vectors[0]]);
  });

  it('throws the SDK’s own error classes', async () => {
    expect(await run('openai', 'errors')).toEqual({
      model: ['NotFoundError', 404, 'model_not_found'],
      key: ['AuthenticationError', 401, 'invalid_api_key'],
      body: ['BadRequestError', 400, expect.anything()],
    });
  });

  it('throws when the backend fails in the middle', async () => {
    portal.fake.setScenario('errorMidStream');
    const { text, error } = await run('openai', 'broken');
    expect(text).not.toBe('');
    expect(error).toEqual(['APIError', expect.stringMatching(/\w/)]);
  });

  it('frees the backend when the caller aborts', async () => {
    portal.fake.setScenario('endless');
    await run('openai', 'abort');
    await portal.fake.waitForAbort();
  });
});

describe('Anthropic for JavaScript', () => {
  it('chats, whole and streamed', async () => {
    expect(await run('anthropic', 'chat')).toMatchObject({
      text: HELLO,
      stop: 'end_turn',
      usage: { input_tokens: expect.any(Number), output_tokens: expect.any(Number) },
    });
    expect(await run('anthropic', 'stream')).toMatchObject({ text: HELLO, whole: HELLO, stop: 'end_turn' });
  });

  it('counts tokens, and lists the models', async () => {
    const { tokens, names, one } = await run('anthropic', 'rest');
    expect(tokens).toBeGreaterThan(0);
    expect(names).toContain('gemma2:2b');
    expect(one).toBe('gemma2:2b');
  });

  it('calls tools', async () => {
    portal.fake.setScenario('toolCall');
    expect(await run('anthropic', 'tools')).toEqual({ calls: WEATHER, stop: 'tool_use' });
  });

  it('throws the SDK’s own error classes, also during an answer', async () => {
    expect(await run('anthropic', 'errors')).toEqual({
      model: ['NotFoundError', 404],
      key: ['AuthenticationError', 401],
    });
    portal.fake.setScenario('errorMidStream');
    expect((await run('anthropic', 'broken')).error).toEqual([
      expect.stringMatching(/Error$/),
      expect.stringMatching(/\w/),
    ]);
  });
});

describe.each(['langchain', 'vercel'])('%s', (program) => {
  it('chats, whole and streamed', async () => {
    expect(await run(program, 'chat')).toMatchObject({ text: HELLO });
    expect(await run(program, 'stream')).toMatchObject({ text: HELLO });
  });

  it('calls tools and embeds', async () => {
    portal.fake.setScenario('toolCall');
    expect((await run(program, 'tools')).calls).toEqual(WEATHER);
    const { vectors } = await run(program, 'embeddings');
    expect(vectors).toEqual([expect.any(Number), vectors[0]]);
  });
});

describe('Ollama for JavaScript', () => {
  it('chats, whole and streamed', async () => {
    expect(await run('ollama', 'chat')).toMatchObject({ text: HELLO, finish: 'stop' });
    expect(await run('ollama', 'stream')).toEqual({ text: HELLO });
  });

  it('calls tools, lists, shows, embeds, generates; never deletes', async () => {
    portal.fake.setScenario('toolCall');
    expect((await run('ollama', 'tools')).calls).toEqual(WEATHER);
    portal.fake.setScenario('hello');
    expect(await run('ollama', 'rest')).toMatchObject({
      names: expect.arrayContaining(['gemma2:2b']),
      vectors: [expect.any(Number), expect.any(Number)],
      response: HELLO,
      capabilities: expect.arrayContaining(['completion']),
    });
    expect((await run('ollama', 'refused')).error).not.toBeNull();
    expect(portal.fake.requests.map(({ path }) => path)).not.toContain('/api/delete');
  });
});

// One character of each length in UTF-8, and what JSON escapes. Each event has the same form, so few are enough: what
// this costs grows with the square of the bytes.
const FEW_TOKENS = 'aé日👩‍🔬 "\\\n';

it.each(['openai', 'responseEvents', 'anthropic', 'ollama'])(
  '%s reads a stream identically at every chunk boundary',
  async (step) => {
    portal.fake.setScenario({ text: FEW_TOKENS, writes: 'split-characters' });
    const { cuts, bytes, readings } = await run('splits', step);
    expect(cuts).toBe(bytes);
    expect(readings).toEqual([expect.stringContaining(JSON.stringify(FEW_TOKENS).slice(1, -1))]);
  },
  120_000,
);
