import { randomUUID } from 'node:crypto';
import { until, type EventStream, type SseFrame } from './client.js';
import { eventually, withinOne } from './clock.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal();
  ada = await portal.someone('developer');
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('echo');
  portal.fake.clear();
});

const bypass = { cache: 'bypass' };

interface Going {
  stream: EventStream;
  frames: AsyncGenerator<SseFrame>;
  thread: string;
}

/** An answer that does not end before its pieces are released. */
async function answering(who = ada): Promise<Going> {
  const stream = await who.stream('/api/chat', { prompt: 'scenario:gated go', stream: true, ...bypass });
  const frames = stream[Symbol.asyncIterator]();
  const [{ data }] = (await until(frames, 'started')) as [SseFrame];
  await portal.fake.waitForRequest();
  return { stream, frames, thread: data.thread_id };
}

const queue = (thread_id: string, prompt: string, more: object = {}) =>
  ada.post('/api/chat', { prompt, thread_id, queue: true, ...bypass, ...more });

interface Queued {
  id: string;
  prompt: string;
  position: number;
  held: boolean;
  problem: { code: string } | null;
}
const detail = async (thread: string) =>
  (await ada.get(`/api/chat/threads/${thread}`)).body as {
    queued: Queued[];
    running: boolean;
    active_leaf_id: string;
    messages: { id: string; role: string; content: string; parent_id: string | null; status: string; run_id: string }[];
  };
const waiting = async (thread: string) => (await detail(thread)).queued.map(({ prompt }) => prompt);
const isHeld = async (thread: string) => (await detail(thread)).queued.map(({ held }) => held);
/** The questions of the shown branch, each the child of the answer before it. */
async function questions(thread: string): Promise<string[]> {
  const { messages, active_leaf_id } = await detail(thread);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path = [];
  for (let one = byId.get(active_leaf_id); one; one = byId.get(one.parent_id ?? '')) path.unshift(one);
  return path.filter(({ role }) => role === 'user').map(({ content }) => content);
}
const settled = (thread: string) => eventually(async () => !(await detail(thread)).running);
/** The end of the answer; its run of the next message is on its way by then. */
const end = async ({ frames }: Going) => {
  portal.fake.release(Infinity);
  return (await until(frames, 'done')).at(-1)!.data as { next_run_id: string | null };
};
/** An answer that was stopped, with messages that wait. */
async function stopped(...prompts: string[]): Promise<{ thread: string; ids: string[] }> {
  const going = await answering();
  for (const prompt of prompts) await queue(going.thread, prompt);
  await ada.post(`/api/chat/runs/${going.stream.runId}/stop`);
  await until(going.frames, 'done');
  return { thread: going.thread, ids: (await detail(going.thread)).queued.map(({ id }) => id) };
}

it('what is sent while an answer runs waits, and is asked in its order when the answer ends', async () => {
  const going = await answering();
  const first = await queue(going.thread, 'first', { images: ['aGk='], model: 'llava:7b' });
  expect([first.status, first.body]).toEqual([
    202,
    { thread_id: going.thread, queued_message_id: expect.any(String), position: 1, run_id: null },
  ]);
  expect((await queue(going.thread, 'second')).body.position).toBe(2);
  const { queued, messages } = await detail(going.thread);
  expect((await ada.get(`/api/chat/threads/${going.thread}?before=${messages[1]!.id}`)).body.queued).toEqual([]);
  expect(queued[0]).toMatchObject({ prompt: 'first', images: ['aGk='], model: 'llava:7b', held: false, problem: null });
  const { next_run_id } = await end(going);
  // Whoever reads the thread after `done` finds the next question in it, and can read its run.
  const after = await detail(going.thread);
  expect(after.messages.some(({ run_id }) => run_id === next_run_id)).toBe(true);
  const next = await (await ada.stream(`/api/chat/runs/${next_run_id}/events`)).all();
  expect(next.at(-1)).toMatchObject({ event: 'done' });
  await (await ada.stream(`/api/chat/runs/${next.at(-1)!.data.next_run_id}/events`)).all();
  await settled(going.thread);
  expect(await questions(going.thread)).toEqual(['scenario:gated go', 'first', 'second']);
  expect(await waiting(going.thread)).toEqual([]);
  const [question] = await portal.sql(`SELECT images FROM chat_messages WHERE content = 'first' AND role = 'user'`);
  expect(question).toEqual({ images: ['aGk='] });
});

