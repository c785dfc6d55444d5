import { CACHE_MANAGER, type Cache } from '@nestjs/cache-manager';
import { randomUUID } from 'node:crypto';
import type { MemoryStore } from '../src/common/cache/cache.store.js';
import type { Client } from './client.js';
import { ADMIN_PASSWORD, startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
let ada: Person;
let eve: Person;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  ada = await portal.someone('developer');
  eve = await portal.someone('developer');
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const calls = () => portal.fake.requests.filter(({ path }) => path === '/api/chat').length;
const ask = (who: Client, body: object) => who.post('/api/chat', { model: 'gemma2:2b', ...body });
const fresh = () => `question ${randomUUID()}`;

it('C1: answers cross users only with the scope "shared", and only those without a history', async () => {
  await admin.put('/api/admin/settings', { cache_scope: 'user' });
  const prompt = fresh();
  expect((await ask(ada, { prompt })).body.cached).toBe(false);
  expect((await ask(eve, { prompt })).body.cached).toBe(false);
  expect((await ask(ada, { prompt })).body.cached).toBe(true);
  await admin.put('/api/admin/settings', { cache_scope: 'shared' });
  const shared = fresh();
  const first = (await ask(ada, { prompt: shared })).body;
  expect((await ask(eve, { prompt: shared })).body.cached).toBe(true);
  const follow = fresh();
  await ask(ada, { prompt: follow, thread_id: first.thread_id });
  const second = (await ask(eve, { prompt: shared })).body;
  expect((await ask(eve, { prompt: follow, thread_id: second.thread_id })).body.cached).toBe(false);
  const system = 'I am Ada and my number is 7.';
  await ask(ada, { prompt: shared, system });
  expect((await ask(eve, { prompt: shared, system })).body.cached).toBe(false);
});

it.each(['errorMidStream', 'silentEnd', 'reset', 'cutOff', 'stall'] as const)(
  'C3: an answer that ends by %s is never cached',
  async (scenario) => {
    const prompt = fresh();
    portal.fake.setScenario(scenario);
    if (scenario === 'stall') {
      const stream = await ada.stream('/api/chat', { prompt, model: 'gemma2:2b' });
      await portal.fake.waitForRequest();
      await ada.post(`/api/chat/runs/${stream.runId}/stop`);
      stream.close();
    } else await ask(ada, { prompt });
    portal.fake.setScenario('hello');
    const { body } = await ask(ada, { prompt });
    expect([body.cached, body.response.length > 0]).toEqual([false, true]);
  },
);

it('C4: identical questions at once ask the backend once, and a failure is nobody’s who comes later', async () => {
  const prompt = fresh();
  portal.fake.setScenario('gated');
  const people = await Promise.all(Array.from({ length: 10 }, () => portal.someone()));
  const answers = people.flatMap((who) => [ask(who, { prompt }), ask(who, { prompt })]);
  await portal.fake.waitForRequest();
  portal.fake.release(Infinity);
  const bodies = (await Promise.all(answers)).map(({ body }) => body.response as string);
  expect([calls(), new Set(bodies).size]).toEqual([1, 1]);
  const other = fresh();
  portal.fake.setScenario('reset');
  const failed = await Promise.all(people.map((who) => ask(who, { prompt: other })));
  expect(failed.map(({ status }) => status)).toEqual(people.map(() => 502));
  portal.fake.setScenario('hello');
  expect((await ask(people[0]!, { prompt: other })).status).toBe(200);
});

it('C5: no header and no field of a client chooses the key of the cache', async () => {
  const prompt = fresh();
  await ask(ada, { prompt });
  const answers = await Promise.all(
    ['x-cache-key', 'x-forwarded-user', 'x-user-id'].map((header) =>
      ask(eve.with({ [header]: header === 'x-cache-key' ? prompt : ada.id }), { prompt: fresh() }),
    ),
  );
  expect(answers.map(({ body }) => body.cached)).toEqual([false, false, false]);
  for (const field of ['cache_key', 'user_id', 'key'])
    expect((await ask(eve, { prompt, [field]: 'x' })).status).toBe(400);
});

it.each(['null', '5', '{}', '{"text":5}', '{"text":"x","thinking":"","usage":{},"made_at":"now"}'])(
  'C5: %s in the store of the cache is a miss',
  async (value) => {
    const prompt = fresh();
    await ask(ada, { prompt });
    const { store } = portal.server.app.get<Cache>(CACHE_MANAGER, { strict: false }).stores[0]!;
    const answers = store as MemoryStore;
    for (const key of [...answers.keys()]) answers.set(key, { value: JSON.parse(value) });
    const { status, body } = await ask(ada, { prompt });
    expect([status, body.cached, body.response.length > 0]).toEqual([200, false, true]);
    expect((await ask(ada, { prompt })).body.cached).toBe(true);
  },
);

it('C6: a hit needs the right to the model, and a changed digest is another model', async () => {
  const prompt = fresh();
  await ask(ada, { prompt });
  const { body: models } = await admin.get('/api/admin/models');
  const model = models.find(({ name }: { name: string }) => name === 'gemma2:2b');
  await admin.put(`/api/admin/models/${model.id}`, { roles: ['admin'] });
  const refused = await ask(eve, { prompt });
  expect([refused.status, refused.body.code]).toEqual([400, 'model.unavailable']);
  await admin.put(`/api/admin/models/${model.id}`, { roles: ['user'] });
  expect((await ask(eve, { prompt })).body.cached).toBe(true);
});

it('C6: a model that was disabled answers nothing from the cache', async () => {
  const question = { prompt: fresh(), model: 'fake-echo' };
  await ask(ada, question);
  expect((await ask(ada, question)).body.cached).toBe(true);
  const { body: models } = await admin.get('/api/admin/models');
  const { id } = models.find(({ name }: { name: string }) => name === 'fake-echo:latest');
  await admin.put(`/api/admin/models/${id}`, { is_enabled: false });
  expect((await ask(ada, question)).body.code).toBe('model.unavailable');
  await admin.put(`/api/admin/models/${id}`, { is_enabled: true });
});
