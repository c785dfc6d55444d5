import { type Message } from '@pocket-llm/api-client';
import { isMessageOf, type Run } from '../run/run';

/** One row of the transcript. `runKey` marks the answer in flight, whose text comes from the run. */
export type Turn =
  | { key: string; role: 'user'; content: string; unsent: boolean; runKey: string | undefined }
  | { key: string; role: 'assistant'; message: Message | undefined; runKey: string | undefined };

/** What the transcript needs to know of a run; its text changes too often to be part of it. */
export type RunShape = Pick<Run, 'key' | 'request' | 'runId' | 'messageId' | 'phase'>;

/** The branch of a message tree that ends at `leafId` (or at the newest message), first message first. */
export function branch(messages: readonly Message[], leafId: string | null | undefined): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  let at = (leafId ? byId.get(leafId) : undefined) ?? newest(messages);
  const path: Message[] = [];
  while (at && path.length <= messages.length) {
    path.push(at);
    at = at.parent_id ? byId.get(at.parent_id) : undefined;
  }
  return path.reverse();
}

const newest = (messages: readonly Message[]): Message | undefined =>
  messages.reduce<Message | undefined>((latest, message) => (!latest || message.created_at >= latest.created_at ? message : latest), undefined);

/** The transcript: the thread's branch, with the run laid over its own answer or put after the end. */
export function composeTurns(path: readonly Message[], run: RunShape | undefined): Turn[] {
  const turns: Turn[] = [];
  let placed = run === undefined;
  for (const message of path) {
    const key = `${turns.length}`;
    // Asked once more: the new answer takes the place of the one it replaces, until the thread shows both.
    const replaced = run?.request.kind === 'regenerate' && run.request.messageId === message.id;
    const own = run !== undefined && (replaced || isMessageOf(run, message));
    if (message.role === 'user') turns.push({ key, role: 'user', content: message.content, unsent: false, runKey: undefined });
    else turns.push({ key, role: 'assistant', message: replaced ? undefined : message, runKey: own ? run.key : undefined });
    if (own) {
      placed = true;
      if (replaced) break;
    }
  }
  if (!placed && run) {
    const { request } = run;
    if (request.kind === 'prompt') {
      turns.push({ key: `${turns.length}`, role: 'user', content: request.prompt, unsent: run.phase === 'unsent', runKey: run.key });
    }
    if (run.phase !== 'unsent') turns.push({ key: `${turns.length}`, role: 'assistant', message: undefined, runKey: run.key });
  }
  return turns;
}
