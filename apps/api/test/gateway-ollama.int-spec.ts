import { eventually } from './clock.js';
import { ignored, MODELS, startWithTwoBackends, type TwoBackends } from './two-backends.js';

let world: TwoBackends;
beforeAll(async () => {
  world = await startWithTwoBackends();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const messages = [{ role: 'user', content: 'a' }];
const chat = (body: object) => world.api.post('/v1/chat/completions', { model: 'plain', ...body });

describe("Ollama's API", () => {
  it('what a client reads first', async () => {
    const root = await world.portal.anyone.get('/ollama');
    expect([root.status, root.body]).toEqual([200, 'Ollama is running']);
    expect((await world.api.get('/ollama/api/version')).body).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    const { models } = (await world.api.get('/ollama/api/tags')).body;
    expect(models).toContainEqual(
      expect.objectContaining({
        name: 'plain:latest',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        size: expect.any(Number),
        details: expect.objectContaining({ format: 'gguf', family: expect.any(String) }),
        capabilities: ['completion', 'tools'],
      }),
    );
    const { body: card } = await world.api.post('/ollama/api/show', { name: 'plain' });
    expect(card).toMatchObject({ capabilities: ['completion', 'tools'], details: {}, model_info: expect.any(Object) });
    const architecture = card.model_info['general.architecture'];
    expect(card.model_info[`${architecture}.context_length`]).toBeGreaterThan(0);
    expect(card).not.toHaveProperty('tensors');
    const foreign = (await world.api.post('/ollama/api/show', { model: 'org/vllm-model' })).body;
    expect(foreign.model_info[`${foreign.model_info['general.architecture']}.context_length`]).toEqual(
      expect.any(Number),
    );
    await world.api.post('/ollama/api/chat', { model: 'plain', messages, stream: false });
    const admin = await world.portal.someone('admin');
    await admin.get('/api/admin/models');
    expect((await world.api.get('/ollama/api/ps')).body.models).toEqual(expect.any(Array));
  });

  it('names an option that a server of another kind cannot set for one request', async () => {
    const asked = { model: 'org/vllm-model', messages, stream: false, options: { num_ctx: 2048, top_k: 3 } };
    expect(ignored(await world.api.post('/ollama/api/chat', asked))).toBe('num_ctx');
    expect(world.sentToOther()).toMatchObject({ top_k: 3 });
  });

  it.each([
    ['/v1/chat/completions', { messages }],
    ['/v1/chat/completions', { messages, stream: true }],
    ['/v1/completions', { prompt: 'a' }],
    ['/v1/responses', { input: 'a' }],
    ['/v1/responses', { input: 'a', stream: true }],
    ['/v1/messages', { messages, max_tokens: 9 }],
    ['/v1/messages', { messages, max_tokens: 9, stream: true }],
    ['/ollama/api/chat', { messages, stream: false }],
    ['/ollama/api/generate', { prompt: 'a' }],
    ['/v1/embeddings', { model: 'embedder', input: 'a' }],
    ['/ollama/api/embed', { model: 'embedder', input: 'a' }],
    ['/v1/models/plain', undefined],
  ])('echoes the model as it was written, without its tag: %s %j', async (path, body) => {
    const reply = body ? await world.api.post(path, { model: 'plain', ...body }) : await world.api.get(path);
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    expect(reply.status).toBe(200);
    expect(text).toMatch(/"(model|id)":"(plain|embedder)"/);
    expect(text).not.toContain(':latest');
  });

  it('a model that an administrator added without its tag answers to the name that the list gives it', async () => {
    const admin = await world.portal.someone('admin');
    await admin.post('/api/admin/models', { name: 'added' });
    world.portal.fake.setModels([...MODELS, { name: 'added' }]);
    await eventually(async () => (await chat({ model: 'added', messages })).status === 200);
    const { models } = (await world.api.get('/ollama/api/tags')).body as { models: { name: string }[] };
    const name = models.find((model) => model.name.startsWith('added'))!.name;
    expect(name).toBe('added:latest');
    for (const reply of await Promise.all([
      chat({ model: name, messages }),
      world.api.post('/ollama/api/show', { model: name }),
      world.api.get(`/v1/models/${name}`),
    ]))
      expect(reply.status).toBe(200);
    world.portal.fake.setModels(MODELS);
  });

  it('embeddings, new and old', async () => {
    expect((await world.api.post('/ollama/api/embed', { model: 'embedder', input: [] })).body.embeddings).toEqual([]);
    expect(
      (await world.api.post('/ollama/api/embeddings', { model: 'embedder', prompt: 'a' })).body.embedding,
    ).toHaveLength(8);
    // Ollama's API cuts a text that is too long unless told otherwise, OpenAI's never does.
    const long = { model: 'embedder', input: 'one two '.repeat(2000) };
    expect((await world.api.post('/ollama/api/embed', long)).status).toBe(200);
    expect((await world.api.post('/ollama/api/embed', { ...long, truncate: false })).status).toBe(400);
    expect((await world.api.post('/v1/embeddings', long)).body.error.code).toBe('context_length_exceeded');
    const tokens = await world.api.post('/v1/embeddings', { model: 'embedder', input: [1, 2] });
    expect([tokens.status, tokens.body.error.param]).toEqual([400, 'input']);
  });

  it('loading and unloading by an empty prompt is for admins', async () => {
    const load = { model: 'plain', prompt: '', stream: false };
    expect((await world.api.post('/ollama/api/generate', load)).status).toBe(403);
    const admin = await world.portal.someone('admin');
    const { key_value } = (await admin.post('/api/developer/api-keys', {})).body;
    const root = world.portal.anyone.withKey(key_value);
    expect((await root.post('/ollama/api/generate', load)).body).toMatchObject({
      done: true,
      done_reason: 'load',
      response: '',
    });
    const running = async () =>
      (await root.get('/ollama/api/ps')).body.models.map(({ name }: { name: string }) => name) as string[];
    expect(await running()).toContain('plain:latest');
    const unload = { model: 'plain', messages: [], keep_alive: 0 };
    expect((await root.post('/ollama/api/chat', unload)).body).toMatchObject({ done: true, done_reason: 'unload' });
    expect(await running()).not.toContain('plain:latest');
  });

  it('keep_alive: as long as the administrator allows', async () => {
    const ask = (keep_alive: unknown) =>
      world.api.post('/ollama/api/chat', { model: 'plain', messages, stream: false, keep_alive });
    expect(ignored(await ask(0))).toBe('keep_alive');
    expect(world.sent().keep_alive).toBe(300);
    expect(ignored(await ask('5m'))).toBeUndefined();
    expect(world.sent().keep_alive).toBe('5m');
    expect(ignored(await ask(-1))).toBe('keep_alive');
    expect(world.sent().keep_alive).toBe(1800);
    const admin = await world.portal.someone('admin');
    const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
    const { id } = models.find(({ name }) => name === 'plain:latest')!;
    expect((await admin.put(`/api/admin/models/${id}`, { options: { keep_alive: '2h' } })).status).toBe(200);
    expect(ignored(await ask('90m'))).toBeUndefined();
    expect(world.sent().keep_alive).toBe('90m');
    await ask('24h');
    expect(world.sent().keep_alive).toBe('2h');
    await ask(undefined);
    expect(world.sent().keep_alive).toBe('2h');
    await admin.put(`/api/admin/models/${id}`, { options: {} });
  });

  it('a model that was pulled a moment ago is there: what is missing is looked for afresh', async () => {
    expect((await chat({ model: 'fresh', messages })).status).toBe(404);
    world.portal.fake.setModels([{ name: 'plain', capabilities: ['completion', 'tools'] }, { name: 'fresh' }]);
    await eventually(async () => (await chat({ model: 'fresh', messages })).status === 200);
  });

  it('a backend that is away is told without its address', async () => {
    const { port } = new URL(world.portal.fake.url);
    await world.portal.fake.close();
    const replies = await Promise.all([
      chat({ messages }),
      world.api.post('/v1/messages/count_tokens', { model: 'plain', messages }),
      world.api.post('/ollama/api/show', { model: 'plain' }),
      world.api.post('/ollama/api/embed', { model: 'embedder', input: 'a' }),
    ]);
    for (const { status, body } of replies) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(body)).not.toContain(port);
    }
  });
});
