import { randomUUID } from 'node:crypto';
import { eventually } from './clock.js';
import type { Client } from './client.js';
import { ignored, startWithTwoBackends, type TwoBackends } from './two-backends.js';

let world: TwoBackends;
let admin: Client;
let named: Client;
beforeAll(async () => {
  world = await startWithTwoBackends();
  admin = await world.portal.someone('admin');
  const dev = await world.portal.someone('developer');
  const { key_value } = (await dev.post('/api/developer/api-keys', { name: 'My script' })).body;
  named = world.portal.anyone.withKey(key_value).with({ 'cache-control': 'no-store' });
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const messages = [{ role: 'user', content: 'a' }];
/** The lines that a filter finds. */
const lines = async (filter: Record<string, string>) =>
  (await admin.get(`/api/admin/logs?${new URLSearchParams(filter).toString()}`)).body.logs;
/** The line of a request, once it is written. */
const lineOf = async (requestId: unknown) => {
  const find = () => lines({ request_id: String(requestId) });
  await eventually(async () => (await find()).length > 0);
  return (await find())[0];
};

describe('the line of a model call', () => {
  it.each([
    ['/v1/chat/completions', { model: 'plain', messages, temperature: 0.5 }, { temperature: 0.5 }],
    ['/v1/responses', { model: 'plain', input: 'a', top_p: 0.5 }, { top_p: 0.5 }],
    ['/v1/messages', { model: 'plain', messages, max_tokens: 9 }, { num_predict: 9 }],
    ['/ollama/api/chat', { model: 'plain', messages, stream: false, options: { seed: 3 } }, { seed: 3 }],
    ['/v1/embeddings', { model: 'embedder', input: 'a' }, undefined],
    ['/api/chat', { model: 'plain', prompt: randomUUID(), options: { top_k: 5 } }, { top_k: 5 }],
  ])('%s has model, key, tokens and what was set', async (path, body, parameters) => {
    const reply = await named.post(path, body);
    const line = await lineOf(reply.headers['x-request-id']);
    expect(line).toMatchObject({
      endpoint: path,
      model: `${body.model}:latest`,
      key_name: 'My script',
      api_key_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      input_tokens: expect.any(Number),
      output_tokens: expect.any(Number),
      error_code: null,
      error_detail: null,
    });
    expect(line.input_tokens).toBeGreaterThan(0);
    expect(line.metadata.parameters).toEqual(parameters);
  });

  it('of an answer that its reader left has the tokens as far as it came', async () => {
    world.portal.fake.setScenario('endless');
    const id = randomUUID();
    for (const [who, path, body] of [
      [named, '/v1/chat/completions', { model: 'thinker', messages, stream: true, user: id }],
      [named, '/api/chat', { model: 'thinker', prompt: id, stream: true }],
    ] as const) {
      const events = await who.stream(path, body);
      for await (const piece of events.chunks()) if (/"content":"[^"]|event: delta/.test(piece)) break;
      events.close();
    }
    await eventually(async () => (await lines({ model: 'thinker', key: 'My script' })).length === 2);
    for (const line of await lines({ model: 'thinker' })) expect(line.output_tokens).toBeGreaterThan(0);
  });

  it('of a failure has the code and what the backend said', async () => {
    world.portal.fake.setScenario('oom');
    const { status } = await named.post('/v1/chat/completions', { model: 'seeing', messages });
    expect(status).toBeGreaterThanOrEqual(500);
    await eventually(async () => (await lines({ model: 'seeing' })).length === 1);
    const [line] = await lines({ model: 'seeing' });
    expect(line).toMatchObject({
      model: 'seeing:latest',
      error_code: expect.any(String),
      error_detail: expect.any(String),
    });
    for (const error of [line.error_code, line.error_detail.slice(2, 9).toUpperCase()])
      expect((await lines({ error, model: 'seeing' })).length).toBe(1);
    expect(await lines({ error: 'nothing like it' })).toEqual([]);
  });
});

it('a request that never reached the backend has its model, and no tokens', async () => {
  const reply = await named.post('/v1/chat/completions', { model: 'seeing', messages, logit_bias: { 1: 2 } });
  expect(reply.status).toBe(400);
  expect(await lineOf(reply.headers['x-request-id'])).toMatchObject({
    model: 'seeing:latest',
    error_code: 'request.invalid',
    input_tokens: null,
    output_tokens: null,
  });
});

it.each([
  ['/v1/chat/completions', { model: 'no-such-model', messages }, 404],
  ['/api/chat', { model: 'no-such-model', prompt: 'a' }, 400],
])('%s: a request for a model that is not there has the name that was asked for', async (path, body, status) => {
  const reply = await named.post(path, body);
  expect(reply.status).toBe(status);
  expect(await lineOf(reply.headers['x-request-id'])).toMatchObject({
    model: 'no-such-model',
    key_name: 'My script',
    error_code: 'model.unavailable',
    error_detail: null,
  });
});

it('what a backend repeats of a prompt is not in the detail of an error', async () => {
  const input = 'a secret prompt';
  const body = { error: `bad [type=x, input_value='${input}'` };
  world.other.setScenario({ text: '', refusal: { status: 400, body } });
  const reply = await named.post('/v1/chat/completions', { model: 'org/vllm-model', messages });
  const line = await lineOf(reply.headers['x-request-id']);
  expect(line.error_detail).toMatch(/bad \[type=x/);
  expect(JSON.stringify(line)).not.toContain(input);
});

it('lines are found by model and by the name or id of the key, in the list, the file and the tail', async () => {
  const { headers } = await named.post('/v1/chat/completions', { model: 'coder:1.5b', messages });
  const line = await lineOf(headers['x-request-id']);
  for (const filter of [[], [['key', String(line.api_key_id)]]])
    expect(
      (await lines({ ...Object.fromEntries(filter), model: 'coder:1.5b' })).map(({ id }: { id: string }) => id),
    ).toEqual([line.id]);
  expect(await lines({ key: 'another' })).toEqual([]);
  const file = (await admin.get('/api/admin/logs/export?format=ndjson&model=coder:1.5b')).body as string;
  expect(
    file
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one).key_name),
  ).toEqual(['My script']);
  const facets = (await admin.get('/api/admin/logs/facets?field=key')).body;
  expect(facets[0]).toMatchObject({ value: 'My script' });
  const tail = await admin.stream('/api/admin/logs/stream?model=coder:1.5b&key=My script');
  const next = tail[Symbol.asyncIterator]().next();
  await named.post('/v1/chat/completions', { model: 'plain', messages });
  await named.post('/v1/chat/completions', { model: 'coder:1.5b', messages });
  expect((await next).value).toMatchObject({ event: 'log', data: { model: 'coder:1.5b', key_name: 'My script' } });
  tail.close();
});