it('while nothing runs it is asked at once, in a new chat too; a system prompt cannot wait', async () => {
  const { status, body } = await ada.post('/api/chat', { prompt: 'now', queue: true, ...bypass });
  expect([status, body]).toMatchObject([202, { queued_message_id: null, position: 0, run_id: expect.any(String) }]);
  await (await ada.stream(`/api/chat/runs/${body.run_id}/events`)).all();
  const again = await queue(body.thread_id, 'and again');
  await (await ada.stream(`/api/chat/runs/${again.body.run_id}/events`)).all();
  expect(await questions(body.thread_id)).toEqual(['now', 'and again']);
  const refused = await queue(body.thread_id, 'x', { system: 'Be brief.' });
  expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/system']);
});

it('Stop stops the answer, not what waits: that is held until a person asks for it', async () => {
  const { thread, ids } = await stopped('one', 'two', 'three');
  expect(await isHeld(thread)).toEqual([true, true, true]);
  // Another question goes first, and its end does not ask them either.
  await ada.post('/api/chat', { prompt: 'between', thread_id: thread, ...bypass });
  expect(await waiting(thread)).toEqual(['one', 'two', 'three']);
  const { status, body } = await ada.post(`/api/chat/queued/${ids[1]}/ask`);
  expect([status, body]).toMatchObject([202, { position: 0, run_id: expect.any(String) }]);
  await eventually(async () => (await waiting(thread)).length === 0);
  await settled(thread);
  expect(await questions(thread)).toEqual(['scenario:gated go', 'between', 'two', 'one', 'three']);
});

it('while an answer runs, asking for one puts it first and lets all go on', async () => {
  const { thread, ids } = await stopped('one', 'two');
  portal.fake.clear();
  const stream = await ada.stream('/api/chat', { prompt: 'scenario:gated more', thread_id: thread, ...bypass });
  await portal.fake.waitForRequest();
  expect(await isHeld(thread)).toEqual([true, true]);
  const { body } = await ada.post(`/api/chat/queued/${ids[1]}/ask`);
  expect(body).toEqual({ thread_id: thread, queued_message_id: ids[1], position: 1, run_id: null });
  expect(await isHeld(thread)).toEqual([false, false]);
  expect(await waiting(thread)).toEqual(['two', 'one']);
  portal.fake.release(Infinity);
  await stream.all();
  await eventually(async () => (await waiting(thread)).length === 0);
});

it('a failed answer holds them', async () => {
  const going = await answering();
  await queue(going.thread, 'scenario:reset fails');
  await queue(going.thread, 'after it');
  await end(going);
  await settled(going.thread);
  const { queued, messages } = await detail(going.thread);
  expect(messages.at(-1)).toMatchObject({ status: 'failed' });
  expect(queued).toMatchObject([{ prompt: 'after it', held: true }]);
});

it('are asked when another answer is kept than the one in progress', async () => {
  const models = { model: 'fake-endless:latest', compare_models: ['qwen3:4b'] };
  const stream = await ada.stream('/api/chat', { prompt: 'go', ...models, ...bypass });
  const [{ data }] = (await until(stream[Symbol.asyncIterator](), 'compare')) as [SseFrame];
  const [kept] = data.siblings as [{ run_id: string; message_id: string }];
  await (await ada.stream(`/api/chat/runs/${kept.run_id}/events`)).all();
  await queue(data.thread_id, 'next', { model: 'qwen3:4b' });
  await ada.post(`/api/chat/messages/${kept.message_id}/keep`, { others: 'delete' });
  expect(await waiting(data.thread_id)).toEqual([]);
  expect((await detail(data.thread_id)).messages[2]).toMatchObject({ content: 'next', parent_id: kept.message_id });
});

