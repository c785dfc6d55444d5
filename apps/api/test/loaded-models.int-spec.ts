import { eventually } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

/** What is in memory, and for how long, as people and programs see it. */
let portal: Portal;
let admin: Person;
let dev: Person;
let model: { id: string; name: string };
beforeAll(async () => {
  portal = await startPortal({ fake: { models: [{ name: 'tiny', capabilities: ['completion'] }] } });
  admin = await portal.someone('admin');
  dev = await portal.someone('developer');
  model = (await admin.get('/api/admin/models')).body.find(({ name }: { name: string }) => name === 'tiny:latest');
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.setModels([{ name: 'tiny', capabilities: ['completion'] }]));

const FOLLOWS_MS = 3_000;
const LISTS = [
  ['the picker', () => dev.get('/api/models')],
  ['the desk', () => admin.get('/api/admin/models')],
] as const;

/** Somebody else asks the model server, past the portal. */
const elsewhere = (body: object) =>
  fetch(`${portal.fake.url}/api/generate`, { method: 'POST', body: JSON.stringify({ model: 'tiny', ...body }) });
const ask = (body: object = {}) =>
  dev.post('/ollama/api/generate', { model: 'tiny', prompt: String(Math.random()), stream: false, ...body });
const set = (options: object) => admin.put(`/api/admin/models/${model.id}`, { options });

/** Minutes for which the model server keeps the model from now on; `undefined` when it is not in memory. */
async function minutesLeft(): Promise<number | undefined> {
  const { models } = (await (await fetch(`${portal.fake.url}/api/ps`)).json()) as { models: { expires_at: string }[] };
  return models[0] && Math.round((Date.parse(models[0].expires_at) - Date.now()) / 60_000);
}
const contextOf = async () =>
  ((await (await fetch(`${portal.fake.url}/api/ps`)).json()) as { models: { context_length: number }[] }).models[0]
    ?.context_length;

it.each(LISTS)('%s follows within three seconds when the model server loads and unloads by itself', async (_, list) => {
  const isLoaded = async () =>
    (await list()).body.find(({ name }: { name: string }) => name === 'tiny:latest').loaded as boolean;
  expect(await isLoaded()).toBe(false);
  for (const [body, expected] of [
    [{}, true],
    [{ keep_alive: 0 }, false],
  ] as const) {
    await elsewhere(body);
    const began = performance.now();
    await eventually(async () => (await isLoaded()) === expected);
    expect(performance.now() - began).toBeLessThan(FOLLOWS_MS);
  }
});

it('a model that was pinned is free again when the setting is taken away', async () => {
  await set({ keep_alive: -1 });
  await ask();
  expect(await minutesLeft()).toBeGreaterThan(1e6);
  await set({});
  expect(await minutesLeft()).toBe(5);
  await ask();
  expect(await minutesLeft()).toBe(5);
});

it('a loaded model obeys a new time at once, without being loaded anew', async () => {
  await set({ num_ctx: 2048 });
  await ask();
  await set({ num_ctx: 2048, keep_alive: '1h' });
  expect([await minutesLeft(), await contextOf()]).toEqual([60, 2048]);
  await set({});
  expect([await minutesLeft(), await contextOf()]).toEqual([5, 2048]);
});

it('a setting loads no model that is not in memory', async () => {
  await set({ keep_alive: -1 });
  expect(await minutesLeft()).toBeUndefined();
  await set({});
  expect(await minutesLeft()).toBeUndefined();
});

it('a caller keeps a model as long as he asks, within what the administrator allows', async () => {
  await ask({ keep_alive: '20m' });
  expect(await minutesLeft()).toBe(20);
  await ask({ keep_alive: -1 });
  expect(await minutesLeft()).toBe(30);
  await set({ keep_alive: '10m' });
  await ask({ keep_alive: '20m' });
  expect(await minutesLeft()).toBe(10);
  await set({});
});

it('a setting is saved although the model is gone from the server', async () => {
  await set({ keep_alive: -1 });
  portal.fake.setModels([]);
  const { status, body } = await set({});
  expect([status, body.options]).toEqual([200, {}]);
});
