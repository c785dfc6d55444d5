import { startFakeLlm } from '@pocket-llm/fake-llm';
import { type Client, type SseFrame } from './client.js';
import { startPortal, type Portal } from './portal.js';

const MODELS = '/api/admin/models';
const PULLS = `${MODELS}/pulls`;

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { EMBEDDED_ENGINE: 'auto' } });
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const rows = async () =>
  (await admin.get(MODELS)).body as { id: string; name: string; provider: string; is_enabled: boolean }[];
const named = async (name: string) => (await rows()).find((model) => model.name === name)!;
const listed = async (id: string) =>
  ((await admin.get(PULLS)).body as { id: string; status: string; problem?: { code: string; detail: string } }[]).find(
    (pull) => pull.id === id,
  );
const follow = async (id: string, who = admin) =>
  (await who.stream(`${PULLS}/${id}/events`))[Symbol.asyncIterator]() as AsyncGenerator<SseFrame>;
const toTheEnd = async (id: string) => (await (await admin.stream(`${PULLS}/${id}/events`)).all()).at(-1)!;
const pull = async (name: string) =>
  (await admin.post(`${MODELS}/pull`, { name })).body as { id: string; status: string };
const actions = async () =>
  (await portal.sql<{ action: string }>('SELECT action FROM audit_log ORDER BY seq')).map(({ action }) => action);