it('they survive a restart, and are held then', async () => {
  const going = await answering();
  const { queued_message_id: id } = (await queue(going.thread, 'after the restart')).body;
  // A process that is gone wrote nothing more; the one after it finds the queue open.
  await portal.restart();
  await portal.sql(
    `UPDATE chat_threads SET queue_open = true, updated_at = now() - interval '1 minute' WHERE id = $1`,
    [going.thread],
  );
  await portal.restart();
  ada = Object.assign(portal.anyone.with(ada.headers as Record<string, string>), {
    id: ada.id,
    username: ada.username,
  });
  expect((await detail(going.thread)).queued).toMatchObject([{ id, held: true }]);
  expect(await portal.sql('SELECT 1 FROM chat_threads WHERE queue_open AND id = $1', [going.thread])).toEqual([]);
  expect((await ada.post(`/api/chat/queued/${id}/ask`)).status).toBe(202);
  await settled(going.thread);
  expect(await questions(going.thread)).toEqual(['scenario:gated go', 'after the restart']);
});

it('their text and order can be changed, they can be removed and put back', async () => {
  const { thread, ids } = await stopped('a', 'b', 'c');
  const moved = await ada.patch(`/api/chat/queued/${ids[2]}`, { position: 1, prompt: 'C' });
  expect(moved.body).toMatchObject({ id: ids[2], position: 1, prompt: 'C' });
  expect(await waiting(thread)).toEqual(['C', 'a', 'b']);
  await ada.patch(`/api/chat/queued/${ids[2]}`, { position: 20 });
  expect(await waiting(thread)).toEqual(['a', 'b', 'C']);
  expect((await ada.delete(`/api/chat/queued/${ids[1]}`)).status).toBe(204);
  expect((await ada.delete(`/api/chat/queued/${ids[1]}`)).body.code).toBe('queued.not-found');
  const back = await ada.post(`/api/chat/threads/${thread}/queued`, { prompt: 'b', position: 2 });
  expect([back.status, back.body]).toMatchObject([201, { prompt: 'b', position: 2, held: true }]);
  expect(await waiting(thread)).toEqual(['a', 'b', 'C']);
  for (const prompt of ['', ' \n'])
    expect((await ada.patch(`/api/chat/queued/${ids[0]}`, { prompt })).body.errors[0].pointer).toBe('/prompt');
});

