import type { FakeModel } from '@pocket-llm/fake-llm';
import { randomUUID } from 'node:crypto';
import { eventually } from './clock.js';
import { until, type Client, type Reply, type SseFrame } from './client.js';
import { begin, over } from './batch-client.js';
import { OPERATIONS, resolved, type Schema } from './document.js';
import { startPortal, type Person, type Portal } from './portal.js';

// A model that is reserved for a group of which somebody is no member is not there for him: on no route, in no dialect,
// no list and no cache, whichever credential he has.

const RESERVED = 'reserved:1b';
const OPEN = 'open:1b';
const ALL: FakeModel['capabilities'] = ['completion', 'embedding'];

let portal: Portal;
let admin: Client;
let member: Person;
let outsider: Person;
let key: Client;
let own: { message_id: string; question_id: string; stopped_id: string };
beforeAll(async () => {
  portal = await startPortal({ fake: { models: [OPEN, RESERVED].map((name) => ({ name, capabilities: ALL })) } });
  admin = await portal.anyone.login('admin', 'admin123');
  [member, outsider] = [await portal.someone('developer'), await portal.someone('developer')];
  const group = (await admin.post('/api/admin/groups', { name: 'Lab', member_ids: [member.id] })).body;
  const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
  const at = (name: string) => `/api/admin/models/${models.find((model) => model.name === name)!.id}`;
  await admin.put(at(OPEN), { is_default: true });
  await admin.put(at(RESERVED), { group_ids: [group.id] });
  key = portal.anyone.withKey((await outsider.post('/api/developer/api-keys', { name: 'all' })).body.key_value);
  const { thread_id, message_id } = (await outsider.post('/api/chat', { prompt: 'begin', model: OPEN })).body;
  const { messages } = (await outsider.get(`/api/chat/threads/${thread_id}`)).body;
  portal.fake.setScenario('endless');
  const stream = await outsider.stream('/api/chat', { prompt: 'to stop', model: OPEN, stream: true });
  const [started] = await until(stream[Symbol.asyncIterator](), 'delta');
  await outsider.post(`/api/chat/runs/${stream.runId}/stop`);
  own = { message_id, question_id: messages[0].id, stopped_id: started!.data.message_id };
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const messages = [{ role: 'user', content: 'hi' }];
const chat = { model: RESERVED, messages };
const say = () => ({ prompt: `hi ${randomUUID()}` });

type Ask = (who: Client) => Promise<Reply>;

/** Every operation that takes the name of a model, and how it is asked for. */
const ASKED: Record<string, Ask> = {
  'POST /api/chat': (who) => who.post('/api/chat', { ...say(), model: RESERVED }),
  'POST /api/chat/messages/{message_id}/regenerate': (who) =>
    who.post(`/api/chat/messages/${own.message_id}/regenerate`, { model: RESERVED }),
  'POST /api/chat/messages/{message_id}/edit': (who) =>
    who.post(`/api/chat/messages/${own.question_id}/edit`, { ...say(), model: RESERVED }),
  'POST /api/chat/messages/{message_id}/continue': (who) =>
    who.post(`/api/chat/messages/${own.stopped_id}/continue`, { model: RESERVED }),
  'POST /v1/chat/completions': (who) => who.post('/v1/chat/completions', chat),
  'POST /v1/completions': (who) => who.post('/v1/completions', { model: RESERVED, prompt: 'hi' }),
  'POST /v1/embeddings': (who) => who.post('/v1/embeddings', { model: RESERVED, input: 'hi' }),
  'POST /v1/responses': (who) => who.post('/v1/responses', { model: RESERVED, input: 'hi' }),
  'POST /v1/messages': (who) => who.post('/v1/messages', { ...chat, max_tokens: 8 }),
  'POST /v1/messages/count_tokens': (who) => who.post('/v1/messages/count_tokens', chat),
  'POST /ollama/api/chat': (who) => who.post('/ollama/api/chat', { ...chat, stream: false }),
  'POST /ollama/api/generate': (who) =>
    who.post('/ollama/api/generate', { model: RESERVED, prompt: 'hi', stream: false }),
  'POST /ollama/api/embed': (who) => who.post('/ollama/api/embed', { model: RESERVED, input: 'hi' }),
  'POST /ollama/api/embeddings': (who) => who.post('/ollama/api/embeddings', { model: RESERVED, prompt: 'hi' }),
  'POST /ollama/api/show': (who) => who.post('/ollama/api/show', { model: RESERVED }),
};

/** Those that only keep a name, or filter by it: what asks the model later is judged then. */
const KEEP: Record<string, string> = {
  'POST /api/chat/threads/{thread_id}/queued': 'judged when it is asked, see below',
  'POST /api/chat/presets': 'a note of its owner',
  'PATCH /api/chat/presets/{preset_id}': 'a note of its owner',
  'POST /api/chat/schedules': 'judged at each run, see below',
  'PATCH /api/chat/schedules/{schedule_id}': 'judged at each run, see below',
  'POST /v1/audio/speech': 'needs an audio server, which has models of its own',
  'POST /v1/audio/transcriptions': 'needs an audio server, which has models of its own',
  'POST /v1/audio/translations': 'needs an audio server, which has models of its own',
};

const takesModel = (given: Schema): boolean => {
  const schema = resolved(given);
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return Boolean(schema.properties?.model) || parts.some(takesModel);
};
const TAKING = OPERATIONS.filter(({ access, body }) => access.role !== 'admin' && body && takesModel(body.schema));

it('no operation that takes a model is left out here', () => {
  expect(TAKING.map(({ name }) => name).sort()).toEqual([...Object.keys(ASKED), ...Object.keys(KEEP)].sort());
});

/** Requests about the model, whatever for. */
const reached = () => portal.fake.requests.filter(({ rawBody }) => rawBody.includes(RESERVED)).length;
const routes = TAKING.filter(({ name }) => name in ASKED);

it.each(routes.map(({ name, access }) => [name, access] as const))('%s', async (name, access) => {
  const ask = ASKED[name]!;
  const mine = await ask(outsider);
  const theirs = await ask(member);
  // Messages of the outsider's own thread are not the member's.
  if (!/_id\}/.test(name)) expect(theirs.status).toBeLessThan(300);
  portal.fake.clear();
  const replies = [mine, await ask(outsider), ...(access.api_key_scope ? [await ask(key)] : [])];
  // Each dialect has its own status for what is not there.
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => (/^\S+ \/api\//.test(name) ? 400 : 404)));
  for (const { body } of replies) expect(JSON.stringify(body)).toMatch(/is not available|not found/);
  expect(reached()).toBe(0);
});

it('compare: neither as one of several', async () => {
  const reply = await outsider.post('/api/chat', { ...say(), stream: true, compare_models: [OPEN, RESERVED] });
  expect([reply.status, reply.body.code, reached()]).toEqual([400, 'model.unavailable', 0]);
});

const LISTS: Record<string, (who: Client) => Promise<Reply>> = {
  '/api/models': (who) => who.get('/api/models'),
  '/v1/models': (who) => who.get('/v1/models'),
  '/ollama/api/tags': (who) => who.get('/ollama/api/tags'),
  '/ollama/api/ps': (who) => who.get('/ollama/api/ps'),
};

it.each(Object.keys(LISTS))('%s does not name it', async (path) => {
  await member.post('/v1/chat/completions', chat); // It is in memory now.
  await outsider.post('/v1/chat/completions', { ...chat, model: OPEN });
  const names = async (who: Client) => JSON.stringify((await LISTS[path]!(who)).body);
  expect(await names(member)).toContain(RESERVED);
  for (const who of [outsider, key]) {
    expect(await names(who)).toContain(OPEN);
    expect(await names(who)).not.toContain(RESERVED);
  }
});

it('/v1/models/{id} does not know it', async () => {
  const at = `/v1/models/${encodeURIComponent(RESERVED)}`;
  expect((await member.get(at)).status).toBe(200);
  for (const who of [outsider, key]) expect((await who.get(at)).status).toBe(404);
});

it('an answer that is cached for its members is for nobody else, also where the cache is shared', async () => {
  await admin.put('/api/admin/settings', { cache_scope: 'shared' });
  const prompt = `hi ${randomUUID()}`;
  await member.post('/api/chat', { prompt, model: RESERVED });
  expect((await member.post('/api/chat', { prompt, model: RESERVED })).body.cached).toBe(true);
  const refused = await outsider.post('/api/chat', { prompt, model: RESERVED });
  expect([refused.status, refused.body.code]).toEqual([400, 'model.unavailable']);
});

it('it is no fallback for an outsider', async () => {
  const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
  const idOf = (name: string) => models.find((model) => model.name === name)!.id;
  const at = `/api/admin/models/${idOf('gemma2:2b')}`;
  await admin.put(at, { fallbacks: [idOf(RESERVED)] });
  const ask = (who: Client) => who.post('/v1/chat/completions', { model: 'gemma2:2b', messages });
  expect((await ask(member)).body.model).toBe(RESERVED);
  portal.fake.clear();
  for (const who of [outsider, key]) expect((await ask(who)).status).toBeGreaterThanOrEqual(400);
  expect(reached()).toBe(0);
  await admin.put(at, { fallbacks: [] });
});

it('as the default of the portal it is the default of its members only', async () => {
  const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
  const makeDefault = (name: string) =>
    admin.put(`/api/admin/models/${models.find((model) => model.name === name)!.id}`, { is_default: true });
  await makeDefault(RESERVED);
  const { thread_id } = (await member.post('/api/chat', say())).body;
  const [, answer] = (await member.get(`/api/chat/threads/${thread_id}`)).body.messages;
  expect(answer.model).toBe(RESERVED);
  portal.fake.clear();
  await outsider.post('/api/chat', say());
  expect(reached()).toBe(0);
  await makeDefault(OPEN);
});

it('a message that waits is judged when its turn comes', async () => {
  portal.fake.setScenario('gated');
  const stream = await outsider.stream('/api/chat', { ...say(), model: OPEN, stream: true });
  const frames = stream[Symbol.asyncIterator]();
  const [{ data }] = (await until(frames, 'started')) as [SseFrame];
  await outsider.post(`/api/chat/threads/${data.thread_id}/queued`, { ...say(), model: RESERVED });
  portal.fake.clear();
  portal.fake.release(Infinity);
  await until(frames, 'done');
  const thread = (await outsider.get(`/api/chat/threads/${data.thread_id}`)).body;
  expect([thread.queued, reached()]).toMatchObject([[{ held: true, problem: { code: 'model.unavailable' } }], 0]);
});

it('a scheduled prompt is judged at each run', async () => {
  const made = await outsider.post('/api/chat/schedules', {
    name: 'News',
    prompt: 'What is new?',
    cron: '0 7 * * *',
    timezone: 'UTC',
    model: RESERVED,
  });
  expect(made.status).toBe(201);
  const run = await outsider.post(`/api/chat/schedules/${made.body.id}/run`);
  expect([run.status, run.body.code, reached()]).toEqual([400, 'model.unavailable', 0]);
});

it('vectors that wait for their turn are not made when the right to them goes meanwhile', async () => {
  const group = (await admin.get('/api/admin/groups')).body[0];
  portal.fake.setScenario('endless');
  const places = 4;
  const busy = await Promise.all(
    Array.from({ length: places }, () => outsider.stream('/api/chat', { ...say(), model: OPEN, stream: true })),
  );
  await eventually(() => portal.fake.requests.filter(({ path }) => path === '/api/chat').length === places);
  const waiting = member.post('/v1/embeddings', { model: RESERVED, input: 'secret' });
  const isWaiting = async () => (await admin.get('/api/admin/telemetry')).body.process.queue_depth === 1;
  await eventually(isWaiting);
  await admin.patch(`/api/admin/groups/${group.id}/members`, { remove: [member.id] });
  expect((await waiting).status).toBe(404);
  for (const { runId } of busy) await outsider.post(`/api/chat/runs/${runId}/stop`);
  await admin.patch(`/api/admin/groups/${group.id}/members`, { add: [member.id] });
  expect(portal.fake.requests.filter(({ path }) => path.includes('embed'))).toEqual([]);
});

it('a chat that was imported goes on with the default when its model is not for its owner', async () => {
  const thread = (model_used: string) => ({
    title: 'brought along',
    import_key: `elsewhere:${model_used}`,
    model_used,
    messages: [{ id: randomUUID(), parent_id: null, role: 'user', content: 'hello' }],
  });
  const names = [RESERVED, 'never-heard-of:1b'];
  const file = { format: 'pocket-llm', version: 1, threads: names.map(thread) };
  const { thread_ids } = (await outsider.post('/api/chat/import', file)).body;
  expect(thread_ids).toHaveLength(names.length);
  for (const thread_id of thread_ids) {
    expect((await outsider.post('/api/chat', { ...say(), thread_id })).status).toBe(200);
    expect((await outsider.get(`/api/chat/threads/${thread_id}`)).body.model_used).toBe(OPEN);
  }
});

it('the lines of a batch are judged when they run', async () => {
  const batch = await begin(outsider, [
    { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: { ...chat } },
  ]);
  const done = await over(outsider, batch);
  expect([done.request_counts, reached()]).toMatchObject([{ total: 1, completed: 0, failed: 1 }, 0]);
});

it('a thread whose model was taken away is readable, and does not go on with that model', async () => {
  const group = (await admin.get('/api/admin/groups')).body[0];
  const first = (await member.post('/api/chat', { ...say(), model: RESERVED })).body;
  await admin.patch(`/api/admin/groups/${group.id}/members`, { remove: [member.id] });
  portal.fake.clear();
  const { thread_id, message_id } = first;
  expect((await member.get(`/api/chat/threads/${thread_id}`)).body.messages).toHaveLength(2);
  const replies = [
    await member.post('/api/chat', { ...say(), thread_id }),
    await member.post(`/api/chat/messages/${message_id}/regenerate`, {}),
  ];
  expect(replies.map(({ status, body }) => [status, body.code])).toEqual(replies.map(() => [400, 'model.unavailable']));
  expect(reached()).toBe(0);
  await admin.patch(`/api/admin/groups/${group.id}/members`, { add: [member.id] });
});
