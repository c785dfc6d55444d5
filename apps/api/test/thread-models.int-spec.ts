import { randomUUID } from 'node:crypto';
import type { Client } from './client.js';
import { PASSWORD, startPortal, type Person, type Portal } from './portal.js';

const NOWHERE = 'http://127.0.0.1:9';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { EMBEDDED_ENGINE: 'auto', OLLAMA_HOST: NOWHERE } });
  ada = await portal.someone();
});
afterAll(() => portal.close());

const ask = (client: Client, body: object = {}) => client.post('/api/chat', { prompt: randomUUID(), ...body });
const defaultModel = async (client: Client) =>
  (await client.get('/api/models')).body.find((model: { is_default: boolean }) => model.is_default);
const threadOf = async (client: Client, id: string) => (await client.get(`/api/chat/threads/${id}`)).body;

it('the demo model is the default until a model server was found, and never in place of one that is down', async () => {
  expect(await defaultModel(ada)).toMatchObject({ name: 'pocket-demo', available: true });
  expect((await ask(ada)).body.model).toBe('pocket-demo');

  await portal.restart({ OLLAMA_HOST: portal.fake.url });
  let user = await portal.anyone.login(ada.username, PASSWORD);
  expect(await defaultModel(user)).toMatchObject({ name: 'gemma2:2b', available: true });
  const { body: answer } = await ask(user);
  expect(answer.model).toBe('gemma2:2b');

  await portal.restart({ OLLAMA_HOST: NOWHERE });
  user = await portal.anyone.login(ada.username, PASSWORD);
  expect(await defaultModel(user)).toMatchObject({
    name: 'gemma2:2b',
    available: false,
    unavailable_code: 'llm.unavailable',
  });
  for (const reply of [
    await ask(user),
    await ask(user, { thread_id: answer.thread_id }),
    await user.post(`/api/chat/messages/${answer.message_id}/regenerate`, {}),
  ])
    expect([reply.status, reply.body.code]).toEqual([503, 'llm.unavailable']);
  expect((await threadOf(user, answer.thread_id)).model_used).toBe('gemma2:2b');
});

describe('a thread answers with its own model', () => {
  let user: Client;
  let admin: Client;
  beforeAll(async () => {
    await portal.restart({ OLLAMA_HOST: portal.fake.url });
    user = await portal.anyone.login(ada.username, PASSWORD);
    admin = await portal.anyone.login('admin', 'admin123');
    // The list finds the models.
    await user.get('/api/models');
  });

  it('in further, edited and regenerated questions that name none', async () => {
    const first = (await ask(user, { model: 'qwen3:4b' })).body;
    const second = (await ask(user, { thread_id: first.thread_id })).body;
    expect(second.model).toBe('qwen3:4b');
    const third = (await ask(user, { thread_id: first.thread_id, model: 'gemma2:2b' })).body;
    expect((await threadOf(user, first.thread_id)).model_used).toBe('gemma2:2b');
    const messages = `/api/chat/messages`;
    const question = (await threadOf(user, first.thread_id)).messages.at(-2).id;
    expect((await user.post(`${messages}/${question}/edit`, { prompt: 'again' })).body.model).toBe('gemma2:2b');
    expect((await user.post(`${messages}/${second.message_id}/regenerate`, {})).body.model).toBe('qwen3:4b');
    expect((await user.post(`${messages}/${third.message_id}/regenerate`, {})).body.model).toBe('gemma2:2b');
  });

  it('or with none: a model that was disabled is refused, and nothing is written', async () => {
    const { thread_id } = (await ask(user, { model: 'qwen3:4b' })).body;
    const models = (await admin.get('/api/admin/models')).body as { id: string; name: string }[];
    const { id } = models.find(({ name }) => name === 'qwen3:4b')!;
    await admin.put(`/api/admin/models/${id}`, { is_enabled: false });
    const { status, body } = await ask(user, { thread_id });
    expect([status, body.code]).toEqual([400, 'model.unavailable']);
    expect((await threadOf(user, thread_id)).messages).toHaveLength(2);
    await admin.put(`/api/admin/models/${id}`, { is_enabled: true });
    expect((await ask(user, { thread_id })).body.model).toBe('qwen3:4b');
  });
});
