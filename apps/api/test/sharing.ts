import type { Client, Reply } from './client.js';
import type { Portal } from './portal.js';

interface Chat {
  thread_id: string;
  message_id: string;
}

export const ask = async (who: Client, prompt: string, more: object = {}): Promise<Chat> =>
  (await who.post('/api/chat', { prompt, cache: 'bypass', ...more })).body as Chat;

/** A thread of two questions, of which the second has another version beside it. */
export async function aThread({ fake }: Portal, who: Client): Promise<{ thread_id: string; first: Chat; last: Chat }> {
  fake.setScenario('hello');
  const first = await ask(who, 'What is it?', { system: 'Speak like a pirate.' });
  const { thread_id } = first;
  await ask(who, 'THE OTHER BRANCH', { thread_id, parent_id: first.message_id });
  const last = await ask(who, 'Go on.', { thread_id, parent_id: first.message_id });
  return { thread_id, first, last };
}

export interface Made {
  id: string;
  path: string;
  /** The secret of the link. */
  token: string;
  thread_id: string;
}

/** Shares a thread. */
export async function shareOf(who: Client, thread_id: string, body: { level: string }): Promise<Made> {
  const reply = await who.post(`/api/chat/threads/${thread_id}/share`, body);
  expect([reply.status, reply.body]).toEqual([201, expect.objectContaining({ level: body.level })]);
  const { id, path } = reply.body as { id: string; path: string };
  return { id, path, token: path.replace('/shared/', ''), thread_id };
}

export const read = (who: Client, { token }: { token: string }): Promise<Reply> => who.get(`/api/shared/${token}`);

/** 200, or status and code. */
export async function statusOf(who: Client, made: { token: string }): Promise<number | string> {
  const { status, body } = await read(who, made);
  return status === 200 ? 200 : `${status} ${body.code}`;
}
