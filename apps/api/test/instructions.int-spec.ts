import type { Client } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

const PATH = '/api/chat/instructions';
const OWN = { about: 'I teach physics in Leipzig.', answers: 'Short, metric units.' };

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal();
  ada = await portal.someone('developer');
  expect((await ada.get(PATH)).body).toEqual({ about: '', answers: '' });
  expect((await ada.put(PATH, { about: `  ${OWN.about}\n`, answers: OWN.answers })).body).toEqual(OWN);
});
afterAll(() => portal.close());
beforeEach(() => portal.fake.clear());

type Sent = { role: string; content: string }[];
/** What the model was sent when this person asked. */
async function sent(who: Client, body: object): Promise<Sent> {
  const before = portal.fake.requests.length;
  expect((await who.post('/api/chat', body)).status).toBe(200);
  const { body: request } = portal.fake.requests.slice(before).find(({ path }) => path === '/api/chat')!;
  return (request as { messages: Sent }).messages;
}

const systemOf = (messages: Sent) => messages.filter(({ role }) => role === 'system').map(({ content }) => content);

it('the model gets them before the question, after the system prompt', async () => {
  const [alone] = systemOf(await sent(ada, { prompt: 'How far is the moon?' }));
  expect(alone).toContain(OWN.about);
  expect(alone).toContain(OWN.answers);
  expect(systemOf(await sent(ada, { prompt: 'And the sun?', system: 'You are a pirate.' }))).toEqual([
    `You are a pirate.\n\n${alone}`,
  ]);
});

it('a regenerated answer follows them too', async () => {
  portal.fake.setScenario('hello');
  const { message_id } = (await ada.post('/api/chat', { prompt: 'once' })).body;
  portal.fake.clear();
  await ada.post(`/api/chat/messages/${message_id}/regenerate`, {});
  const [again] = portal.fake.requests.filter(({ path }) => path === '/api/chat');
  expect(systemOf((again!.body as { messages: Sent }).messages)[0]).toContain(OWN.about);
});

it('a temporary chat, a program and other people do without them', async () => {
  expect(systemOf(await sent(ada, { prompt: 'Who am I?', temporary: true }))).toEqual([]);
  const { key_value } = (await ada.post('/api/developer/api-keys', {})).body;
  expect(systemOf(await sent(portal.anyone.withKey(key_value), { prompt: 'Who am I, program?' }))).toEqual([]);
  expect(systemOf(await sent(await portal.someone(), { prompt: 'Who am I, bob?' }))).toEqual([]);
});

it('an answer that follows them is nobody else’s, and is not pinned', async () => {
  const question = { prompt: 'What is heat?' };
  const mine = await ada.post('/api/chat', question);
  expect(systemOf(await sent(await portal.someone(), question))).toEqual([]);
  const admin = await portal.someone('admin');
  await admin.put(PATH, OWN);
  const answer = (await admin.post('/api/chat', { prompt: 'What is cold?' })).body;
  await admin.put(PATH, { about: '', answers: '' });
  const pin = await admin.post('/api/admin/cache/pins', { message_id: answer.message_id });
  expect(pin.body).toMatchObject({ code: 'pin.personal', detail: expect.stringContaining('temporary chat') });
  const plain = (await admin.post('/api/chat', { prompt: 'What is cold?', temporary: true })).body;
  expect((await admin.post('/api/admin/cache/pins', { message_id: plain.message_id })).status).toBe(201);
  expect(mine.body.cached).toBe(false);
});

it('emptied ones hold from the next answer on', async () => {
  await ada.put(PATH, { about: '', answers: '' });
  expect(systemOf(await sent(ada, { prompt: 'And now?' }))).toEqual([]);
  await ada.put(PATH, OWN);
});

it('too long ones are refused by name, and an administrator gives a reason to read them', async () => {
  const { status, body } = await ada.put(PATH, { about: 'x'.repeat(4_001), answers: '' });
  expect([status, body.errors[0].pointer]).toEqual([400, '/about']);
  const admin = await portal.someone('admin');
  const { body: refused } = await admin.post('/api/admin/database/query', { sql: 'TABLE chat_instructions' });
  expect(refused.code).toBe('sql.reason-required');
  expect(JSON.stringify(refused)).not.toContain('Leipzig');
});
