import { randomUUID } from 'node:crypto';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal();
  ada = await portal.someone();
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const asked = () => portal.fake.requests.filter(({ path }) => path === '/api/chat').length;
const retry = (person: Person, prompt: string, client_message_id: string, times: number, more = {}) =>
  Promise.all(
    Array.from({ length: times }, () =>
      person.post('/api/chat', { prompt, client_message_id, cache: 'bypass', ...more }),
    ),
  );

describe('F7: the same client_message_id', () => {
  it('fifty times at once asks the backend once, and all get the same answer', async () => {
    const replies = await retry(ada, 'once, please', randomUUID(), 50);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ body }) => `${body.thread_id} ${body.message_id} ${body.response}`)).size).toBe(1);
    expect(asked()).toBe(1);
  });

  it('fifty times at once in one thread, too', async () => {
    const { thread_id } = (await ada.post('/api/chat', { prompt: 'a thread' })).body;
    portal.fake.clear();
    const replies = await retry(ada, 'go on', randomUUID(), 50, { thread_id });
    expect(new Set(replies.map(({ body }) => body.message_id)).size).toBe(1);
    expect(asked()).toBe(1);
  });

  it('fifty times at once after a failure asks once again, and the thread has one more answer', async () => {
    const id = randomUUID();
    portal.fake.setScenario('errorBeforeFirst');
    const [failed] = await retry(ada, 'fails first', id, 1);
    expect(failed!.status).toBe(502);
    portal.fake.setScenario('hello');
    portal.fake.clear();
    const replies = await retry(ada, 'fails first', id, 50);
    expect(new Set(replies.map(({ status, body }) => `${status} ${body.message_id}`)).size).toBe(1);
    expect(asked()).toBe(1);
    const { messages } = (await ada.get(`/api/chat/threads/${replies[0]!.body.thread_id}`)).body;
    expect(messages.map(({ status }: { status: string }) => status)).toEqual(['complete', 'failed', 'complete']);
  });

  it('fifty times at once for a regenerated answer that failed asks once again, and later replays it', async () => {
    const { message_id } = (await ada.post('/api/chat', { prompt: 'regenerate me' })).body;
    const body = { client_message_id: randomUUID() };
    const regenerate = () => ada.post(`/api/chat/messages/${message_id}/regenerate`, body);
    portal.fake.setScenario('errorBeforeFirst');
    expect((await regenerate()).status).toBe(502);
    portal.fake.setScenario('hello');
    portal.fake.clear();
    const replies = [...(await Promise.all(Array.from({ length: 50 }, regenerate))), await regenerate()];
    expect(new Set(replies.map(({ status, body: reply }) => `${status} ${reply.message_id}`)).size).toBe(1);
    expect(asked()).toBe(1);
  });

  it('for another question is refused, and another person’s is his own', async () => {
    const id = randomUUID();
    const [first] = await retry(ada, 'mine', id, 1);
    const [other] = await retry(ada, 'something else', id, 1);
    expect([other!.status, other!.body.code]).toEqual([409, 'run.conflict']);
    const [his] = await retry(await portal.someone(), 'his', id, 1);
    expect(his!.status).toBe(200);
    expect(his!.body.thread_id).not.toBe(first!.body.thread_id);
  });
});