it('are bounded in a chat, also when many are sent at once', async () => {
  const going = await answering();
  const replies = await Promise.all(Array.from({ length: 25 }, (_, i) => queue(going.thread, `number ${i}`)));
  expect(replies.filter(({ status }) => status === 202)).toHaveLength(20);
  const refused = replies.filter(({ status }) => status !== 202);
  expect(new Set(refused.map(({ status, body }) => `${status} ${body.code}`))).toEqual(new Set(['409 queued.full']));
  expect(refused[0]!.body.detail).toMatch(/Remove one/);
  expect((await detail(going.thread)).queued.map(({ position }) => position)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  await ada.post(`/api/chat/runs/${going.stream.runId}/stop`);
  await ada.delete(`/api/chat/threads/${going.thread}`);
  expect(await portal.sql('SELECT 1 FROM chat_queued_messages WHERE thread_id = $1', [going.thread])).toEqual([]);
});

it('what is sent twice waits once, and is asked once', async () => {
  const going = await answering();
  const more = { client_message_id: randomUUID() };
  const replies = await Promise.all([1, 2, 3].map(() => queue(going.thread, 'scenario:gated once', more)));
  expect(new Set(replies.map(({ body }) => body.queued_message_id)).size).toBe(1);
  expect((await queue(going.thread, 'another', more)).body.code).toBe('run.conflict');
  portal.fake.clear();
  await end(going);
  const late = await queue(going.thread, 'scenario:gated once', more);
  expect([late.status, late.body.queued_message_id]).toEqual([202, null]);
  await settled(going.thread);
  expect(await questions(going.thread)).toEqual(['scenario:gated go', 'scenario:gated once']);
});

it('is asked once, however many ask for it', async () => {
  const { thread, ids } = await stopped('only once');
  const replies = await Promise.all(Array.from({ length: 6 }, () => ada.post(`/api/chat/queued/${ids[0]}/ask`)));
  expect(replies.filter(({ body }) => body.run_id).length).toBe(1);
  expect(replies.every(({ status }) => status === 202 || status === 404)).toBe(true);
  await settled(thread);
  expect(await questions(thread)).toEqual(['scenario:gated go', 'only once']);
  expect(await waiting(thread)).toEqual([]);
});

it('counts when it is asked: what a limit refuses waits on, held, with the reason', async () => {
  const admin = await portal.anyone.login('admin', 'admin123');
  await withinOne('day', async () => {
    const going = await answering();
    await queue(going.thread, 'too much');
    await admin.put(`/api/admin/users/${ada.id}/quota`, { requests_per_day: 1 });
    expect((await end(going)).next_run_id).toBeNull();
    const { queued } = await detail(going.thread);
    expect(queued).toMatchObject([{ prompt: 'too much', held: true, problem: { code: 'limit.requests' } }]);
    expect((await ada.post(`/api/chat/queued/${queued[0]!.id}/ask`)).status).toBe(429);
    expect(await waiting(going.thread)).toEqual(['too much']);
    await admin.delete(`/api/admin/users/${ada.id}/quota`);
    await ada.post(`/api/chat/queued/${queued[0]!.id}/ask`);
    await settled(going.thread);
    expect(await questions(going.thread)).toEqual(['scenario:gated go', 'too much']);
  });
});

it('is asked with the rights of then: not by a key that was revoked meanwhile', async () => {
  const { id, key_value } = (await ada.post('/api/developer/api-keys', {})).body;
  const going = await answering();
  const program = portal.anyone.withKey(key_value);
  const body = { prompt: 'of the program', thread_id: going.thread, queue: true };
  expect((await program.post('/api/chat', body)).status).toBe(202);
  await ada.delete(`/api/developer/api-keys/${id}`);
  await end(going);
  const { queued } = await detail(going.thread);
  expect(queued).toMatchObject([{ held: true, problem: { code: 'auth.invalid-key' } }]);
  await ada.post(`/api/chat/queued/${queued[0]!.id}/ask`);
  await settled(going.thread);
  expect(await questions(going.thread)).toEqual(['scenario:gated go', 'of the program']);
});

it('of a session are none of a key: its models and limits are others', async () => {
  const { thread, ids } = await stopped('of the person');
  const { key_value } = (await ada.post('/api/developer/api-keys', {})).body;
  const program = portal.anyone.withKey(key_value);
  for (const reply of [
    await program.patch(`/api/chat/queued/${ids[0]}`, { prompt: 'of the program' }),
    await program.delete(`/api/chat/queued/${ids[0]}`),
    await program.post(`/api/chat/queued/${ids[0]}/ask`),
  ])
    expect([reply.status, reply.body.code]).toEqual([404, 'queued.not-found']);
  expect(await waiting(thread)).toEqual(['of the person']);
});

it('are nobody else’s, and an administrator gives a reason to read them', async () => {
  const { thread, ids } = await stopped('my secret');
  const eve = await portal.someone('admin');
  for (const reply of [
    await eve.patch(`/api/chat/queued/${ids[0]}`, { prompt: 'x' }),
    await eve.delete(`/api/chat/queued/${ids[0]}`),
    await eve.post(`/api/chat/queued/${ids[0]}/ask`),
    await eve.post('/api/chat', { prompt: 'x', thread_id: thread, queue: true }),
    await eve.post(`/api/chat/threads/${thread}/queued`, { prompt: 'x' }),
  ])
    expect(reply.status).toBe(404);
  const { body } = await eve.post('/api/admin/database/query', { sql: 'TABLE chat_queued_messages' });
  expect(body.code).toBe('sql.reason-required');
  expect(await waiting(thread)).toEqual(['my secret']);
});
