import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { eventually } from './clock.js';
import { startWithTwoBackends, type TwoBackends } from './two-backends.js';

// Chains of models: who answers while the one that was asked for is out.

const ASKED = 'plain:latest';
const SPARE = 'org/vllm-model:latest';
const messages = [{ role: 'user', content: 'a' }];

let world: TwoBackends;
let admin: Client;
let user: Client;
let ids: Record<string, string>;
beforeEach(async () => {
  world = await startWithTwoBackends();
  admin = await world.portal.anyone.login('admin', 'admin123');
  user = await world.portal.someone();
  const rows = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
  ids = Object.fromEntries(rows.map(({ id, name }) => [name, id]));
});
afterEach(() => world.close());

const chain = (...names: string[]) =>
  admin.put(`/api/admin/models/${ids[ASKED]}`, { fallbacks: names.map((name) => ids[name]) });
const ask = (client: Client, more: object = {}) =>
  client.post('/api/chat', { prompt: randomUUID(), model: ASKED, ...more });
const thread = async (id: string) => (await user.get(`/api/chat/threads/${id}`)).body;

it('without a chain nothing answers instead; with one, the next model does, and it is said everywhere', async () => {
  await world.portal.fake.close();
  expect((await ask(user)).body.code).toBe('llm.unavailable');
  expect((await chain(SPARE)).body.fallbacks).toEqual([ids[SPARE]]);
  const reply = await ask(user);
  expect(reply.body).toMatchObject({ model: SPARE, fallback_for: ASKED });
  const kept = await thread(reply.body.thread_id);
  expect(kept.model_used).toBe(ASKED);
  expect(kept.messages[1]).toMatchObject({ model: SPARE, fallback_for: ASKED, status: 'complete' });
  const find = async () =>
    (await admin.get(`/api/admin/logs?request_id=${String(reply.headers['x-request-id'])}`)).body.logs;
  await eventually(async () => (await find()).length > 0);
  expect((await find())[0].metadata).toMatchObject({ model: ASKED, answered_by: SPARE });
  await eventually(
    async () => (await world.portal.sql('SELECT 1 FROM usage_days WHERE model = $1', [SPARE])).length > 0,
  );
  expect(await world.portal.sql('SELECT 1 FROM usage_days WHERE model = $1 AND output_tokens > 0', [ASKED])).toEqual(
    [],
  );
});

it('a stream names the model that answers, also to a program, and to one of another kind', async () => {
  await chain(SPARE);
  await world.portal.fake.close();
  const events = await (await user.stream('/api/chat', { prompt: 'a', model: ASKED, stream: true })).all();
  const started = events.filter(({ event }) => event === 'started');
  expect(started.at(-1)!.data).toMatchObject({ model: SPARE, fallback_for: ASKED });
  const whole = await world.api.post('/v1/chat/completions', { model: ASKED, messages });
  expect([whole.body.model, whole.headers['x-pocket-fallback']]).toEqual([SPARE, ASKED]);
  const frames = await world.api.stream('/v1/chat/completions', { model: ASKED, messages, stream: true });
  let text = '';
  for await (const piece of frames.chunks()) text += piece;
  expect(text).toContain(`"model":"${SPARE}"`);
  expect(text).not.toContain(ASKED);
  const anthropic = await world.api.post('/v1/messages', { model: ASKED, messages, max_tokens: 9 });
  expect(anthropic.body.model).toBe(SPARE);
});

it('the groups that allow the model that answers are asked, and charged', async () => {
  await chain(SPARE);
  const member = await world.portal.someone();
  const groupFor = async (name: string) => {
    const group = { name, model_ids: [ids[name]], budget: { requests_per_day: 1 }, member_ids: [member.id] };
    return (await admin.post('/api/admin/groups', group)).body.id as string;
  };
  await groupFor(ASKED);
  const spare = await groupFor(SPARE);
  await world.portal.fake.close();
  expect((await ask(member)).body.model).toBe(SPARE);
  const used = (await member.get('/api/usage/today')).body.groups as { id: string; used: { requests: number } }[];
  expect(used.map(({ id, used: { requests } }) => [id === spare, requests]).sort()).toEqual([
    [false, 0],
    [true, 1],
  ]);
  expect((await ask(member)).body.code).toBe('llm.unavailable');
});

it('one that fails for another reason is not replaced', async () => {
  await chain(SPARE);
  world.portal.fake.setScenario('nestedError');
  expect((await ask(user)).status).toBe(400);
  world.portal.fake.setScenario('errorMidStream');
  expect((await ask(user)).body.code).toBe('llm.failed');
  expect(world.other.requests.filter(({ path }) => path === '/v1/chat/completions')).toEqual([]);
});