describe('a model', () => {
  it(
    'its options, system prompt and keep-alive apply to every run, on chat and gateway, and make another cache ' +
      'key',
    async () => {
      const { id } = await named('fake-echo:latest');
      const ask = async () =>
        (await admin.post('/api/chat', { prompt: 'the same words', model: 'fake-echo:latest' })).body as {
          cached: boolean;
        };
      expect((await ask()).cached).toBe(false);
      expect((await ask()).cached).toBe(true);
      const options = { temperature: 0.2, num_ctx: 2048, top_k: 7, stop: ['END'], keep_alive: '7m' };
      const changed = await admin.put(`${MODELS}/${id}`, {
        options,
        system_prompt: 'Speak like a pirate.',
        display_name: 'Echo',
      });
      expect([changed.status, changed.body]).toEqual([
        200,
        expect.objectContaining({ options, system_prompt: 'Speak like a pirate.', display_name: 'Echo' }),
      ]);
      expect((await ask()).cached).toBe(false);
      const { keep_alive, ...rest } = options;
      const sent = () => portal.fake.requests.filter(({ path }) => path === '/api/chat').at(-1)!.body;
      expect(sent()).toMatchObject({
        options: rest,
        keep_alive,
        messages: [{ role: 'system', content: 'Speak like a pirate.' }, { role: 'user' }],
      });
      const key = (await admin.post('/api/developer/api-keys', {})).body.key_value as string;
      await portal.anyone.withKey(key).post('/v1/chat/completions', {
        model: 'fake-echo:latest',
        temperature: 0.9,
        messages: [{ role: 'user', content: 'over the gateway' }],
      });
      expect(sent()).toMatchObject({
        options: { ...rest, temperature: 0.9 },
        keep_alive,
        messages: [{ role: 'system' }, { role: 'user' }],
      });
      expect((await admin.put(`${MODELS}/${id}`, { options: {}, system_prompt: null })).body).toMatchObject({
        options: {},
        system_prompt: null,
      });
    },
  );

  it.each([
    [{ options: { temperature: 3 } }, '/options/temperature'],
    [{ options: { keep_alive: 'soon' } }, '/options/keep_alive'],
    [{ options: { nonsense: 1 } }, '/options/nonsense'],
    [{ options: { num_ctx: 'many' } }, '/options/num_ctx'],
    [{ roles: [] }, '/roles'],
    [{ roles: ['root'] }, '/roles'],
    [{ system_prompt: 7 }, '/system_prompt'],
  ])('refuses %j and says where', async (body, pointer) => {
    const { id } = await named('fake-echo:latest');
    const { status, body: problem } = await admin.put(`${MODELS}/${id}`, body);
    expect([status, problem.errors[0].pointer]).toEqual([400, pointer]);
  });

  it('is for its roles only: closed for others on chat, on the gateway and in lists', async () => {
    const { id } = await named('fake-thinking:latest');
    const [user, developer] = [await portal.someone('user'), await portal.someone('developer')];
    await admin.put(`${MODELS}/${id}`, { roles: ['developer'] });
    const names = async (who: Client) =>
      (await who.get('/api/models')).body.map(({ name }: { name: string }) => name) as string[];
    expect(await names(user)).not.toContain('fake-thinking:latest');
    expect(await names(developer)).toContain('fake-thinking:latest');
    expect((await user.post('/api/chat', { prompt: 'hi', model: 'fake-thinking:latest' })).body.code).toBe(
      'model.unavailable',
    );
    expect((await developer.post('/api/chat', { prompt: 'hi', model: 'fake-thinking:latest' })).status).toBe(200);
    await admin.put(`${MODELS}/${id}`, { roles: ['admin'] });
    const key = (await developer.post('/api/developer/api-keys', {})).body.key_value as string;
    const refused = await portal.anyone
      .withKey(key)
      .post('/v1/chat/completions', { model: 'fake-thinking:latest', messages: [{ role: 'user', content: 'hi' }] });
    expect([refused.status, refused.body.error.code]).toEqual([404, 'model_not_found']);
    await admin.put(`${MODELS}/${id}`, { roles: ['user'] });
  });

  it('shows what uses it, without other people’s content', async () => {
    const { id } = await named('qwen3:4b');
    const user = await portal.someone('developer', 'uses-qwen');
    await user.post('/api/chat', { prompt: 'my secret plan', model: 'qwen3:4b' });
    await user.post('/api/developer/api-keys', { name: 'bound', model_id: id });
    const { status, body } = await admin.get(`${MODELS}/${id}/uses`);
    expect([status, body]).toEqual([
      200,
      { threads: 1, presets: 0, keys: [{ id: expect.any(String), name: 'bound', username: 'uses-qwen' }], pins: [] },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it(
    'removed from the portal it stays hidden although the backend has it, until it is added again; its key opens ' +
      'nothing else',
    async () => {
      const { id } = await named('llava:7b');
      const developer = await portal.someone('developer');
      const key = (await developer.post('/api/developer/api-keys', { model_id: id })).body.key_value as string;
      expect((await admin.delete(`${MODELS}/${id}`)).status).toBe(204);
      expect(await named('llava:7b')).toBeUndefined();
      const found = async () =>
        (await admin.get(`${MODELS}/discover`)).body[0].models.find(
          ({ name }: { name: string }) => name === 'llava:7b',
        );
      expect(await found()).toMatchObject({ model_id: null });
      expect((await portal.anyone.withKey(key).get('/api/models')).body).toEqual([]);
      expect((await admin.get(`${MODELS}/${id}/uses`)).status).toBe(404);
      const back = await admin.post(MODELS, { name: 'llava:7b' });
      expect([back.status, back.body.available]).toEqual([201, true]);
      expect(await found()).toMatchObject({ model_id: back.body.id });
      expect(await actions()).toEqual(expect.arrayContaining(['model.deleted', 'model.added']));
    },
  );

  it('can be deleted on its backend; the default cannot', async () => {
    const { id } = await named('fake-slow:latest');
    expect((await admin.delete(`${MODELS}/${id}?from_backend=true`)).status).toBe(204);
    expect(portal.fake.requests.find(({ path }) => path === '/api/delete')?.body).toEqual({
      model: 'fake-slow:latest',
    });
    expect(await named('fake-slow:latest')).toBeUndefined();
    const refused = await admin.delete(`${MODELS}/${(await named('gemma2:2b')).id}?from_backend=true`);
    expect([refused.status, refused.body.code]).toEqual([409, 'model.is-default']);
    expect((await admin.delete(`${MODELS}/${id}?from_backend=perhaps`)).status).toBe(400);
  });

  it('is loaded with its own context and unloaded again; discover shows its memory', async () => {
    const { id } = await named('gemma2:2b');
    await admin.put(`${MODELS}/${id}`, { options: { num_ctx: 1024, keep_alive: -1 } });
    const loaded = await admin.post(`${MODELS}/${id}/load`);
    expect([loaded.status, loaded.body.loaded]).toEqual([200, true]);
    expect(portal.fake.requests.find(({ path }) => path === '/api/generate')?.body).toMatchObject({
      model: 'gemma2:2b',
      keep_alive: -1,
      options: { num_ctx: 1024 },
    });
    const [ollama] = (await admin.get(`${MODELS}/discover`)).body;
    expect(ollama).toMatchObject({
      reachable: true,
      version: expect.any(String),
      can: ['pull', 'remove', 'load', 'unload'],
      free_disk_bytes: null,
    });
    expect(ollama.models.find(({ name }: { name: string }) => name === 'gemma2:2b')).toMatchObject({
      model_id: id,
      loaded: true,
      memory: { bytes: 1_629_518_495, vram_bytes: 0, expires_at: expect.any(String) },
      quantization: 'Q4_K_M',
      parameter_size: '2.6B',
    });
    const ejected = await admin.post(`${MODELS}/${id}/unload`);
    expect([ejected.status, ejected.body.loaded]).toEqual([200, false]);
    const [after] = (await admin.get(`${MODELS}/discover`)).body;
    expect(after.free_memory_bytes).toBeGreaterThan(0);
    expect(after.models.find(({ name }: { name: string }) => name === 'gemma2:2b')).toMatchObject({
      loaded: false,
      was_loaded: false,
      memory_seen_bytes: 1_629_518_495,
    });
    expect(
      after.models.find(({ name }: { name: string }) => name === 'nomic-embed-text:latest').memory_seen_bytes,
    ).toBeNull();
    await admin.put(`${MODELS}/${id}`, { options: {} });
  });
});

describe('a restart, and an unreachable backend', () => {
  it('a running job is marked interrupted and can be resumed', async () => {
    portal.fake.setScenario('gated');
    const { id } = await pull('restart:1b');
    const frames = await follow(id);
    portal.fake.release(3);
    for (let done = 0; done === 0;) done = ((await frames.next()).value as SseFrame).data.completed as number;
    await portal.restart();
    admin = await portal.anyone.login('admin', 'admin123');
    expect(await listed(id)).toMatchObject({ status: 'interrupted', problem: { code: 'pull.interrupted' } });
    portal.fake.setScenario('hello');
    await admin.post(`${PULLS}/${id}/resume`);
    expect((await toTheEnd(id)).event).toBe('done');
  });

  it(
    'discover shows a backend’s last known models; they are neither loaded nor deleted there, and ' +
      'one taken out stays out',
    async () => {
      await admin.post(`${MODELS}/${(await named('gemma2:2b')).id}/load`);
      await admin.get(`${MODELS}/discover`);
      const port = Number(new URL(portal.fake.url).port);
      await portal.fake.close();
      const [ollama] = (await admin.get(`${MODELS}/discover`)).body;
      expect(ollama).toMatchObject({
        reachable: false,
        problem: expect.stringContaining('out of reach'),
        seen_at: expect.any(String),
        version: null,
      });
      expect(ollama.models.find(({ name }: { name: string }) => name === 'gemma2:2b')).toMatchObject({
        loaded: false,
        was_loaded: true,
        size_bytes: 1_629_518_495,
      });
      const { status, body } = await admin.post(`${MODELS}/${(await named('gemma2:2b')).id}/load`);
      expect([status, body.code]).toEqual([503, 'llm.unavailable']);

      const { id } = await named('qwen3:4b');
      const kept = await admin.delete(`${MODELS}/${id}?from_backend=true`);
      expect([kept.status, kept.body.code]).toEqual([503, 'llm.unavailable']);
      expect((await admin.delete(`${MODELS}/${id}`)).status).toBe(204);
      const back = await startFakeLlm({ port });
      try {
        const [again] = (await admin.get(`${MODELS}/discover`)).body;
        expect(again.models.find(({ name }: { name: string }) => name === 'qwen3:4b')).toMatchObject({
          model_id: null,
        });
        expect(await named('qwen3:4b')).toBeUndefined();
      } finally {
        await back.close();
      }
    },
  );
});