describe('the options of a model', () => {
  const options = {
    min_p: 0.05,
    typical_p: 0.9,
    repeat_penalty: 1.1,
    repeat_last_n: -1,
    presence_penalty: 0.5,
    frequency_penalty: -0.5,
    keep_alive: '20m',
    think: 'low',
  };
  const change = async (name: string, body: object) => {
    const model = (await admin.get('/api/admin/models')).body.find(
      (one: { name: string }) => one.name.split(':latest')[0] === name,
    );
    return admin.put(`/api/admin/models/${model.id}`, { options: body });
  };

  it('reach the backend in every answer, from the chat and from programs; a request overrides them', async () => {
    expect((await change('thinker', options)).body).toMatchObject({ options, options_without_effect: [] });
    const { think, keep_alive, ...sampling } = options;
    await named.post('/api/chat', { model: 'thinker', prompt: randomUUID() });
    expect(world.sent()).toMatchObject({ think, keep_alive, options: sampling });
    await named.post('/v1/chat/completions', { model: 'thinker', messages, min_p: 0.2, reasoning_effort: 'high' });
    expect(world.sent()).toMatchObject({ think: 'high', keep_alive, options: { ...sampling, min_p: 0.2 } });
  });

  it('that the backend or the model does not have are named, and are not sent', async () => {
    expect((await change('plain', options)).body.options_without_effect).toEqual(['think']);
    const reply = await named.post('/v1/chat/completions', { model: 'plain', messages });
    expect([reply.status, ignored(reply)]).toEqual([200, undefined]);
    expect(world.sent()).not.toHaveProperty('think');
    expect((await change('org/vllm-model', options)).body.options_without_effect).toContain('keep_alive');
    await named.post('/v1/chat/completions', { model: 'org/vllm-model', messages });
    expect(world.sentToOther()).toMatchObject({ min_p: 0.05, frequency_penalty: -0.5, reasoning_effort: 'low' });
    expect(world.sentToOther()).not.toHaveProperty('keep_alive');
  });

  it.each([
    ['min_p', 2],
    ['frequency_penalty', 3],
    ['repeat_last_n', 0.5],
    ['think', 'a lot'],
  ])('%s: %s is refused by its name', async (name, value) => {
    expect(await change('plain', { [name]: value })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: `/options/${name}` }] },
    });
  });
});