it('a fallback is only for those who may use it, and only models of the portal can be one', async () => {
  await chain(SPARE);
  await admin.put(`/api/admin/models/${ids[SPARE]}`, { roles: ['developer'] });
  await world.portal.fake.close();
  expect((await ask(user)).body.code).toBe('llm.unavailable');
  expect((await ask(world.api)).body.model).toBe(SPARE);
  for (const fallbacks of [[ids[ASKED]], [randomUUID()], ['x'], [ids[SPARE], ids[SPARE]]])
    expect((await admin.put(`/api/admin/models/${ids[ASKED]}`, { fallbacks })).status).toBe(400);
  await admin.delete(`/api/admin/models/${ids[SPARE]}`);
  const [row] = await world.portal.sql('SELECT fallbacks FROM models WHERE name = $1', [ASKED]);
  expect(row).toEqual({ fallbacks: [] });
});

it('the answer of another model is never cached as that of the one that was asked for', async () => {
  await chain('thinker:latest');
  const all = world.portal.fake;
  all.setModels([{ name: 'thinker' }]);
  await admin.get('/api/admin/models/discover');
  const prompt = randomUUID();
  expect((await ask(user, { prompt })).body).toMatchObject({ model: 'thinker:latest', cached: false });
  expect((await ask(user, { prompt })).body).toMatchObject({ model: 'thinker:latest', cached: true });
  all.setModels([{ name: 'thinker' }, { name: 'plain' }]);
  await admin.get('/api/admin/models/discover');
  const own = (await ask(user, { prompt })).body;
  expect(own).toMatchObject({ model: ASKED, cached: false });
  expect(own.fallback_for).toBeUndefined();
});

describe('a model that answers instead', () => {
  const own = (name: string, temperature: number) =>
    admin.put(`/api/admin/models/${ids[name]}`, {
      system_prompt: `You are ${name}.`,
      options: { temperature, ...(name === ASKED && { num_ctx: 512, think: false }) },
    });
  beforeEach(async () => {
    await chain(SPARE);
    expect([(await own(ASKED, 0.1)).status, (await own(SPARE, 0.9)).status]).toEqual([200, 200]);
    // The portal believes it there until it asks.
    await user.get('/api/models');
  });

  it('has its own options and system prompt, beside what the asker set', async () => {
    await world.portal.fake.close();
    expect((await ask(user, { options: { top_p: 0.5 } })).body.model).toBe(SPARE);
    expect(world.sentToOther()).toMatchObject({
      temperature: 0.9,
      top_p: 0.5,
      messages: [{ role: 'system', content: `You are ${SPARE}.` }, { role: 'user' }],
    });
    const said = { model: ASKED, messages, top_p: 0.4 };
    expect((await world.api.post('/v1/chat/completions', said)).body.model).toBe(SPARE);
    expect(world.sentToOther()).toMatchObject({
      temperature: 0.9,
      top_p: 0.4,
      messages: [{ role: 'system', content: `You are ${SPARE}.` }, { role: 'user' }],
    });
  });

  it('has it, too, for a program whose model is out only when it is asked', async () => {
    world.portal.fake.setScenario('gated');
    const asked = world.portal.fake.waitForRequest();
    const reply = world.api.post('/v1/chat/completions', { model: ASKED, messages, temperature: 0.3 });
    await asked;
    await world.portal.fake.close();
    expect((await reply).body.model).toBe(SPARE);
    expect(world.sentToOther()).toMatchObject({
      temperature: 0.3,
      messages: [{ role: 'system', content: `You are ${SPARE}.` }, { role: 'user' }],
    });
  });

  it('ends when its asker may no longer use it', async () => {
    await world.portal.fake.close();
    world.other.setScenario('gated');
    const frames = await world.api.stream('/v1/chat/completions', { model: ASKED, messages, stream: true });
    const waits = world.other.waitForRequest();
    const pieces = frames.chunks()[Symbol.asyncIterator]();
    const begun = pieces.next();
    await waits;
    world.other.release(1);
    await begun;
    await admin.put(`/api/admin/models/${ids[SPARE]}`, { roles: ['admin'] });
    await world.other.waitForAbort();
    let text = '';
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) text += piece.value;
    expect(text).toMatch(/vllm-model.*not available/);
  });

  it('says so when it goes on', async () => {
    await world.portal.fake.close();
    world.other.setScenario('cutOff');
    const { message_id, thread_id } = (await ask(user)).body;
    world.other.setScenario('hello');
    const reply = await user.post(`/api/chat/messages/${message_id}/continue`, {});
    expect(reply.body).toMatchObject({ model: SPARE, fallback_for: ASKED });
    expect((await thread(thread_id)).messages[1]).toMatchObject({ model: SPARE, fallback_for: ASKED });
  });
});
