import { request } from 'node:http';
import { SCENARIOS, scenarioText, startFakeLlm, type FakeLlm, type Scenario, type ScenarioName } from './index.js';

const MESSAGE = { role: 'user', content: 'hi' };

describe('fake-llm', () => {
  let fake: FakeLlm;
  const post = (path: string, body: unknown, init: RequestInit = {}) =>
    fetch(`${fake.url}${path}`, { method: 'POST', body: JSON.stringify(body), ...init });
  const chat = (more: object = {}, init: RequestInit = {}) =>
    post('/api/chat', { model: 'gemma2:2b', messages: [MESSAGE], ...more }, init);
  const objects = async (reply: Response) =>
    (await reply.text())
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as { message?: { content: string; tool_calls?: unknown[] }; done?: boolean; error?: string },
      );
  const contentOf = async (reply: Response) =>
    (await objects(reply)).map(({ message }) => message?.content ?? '').join('');

  /** The body as the chunks in which it arrived, and whether it was complete. */
  const chunksOf = (body: object) =>
    new Promise<{ chunks: Buffer[]; whole: boolean }>((resolve, reject) => {
      const req = request(`${fake.url}/api/chat`, { method: 'POST' }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', () => undefined);
        res.on('close', () => resolve({ chunks, whole: res.complete }));
      });
      req.on('error', reject);
      req.end(JSON.stringify({ model: 'gemma2:2b', messages: [MESSAGE], ...body }));
    });

  beforeEach(async () => {
    fake = await startFakeLlm();
  });
  afterEach(() => fake.close());

  it('chooses the scenario by prompt, then by model, then by default', async () => {
    fake.setScenario('markdown');
    expect(await contentOf(await chat())).toBe(scenarioText('markdown'));
    expect(await contentOf(await chat({ model: 'fake-raw-think' }))).toBe(scenarioText('rawThink'));
    expect(
      await contentOf(
        await chat({
          model: 'fake-raw-think',
          messages: [{ role: 'user', content: 'scenario:echo Hello, <b>you</b>' }],
        }),
      ),
    ).toBe('Hello, <b>you</b>');
  });

  it('escapes markup as Go does', async () => {
    const text = await (
      await chat({ stream: false, messages: [{ role: 'user', content: 'scenario:echo a <b> & c' }] })
    ).text();
    expect(text).toContain('a \\u003cb\\u003e \\u0026 c');
  });

  it('sends gated pieces one by one, when a test releases them', async () => {
    fake.setScenario('gated');
    const reply = chat({}, {});
    await fake.waitForRequest();
    fake.release();
    const reader = (await reply).body?.getReader();
    const first = await reader?.read();
    expect(JSON.parse(Buffer.from(first?.value ?? []).toString())).toMatchObject({
      message: { content: 'Hello' },
      done: false,
    });
    expect(fake.requests[0]).toMatchObject({ finished: false, aborted: false, status: 200 });
    fake.release(Infinity);
    while (!(await reader?.read())?.done);
    expect(await fake.waitForFinish()).toMatchObject({ aborted: false, path: '/api/chat' });
  });

  it('answers as many requests at once as there are slots, the others in order', async () => {
    const narrow = await startFakeLlm({ slots: 1, scenario: 'gated' });
    const send = (content: string, signal?: AbortSignal) =>
      fetch(`${narrow.url}/api/chat`, {
        method: 'POST',
        signal,
        body: JSON.stringify({ model: 'gemma2:2b', stream: false, messages: [{ role: 'user', content }] }),
      });
    const arrived = (content: string) => narrow.waitForRequest(({ body }) => JSON.stringify(body).includes(content));
    const order: string[] = [];
    const first = send('first').then(() => order.push('first'));
    await arrived('first');
    const leaving = new AbortController();
    const left = send('left', leaving.signal).catch(() => order.push('left'));
    await arrived('left');
    const second = send('second').then(() => order.push('second'));
    await arrived('second');
    leaving.abort();
    await left;
    narrow.release(Infinity);
    await Promise.all([first, second]);
    expect(order).toEqual(['left', 'first', 'second']);
    await narrow.close();
  });

  it('records requests, and that a client disconnected', async () => {
    fake.setScenario('stall');
    const leaving = new AbortController();
    await chat({ think: false }, { signal: leaving.signal, headers: { 'X-Test': 'yes' } });
    leaving.abort();
    const request = await fake.waitForAbort();
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/chat',
      body: { think: false, model: 'gemma2:2b' },
      headers: { 'x-test': 'yes' },
      status: 200,
    });
    expect(request.bytesSent).toBeGreaterThan(0);
    expect(fake.aborts).toEqual([request]);
  });

  it.each(['reset', 'contentLengthLie'] as const)('breaks the connection in %s', async (scenario) => {
    fake.setScenario(scenario);
    const { chunks, whole } = await chunksOf({});
    expect(whole).toBe(false);
    expect(Buffer.concat(chunks).toString().trim().split('\n')).toHaveLength(3);
  });

  it('ends without a last line in silentEnd, and with an error in errorMidStream', async () => {
    fake.setScenario('silentEnd');
    expect((await objects(await chat())).map(({ done }) => done)).toEqual([false, false, false]);
    fake.setScenario('errorMidStream');
    expect((await objects(await chat())).at(-1)).toEqual({ error: expect.stringContaining('unexpected EOF') });
    fake.setScenario('doneFalse');
    expect((await objects(await chat({ stream: false })))[0]?.done).toBe(false);
  });

  it('splits characters over writes without losing any', async () => {
    fake.setScenario('splitUtf8');
    const { chunks } = await chunksOf({});
    expect(chunks.some((chunk) => chunk.toString().includes('\uFFFD'))).toBe(true);
    expect(Buffer.concat(chunks).toString()).not.toContain('\uFFFD');
  });

  it('sends invalid UTF-8, and a line without an end', async () => {
    fake.setScenario('invalidUtf8');
    expect(Buffer.concat((await chunksOf({})).chunks).includes(0xff)).toBe(true);
    fake.setScenario('hugeLineNoNewline');
    const text = await (await chat()).text();
    expect(text.slice(text.lastIndexOf('\n')).length).toBeGreaterThan(8 * 1024 * 1024);
  });

  it('puts tool calls on the last line, like native models', async () => {
    fake.setScenario('toolCallOnDone');
    const lines = await objects(await chat({ model: 'qwen3:4b', tools: [{}] }));
    expect(lines.map(({ done, message }) => [done, message?.tool_calls?.length])).toEqual([[true, 2]]);
    const after = await contentOf(
      await chat({ model: 'qwen3:4b', messages: [MESSAGE, { role: 'tool', content: '22' }] }),
    );
    expect(after).toContain('22 °C');
  });

  it('refuses foreign hosts and origins', async () => {
    expect((await fetch(`${fake.url}/api/tags`, { headers: { Origin: 'https://example.com' } })).status).toBe(403);
    expect((await fetch(`${fake.url}/api/tags`, { headers: { Origin: 'http://localhost:3000' } })).status).toBe(200);
  });

  it('requires the API key on /v1 if it has one', async () => {
    const locked = await startFakeLlm({ apiKey: 'secret' });
    const list = (headers: Record<string, string>) => fetch(`${locked.url}/v1/models`, { headers });
    expect((await list({ Authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await list({ Authorization: 'Bearer secret' })).status).toBe(200);
    await locked.close();
  });

  it('is controlled over HTTP from another process', async () => {
    await post('/__fake/scenario', { name: 'gated' });
    const reply = chat({ stream: false });
    await post('/__fake/release', { n: 1000 });
    expect(await contentOf(await reply)).toBe(scenarioText('gated'));
    const recorded = (await (await fetch(`${fake.url}/__fake/requests`)).json()) as { path: string }[];
    expect(recorded.map(({ path }) => path)).toEqual(['/api/chat']);
    expect((await post('/__fake/scenario', { name: 'nonsense' })).status).toBe(404);
  });

  it.each(['hang', 'endless', 'stall', 'gated'] as const)('ends an answer in progress: %s', async (scenario) => {
    fake.setScenario(scenario);
    const streamed = chat();
    await fake.waitForRequest();
    fake.endAnswers();
    const lines = (await (await streamed).text()).trim().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ done: true, done_reason: 'stop' });
  });

  it('drops all connections and keeps listening', async () => {
    fake.setScenario('hang');
    const reply = chat();
    await fake.waitForRequest();
    fake.dropConnections();
    await expect(reply).rejects.toThrow();
    expect((await fetch(`${fake.url}/api/version`)).status).toBe(200);
  });

  it('streams OpenAI events with fragments of tool calls, usage and an end', async () => {
    fake.setScenario('toolCall');
    const body = { model: 'qwen3:4b', messages: [MESSAGE], stream: true, stream_options: { include_usage: true } };
    const events = (await (await post('/v1/chat/completions', body)).text())
      .trim()
      .split('\n\n')
      .map((event) => event.slice(6));
    expect(events.pop()).toBe('[DONE]');
    const chunks = events.map(
      (event) =>
        JSON.parse(event) as {
          usage?: object;
          choices: { finish_reason: string | null; delta: { tool_calls?: { function: { arguments: string } }[] } }[];
        },
    );
    const args = chunks
      .flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])
      .map((call) => call.function.arguments);
    expect(args.length).toBeGreaterThan(1);
    expect(JSON.parse(args.join(''))).toEqual({ city: 'Paris' });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
    expect(chunks.at(-1)?.usage).toMatchObject({ completion_tokens: expect.any(Number) });
  });

  it('has no scenario that never sends its first line, except where that is its purpose', async () => {
    const waiting: ScenarioName[] = ['hang', 'gated', 'slowFirstToken', 'loading', 'slow', 'pullSlow'];
    for (const name of (Object.keys(SCENARIOS) as ScenarioName[]).filter((scenario) => !waiting.includes(scenario))) {
      fake.setScenario(name);
      const leaving = new AbortController();
      const reply = await chat({ model: 'qwen3:4b' }, { signal: leaving.signal });
      const { refusal }: Scenario = SCENARIOS[name];
      expect([name, reply.status]).toEqual([name, refusal?.status ?? 200]);
      leaving.abort();
    }
  });
});
