import {
  chatSend,
  queuedAsk,
  queuedChange,
  queuedKeep,
  queuedRemove,
  type QueuedCreateDto,
  type QueuedMessage,
  type QueuedReply,
  type QueuedUpdateDto,
  type ThreadDetail,
} from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';

/** The question of a thread that waits for the end of the answer in progress. */
export interface NextQuestion {
  thread_id: string;
  prompt: string;
  images: string[] | undefined;
  file_ids?: string[];
  model: string | undefined;
  client_message_id: string;
}

/** The messages that are on the screen, but of which the server has not told the id yet: by the id of the client. */
const sending = new Map<string, Promise<QueuedReply>>();

/** Sends a question that waits while an answer is being written; otherwise it is asked at once. */
export async function sendNext(question: NextQuestion): Promise<QueuedReply> {
  const sent = chatSend({ body: { ...question, queue: true } }).then(({ data }) => data as QueuedReply);
  sending.set(question.client_message_id, sent);
  // Until the rows on the screen have the server's id.
  void sent.catch(() => undefined).finally(() => setTimeout(() => sending.delete(question.client_message_id), 60_000));
  return sent;
}

/** What stays the same from when a message is sent, before the server has an id for it. */
export const keyOf = ({ id, client_message_id }: QueuedMessage): string => client_message_id ?? id;

const is = (message: QueuedMessage) => (other: QueuedMessage) => keyOf(other) === keyOf(message);

const pathOf = async ({ id }: QueuedMessage) => ({
  queued_id: (await sending.get(id))?.queued_message_id ?? id,
});

/** Changes the waiting messages of a loaded thread on the screen. */
export async function patchQueued(
  threadId: string,
  change: (queued: readonly QueuedMessage[]) => QueuedMessage[],
): Promise<void> {
  const { queryKey } = threadQuery(threadId);
  // A fetch in progress would bring back what was before.
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueryData<ThreadDetail>(
    queryKey,
    (thread) => thread && { ...thread, queued: change(thread.queued).map((one, i) => ({ ...one, position: i + 1 })) },
  );
}

/** Reads the thread again, here and in the other tabs. */
export const refreshThread = (threadId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: threadQuery(threadId).queryKey });

/** Changes text or place, at once on the screen. Rejects when the server refuses; then the thread is read again. */
export async function changeQueued(message: QueuedMessage, change: QueuedUpdateDto): Promise<void> {
  const { thread_id } = message;
  const { position, ...text } = change;
  await patchQueued(thread_id, (queued) => {
    const one = queued.find(is(message));
    if (!one) return [...queued];
    const changed = { ...one, ...text };
    if (position === undefined) return queued.map((other) => (other === one ? changed : other));
    return queued.filter((other) => other !== one).toSpliced(position - 1, 0, changed);
  });
  const saving = pathOf(message).then((path) => queuedChange({ path, body: change }));
  await saving.finally(() => refreshThread(thread_id));
}

/** Removes a message. It must not be asked any more, so that the request does not wait for the time of the undo. */
export async function removeQueued(message: QueuedMessage): Promise<void> {
  const { thread_id } = message;
  await patchQueued(thread_id, (queued) => queued.filter((one) => !is(message)(one)));
  const removing = pathOf(message).then((path) => queuedRemove({ path }));
  await removing.finally(() => refreshThread(thread_id));
}

/** Puts a removed message back in its place. */
export async function restoreQueued({
  thread_id,
  prompt,
  images,
  files,
  model,
  position,
}: QueuedMessage): Promise<void> {
  const body: QueuedCreateDto = {
    prompt,
    images: images ?? undefined,
    file_ids: files?.map(({ id }) => id),
    model: model ?? undefined,
    position,
  };
  await queuedKeep({ path: { thread_id }, body }).finally(() => refreshThread(thread_id));
}

/** Asks a message now, or first of all when the answer in progress ends. */
export async function askQueued(message: QueuedMessage): Promise<void> {
  const asking = pathOf(message).then((path) => queuedAsk({ path }));
  await asking.finally(() => refreshThread(message.thread_id));
}
