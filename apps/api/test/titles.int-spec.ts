import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedRequest } from '@pocket-llm/fake-llm';
import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

const QUESTION = 'How do I move a database of ten gigabytes to another machine without stopping it?';
const FIRST_WORDS = 'How do I move a database of ten gigabytes to another…';

let portal: Portal;
let ada: Person;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal({ env: { TITLE_MODEL: '' } });
  ada = await portal.someone();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.clear();
  portal.fake.setScenario({ text: nameOrAnswer });
});
afterEach(async () => {
  await admin.put('/api/admin/settings', { title_model: 'same' });
});

const isTitle = (prompt: string) => prompt.endsWith('Title:');
const nameOrAnswer = (prompt: string) => (isTitle(prompt) ? '**Title:** "Moving a live database."\n' : 'Replicate it.');

const unique = () => `${QUESTION} ${randomUUID()}`;
const ask = async (who: Client, body: object = {}) =>
  (await who.post('/api/chat', { prompt: unique(), ...body })).body as { thread_id: string; message_id: string };
/** The title, once none is being made. */
const titleOf = async (id: string) => (await ada.get(`/api/chat/threads/${id}/title`)).body.title as string;
const calls = () => portal.fake.requests.filter(({ path }) => path === '/api/chat');
const promptOf = ({ body }: RecordedRequest) => (body as { messages: { content: string }[] }).messages.at(-1)!.content;
const isTitleCall = (call: RecordedRequest) => call.path === '/api/chat' && isTitle(promptOf(call));

it('after the first answer the model names the chat, which keeps its place in the list', async () => {
  await ask(ada);
  const [listed] = (await ada.get('/api/chat/threads')).body;
  expect(await titleOf(listed.id)).toBe('Moving a live database');
  const [named] = (await ada.get('/api/chat/threads')).body;
  expect([named.id, named.title, named.updated_at]).toEqual([listed.id, 'Moving a live database', expect.anything()]);
  expect((await ada.get('/api/chat/threads?q=live')).body[0].id).toBe(listed.id);
});

it('the end of the answer says whether a title comes', async () => {
  const ends = async (body: object) => {
    const stream = await ada.stream('/api/chat', { prompt: unique(), stream: true, ...body });
    return (await stream.all()).at(-1)!.data;
  };
  expect(await ends({})).toMatchObject({ title_pending: true });
  expect(await ends({ temporary: true })).toMatchObject({ title_pending: false });
});

it('later answers, temporary chats, programs and named chats cost no call', async () => {
  const { thread_id } = await ask(ada);
  await titleOf(thread_id);
  portal.fake.clear();
  await ask(ada, { thread_id });
  await titleOf((await ask(ada, { temporary: true })).thread_id);
  const developer = await portal.someone('developer');
  const program = portal.anyone.withKey((await developer.post('/api/developer/api-keys', {})).body.key_value);
  const { thread_id: other } = await ask(program);
  await program.get(`/api/chat/threads/${other}/title`);
  await ada.patch(`/api/chat/threads/${thread_id}`, { title: 'Mine' });
  await ask(ada, { thread_id });
  await titleOf(thread_id);
  expect(calls().map(promptOf).filter(isTitle)).toEqual([]);
});

it('an edited first question names the chat anew, unless a person has named it', async () => {
  const { thread_id } = await ask(ada);
  expect(await titleOf(thread_id)).toBe('Moving a live database');
  portal.fake.setScenario({ text: (prompt) => (isTitle(prompt) ? 'Baking bread' : 'Flour.') });
  const { messages } = (await ada.get(`/api/chat/threads/${thread_id}`)).body;
  const edit = (prompt: string) => ada.post(`/api/chat/messages/${messages[0].id}/edit`, { prompt });
  await edit('How is bread baked?');
  expect(await titleOf(thread_id)).toBe('Baking bread');
  await ada.patch(`/api/chat/threads/${thread_id}`, { title: 'Mine' });
  await edit('And rolls?');
  expect(await titleOf(thread_id)).toBe('Mine');
});

it('an edit while the first title is being made names the chat after the new question', async () => {
  const slow = (prompt: string) => (isTitle(prompt) && !prompt.includes('beer') ? 'word '.repeat(48) : 'Malt');
  portal.fake.setScenario({ text: slow, delayMs: 100 });
  const { thread_id } = await ask(ada);
  await portal.fake.waitForRequest(isTitleCall);
  const { messages } = (await ada.get(`/api/chat/threads/${thread_id}`)).body;
  await ada.post(`/api/chat/messages/${messages[0].id}/edit`, { prompt: 'How is beer brewed?' });
  expect(await titleOf(thread_id)).toBe('Malt');
  expect(portal.fake.aborts.some(isTitleCall)).toBe(true);
});

it('a name that a person gives meanwhile stays', async () => {
  portal.fake.setScenario({ text: nameOrAnswer, delayMs: 100 });
  const { thread_id } = await ask(ada);
  await portal.fake.waitForRequest(isTitleCall);
  await ada.patch(`/api/chat/threads/${thread_id}`, { title: 'By hand' });
  expect(await titleOf(thread_id)).toBe('By hand');
});

it('off, a model of its own, and one that does not exist', async () => {
  const set = async (title_model: string) =>
    expect((await admin.put('/api/admin/settings', { title_model })).status).toBe(200);
  await set('off');
  expect(await titleOf((await ask(ada)).thread_id)).toBe(FIRST_WORDS);
  await set('qwen3:4b');
  expect(await titleOf((await ask(ada)).thread_id)).toBe('Moving a live database');
  expect((calls().at(-1)!.body as { model: string }).model).toBe('qwen3:4b');
  await set('no-such-model');
  expect(await titleOf((await ask(ada)).thread_id)).toBe(FIRST_WORDS);
  expect((await admin.put('/api/admin/settings', { title_model: '' })).status).toBe(400);
});

it('what is no title leaves the first words', async () => {
  portal.fake.setScenario({ text: (prompt) => (isTitle(prompt) ? 'Certainly, I would be happy to. '.repeat(9) : 'x') });
  expect(await titleOf((await ask(ada)).thread_id)).toBe(FIRST_WORDS);
});

it('its tokens are in the ledger, and it is no question', async () => {
  const eve = await portal.someone('developer');
  await ask(eve);
  await eve.get('/api/chat/threads').then(({ body }) => eve.get(`/api/chat/threads/${body[0].id}/title`));
  const usage = async () => (await eve.get('/api/developer/usage')).body.totals as Record<string, number>;
  let totals = await usage();
  // The ledger is written once a second.
  while (totals.requests === 0) {
    await pause(50);
    totals = await usage();
  }
  expect(totals.requests).toBe(1);
  expect(totals.output_tokens).toBeGreaterThan(5);
});

it('gives its place back as soon as somebody waits, and goes on when nobody does', async () => {
  await admin.put('/api/admin/settings', { llm_max_parallel: 1 });
  const bob = await portal.someone();
  // A title of twelve seconds, behind an answer of less than one.
  const slow = (prompt: string) => (isTitle(prompt) ? 'word '.repeat(48) : 'Replicate it.');
  portal.fake.setScenario({ text: slow, delayMs: 250 });
  const { thread_id } = await ask(ada);
  await portal.fake.waitForRequest(isTitleCall);
  portal.fake.setScenario({ text: nameOrAnswer });
  await ask(bob, { prompt: 'Urgent?' });
  // The title's call had the only place.
  await portal.fake.waitForAbort(isTitleCall);
  expect(await titleOf(thread_id)).toBe('Moving a live database');
  await admin.put('/api/admin/settings', { llm_max_parallel: 4 });
});
