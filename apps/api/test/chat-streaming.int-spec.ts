import { scenarioText } from '@pocket-llm/fake-llm';
import { textOf, until, type Client } from './client.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let ada: Client;

beforeAll(async () => {
  portal = await startPortal();
  ada = await portal.someone();
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const bypass = { cache: 'bypass' };

describe('streaming', () => {
  it('sends events in order, numbered, and exactly the text of the backend', async () => {
    const stream = await ada.stream('/api/chat', { prompt: 'stream please', stream: true, ...bypass });
    const frames = await stream.all();
    expect(frames.map(({ id }) => id)).toEqual(frames.map((_, i) => i + 1));
    const names = frames.map(({ event }) => event);
    expect(names.slice(0, 2)).toEqual(['started', 'title']);
    expect(names.at(-1)).toBe('done');
    expect(textOf(frames)).toBe(scenarioText('hello'));
    expect(frames[0]!.data).toMatchObject({ run_id: stream.runId, cached: false });
    expect(frames.at(-1)!.data).toMatchObject({
      message_id: frames[0]!.data.message_id,
      finish_reason: 'stop',
      usage: { output_tokens: expect.any(Number) },
      timings: { ttft_ms: expect.any(Number) },
    });
  });

  it('passes each token on as it arrives, not at the end', async () => {
    portal.fake.setScenario('gated');
    const frames = (await ada.stream('/api/chat', { prompt: 'one by one', stream: true, ...bypass }))[
      Symbol.asyncIterator
    ]();
    await until(frames, 'started');
    for (let i = 0; i < 3; i++) {
      portal.fake.release(1);
      await until(frames, 'delta'); // Arrives while the backend still waits for the next release.
    }
    portal.fake.release(Infinity);
    expect((await until(frames, 'done')).at(-1)!.data.finish_reason).toBe('stop');
  });

  it('keeps characters whole that the backend splits', async () => {
    const text = scenarioText('splitUtf8');
    const frames = await (
      await ada.stream('/api/chat', { prompt: 'scenario:splitUtf8 emoji', stream: true, ...bypass })
    ).all();
    expect(textOf(frames)).toBe(text);
  });

  it('separates thinking from the answer', async () => {
    portal.fake.setScenario('thinking');
    const frames = await (
      await ada.stream('/api/chat', { prompt: 'think', model: 'fake-thinking', stream: true, ...bypass })
    ).all();
    const thought = frames
      .filter(({ event }) => event === 'thinking')
      .map(({ data }) => data.text)
      .join('');
    expect(thought).not.toBe('');
    const { body } = await ada.get(`/api/chat/threads/${frames[0]!.data.thread_id}`);
    expect(body.messages[1]).toMatchObject({ thinking: thought, content: textOf(frames) });
    const { timings } = frames.at(-1)!.data;
    expect(timings.thinking_ms).toEqual(expect.any(Number));
    expect(body.messages[1].timings).toEqual(timings);
  });

  it(
    'a reload continues the same answer: a reload in mid-answer loses and doubles nothing (byte-equal to what the ' +
      'backend sent)',
    async () => {
      portal.fake.setScenario('gated');
      const stream = await ada.stream('/api/chat', { prompt: 'reload me', stream: true, ...bypass });
      const before = stream[Symbol.asyncIterator]();
      portal.fake.release(3);
      const seen = [
        ...(await until(before, 'delta')),
        ...(await until(before, 'delta')),
        ...(await until(before, 'delta')),
      ];
      stream.close();
      portal.fake.release(Infinity);
      const rest = await (
        await ada.stream(`/api/chat/runs/${stream.runId}/events`, undefined, {
          'last-event-id': String(seen.at(-1)!.id),
        })
      ).all();
      expect(textOf([...seen, ...rest])).toBe(scenarioText('gated'));
      expect([...seen, ...rest].map(({ id }) => id)).toEqual([...seen, ...rest].map((_, i) => i + 1));
      expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(1);
    },
  );
});

describe('the cache', () => {
  const prompt = 'the same question';

  it('answers a frequent prompt without the backend, for everybody, and says so', async () => {
    const first = (await ada.post('/api/chat', { prompt })).body;
    const grace = await portal.someone();
    const second = (await grace.post('/api/chat', { prompt })).body;
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.response).toBe(first.response);
    expect(portal.fake.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(1);
    const { body } = await grace.get(`/api/chat/threads/${second.thread_id}`);
    expect(body.messages[1]).toMatchObject({ cached: true, cached_from: expect.any(String), status: 'complete' });
  });

  it('is skipped by "bypass", by regenerate, and when anything that changes the answer differs', async () => {
    const base = (await ada.post('/api/chat', { prompt })).body;
    expect(base.cached).toBe(true);
    const variants = [
      { prompt, cache: 'bypass' },
      { prompt: `${prompt} ` },
      { prompt, options: { seed: 1 } },
      { prompt, system: 'Be kind.' },
      { prompt, model: 'fake-echo' },
    ];
    for (const variant of variants) expect((await ada.post('/api/chat', variant)).body.cached).toBe(false);
    expect((await ada.post(`/api/chat/messages/${base.message_id}/regenerate`, {})).body.cached).toBe(false);
  });

  it('keeps an answer with a personal system prompt or history to its owner', async () => {
    const personal = { prompt: 'mine', system: 'I am Ada and my pin is 1234.' };
    expect((await ada.post('/api/chat', personal)).body.cached).toBe(false);
    expect((await ada.post('/api/chat', personal)).body.cached).toBe(true);
    const grace = await portal.someone();
    expect((await grace.post('/api/chat', personal)).body.cached).toBe(false);
  });

  it('never keeps a stopped, failed or cut answer', async () => {
    for (const scenario of ['errorMidStream', 'silentEnd', 'reset'] as const) {
      portal.fake.setScenario(scenario);
      expect((await ada.post('/api/chat', { prompt: `broken ${scenario}` })).status).toBe(502);
      portal.fake.setScenario('hello');
      expect((await ada.post('/api/chat', { prompt: `broken ${scenario}` })).body).toMatchObject({
        cached: false,
        response: scenarioText('hello'),
      });
    }
    const cut = { prompt: 'cut', options: { num_predict: 2 } };
    await ada.post('/api/chat', cut);
    expect((await ada.post('/api/chat', cut)).body.cached).toBe(false);
  });
});

it('sends each header of a stream once', async () => {
  const { headers } = await ada.post('/api/chat', { prompt: 'hi', stream: true });
  // Two of a name would be a list.
  expect(headers).toMatchObject({
    'x-run-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'cache-control': 'no-store, no-transform',
    'content-type': 'text/event-stream; charset=utf-8',
  });
});
