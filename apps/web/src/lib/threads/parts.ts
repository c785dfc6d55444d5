import { type Message, threadDetail, type ThreadDetail } from '@pocket-llm/api-client';
import { branch } from './branch';

// A long thread is read from its end. What is loaded are always *all* messages from one on, on every branch: ids sort
// by time, and what follows a message is newer. So the loaded part can be treated like a whole tree, as long as nobody
// asks what is before it.

/** How many messages are read at first, and with each step back. */
export const PART = 60;
/** A branch shorter than this is filled up: most of what was read belongs to others. */
const SHORT = 10;
/** The most that the server reads before a message. */
const MOST = 1_000;

/** The first loaded message of each thread. Kept while the page is open, so that a thread is read again as far. */
const starts = new Map<string, string>();

/** Notes how far back a thread was read. Of two reads that overlap, the longer one counts, whichever ends last. */
function moveStartBack(threadId: string, first: string | undefined): void {
  const start = starts.get(threadId);
  if (first !== undefined && (start === undefined || first < start)) starts.set(threadId, first);
}

interface PartQuery {
  from?: string | undefined;
  before?: string | undefined;
  limit?: number | undefined;
}

const read = async (threadId: string, query: PartQuery, signal?: AbortSignal): Promise<ThreadDetail> =>
  (await threadDetail({ path: { thread_id: threadId }, query, ...(signal && { signal }) })).data;

const has = (messages: readonly Message[], id: string): boolean => messages.some((message) => message.id === id);

/** How many messages of the thread, on any branch, are not loaded. */
export const countOlder = ({ message_count, messages }: Pick<ThreadDetail, 'message_count' | 'messages'>): number =>
  Math.max(0, message_count - messages.length);

/**
 * How many messages come before a branch and are not loaded: none when the branch begins with the thread, else at most
 * this many, because the ones that are not loaded can belong to other branches too.
 */
export const countPast = (
  thread: Pick<ThreadDetail, 'message_count' | 'messages'>,
  path: readonly Message[],
): number => (path[0]?.parent_id ? countOlder(thread) : 0);

/** What the end of the shown branch still lacks, or undefined. */
function lacking(thread: ThreadDetail): PartQuery | undefined {
  const { messages, active_leaf_id: leaf } = thread;
  if (countOlder(thread) === 0) return undefined;
  if (leaf && !has(messages, leaf)) return { from: leaf, limit: PART };
  const path = branch(messages, leaf);
  const parent = path[0]?.parent_id;
  return parent && path.length < SHORT ? { from: parent, limit: PART } : undefined;
}

/** A thread with its newest messages, or with as many as were loaded before. */
export async function readThread(threadId: string, signal?: AbortSignal): Promise<ThreadDetail> {
  for (;;) {
    const start = starts.get(threadId);
    let thread = await read(threadId, start ? { from: start } : { limit: PART }, signal);
    for (let query = lacking(thread), last = ''; query && query.from !== last; query = lacking(thread)) {
      last = query.from!;
      thread = await read(threadId, query, signal);
    }
    // Older messages were loaded meanwhile: without them, what is being read would go.
    if (starts.get(threadId) !== start) continue;
    moveStartBack(threadId, thread.messages[0]?.id);
    return thread;
  }
}

/** Reads the messages before the shown branch of a loaded thread, or all back to one of them. */
export async function readOlder(thread: ThreadDetail, target?: string): Promise<Message[]> {
  const before = thread.messages[0]?.id;
  const from = target ?? branch(thread.messages, thread.active_leaf_id)[0]?.parent_id ?? undefined;
  // The branch is whole, but there are older messages: other versions of its first question.
  const query = from === undefined ? { before, limit: MOST } : { from, before, limit: PART };
  const { messages } = await read(thread.id, query);
  moveStartBack(thread.id, messages[0]?.id);
  return messages;
}

/** A thread with older messages in front of those it has. */
export function withOlder(thread: ThreadDetail, older: readonly Message[]): ThreadDetail {
  const added = older.filter(({ id }) => !has(thread.messages, id));
  const messages = [...added, ...thread.messages];
  // There are none, whatever was counted: nobody shall ask again.
  return { ...thread, messages, ...(older.length === 0 && { message_count: messages.length }) };
}
