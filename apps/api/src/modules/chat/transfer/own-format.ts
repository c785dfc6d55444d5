import type { TermsAcceptance } from '../../auth/index.js';
import type { ShareRow } from '../shares/share.repository.js';
import type { QueuedMessage } from '../queued/queued-message.entity.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';

/** Name and version at the start of our own export file. */
export const FORMAT = 'pocket-llm';
export const VERSION = 1;

/**
 * The text before and after the threads of a file.
 * @param next address of the file with the other threads
 * @param schedules behind the last thread
 * @param acceptances of the terms of use, for the person's records; no import reads them
 * @param shares the same
 */
export const opening = (): string =>
  `{"format":"${FORMAT}","version":${VERSION},"exported_at":"${new Date().toISOString()}","threads":[`;
export const closing = (
  next?: string,
  schedules: object[] = [],
  acceptances: TermsAcceptance[] = [],
  shares: ShareRow[] = [],
): string =>
  `]${listOf('schedules', schedules)}` +
  listOf(
    'accepted_terms',
    acceptances.map(({ version, accepted_at }) => ({ version, accepted_at })),
  ) +
  listOf('shares', shares.map(sharedOf)) +
  `${next === undefined ? '' : `,"next":"${next}"`}}\n`;

const sharedOf = ({
  title,
  thread_id,
  level,
  author,
  message_count,
  views,
  created_at,
  expires_at,
}: ShareRow): object => ({
  title,
  thread_id,
  level,
  with_name: author !== null,
  message_count,
  views,
  created_at,
  expires_at,
});

const listOf = (name: string, items: object[]): string =>
  items.length === 0 ? '' : `,"${name}":${JSON.stringify(items)}`;

/**
 * A thread as the file contains it: everything that belongs to the user, no internals of the installation. In pieces,
 * because the pictures of a long thread do not fit into memory.
 * @param pages its messages
 * @param waiting the messages that wait for the end of an answer, in their order
 */
export async function* exportedThread(
  thread: ChatThread,
  pages: AsyncIterable<ChatMessage[]>,
  waiting: AsyncIterable<QueuedMessage>,
): AsyncGenerator<string> {
  const head = JSON.stringify(headOf(thread));
  yield `${head.slice(0, -1)},"messages":[`;
  let separator = '';
  for await (const page of pages)
    for (const message of page) {
      yield `${separator}${JSON.stringify(exportedMessage(message))}`;
      separator = ',';
    }
  yield '],"queued":[';
  separator = '';
  for await (const { id, prompt, images, files, model, options, problem, created_at } of waiting) {
    yield `${separator}${JSON.stringify({ id, prompt, images, files, model, options, problem, created_at })}`;
    separator = ',';
  }
  yield ']}';
}

function headOf(thread: ChatThread): Record<string, unknown> {
  const {
    id,
    title,
    title_is_manual,
    model_used,
    system_prompt,
    options,
    pinned,
    archived,
    active_leaf_id,
    created_at,
    updated_at,
  } = thread;
  return {
    id,
    import_key: keyOf(thread),
    title,
    title_is_manual,
    model_used,
    system_prompt,
    options,
    pinned,
    archived,
    active_leaf_id,
    created_at,
    updated_at,
  };
}

function exportedMessage(message: ChatMessage): Record<string, unknown> {
  const {
    id,
    parent_id,
    role,
    content,
    thinking,
    images,
    files,
    citations,
    documents,
    model,
    fallback_for,
    status,
    finish_reason,
    usage,
    timings,
    error,
    cached_from,
    context,
    feedback,
    edited_at,
    created_at,
  } = message;
  return {
    id,
    parent_id,
    role,
    content,
    thinking,
    images,
    files,
    citations,
    documents,
    model,
    fallback_for,
    status,
    finish_reason,
    usage,
    timings,
    error,
    cached_from,
    context,
    feedback,
    edited_at,
    created_at,
  };
}

/** Source of a thread, or its own id if it was created here: the same wherever the file is imported. */
export const keyOf = ({ id, import_key }: Pick<ChatThread, 'id' | 'import_key'>): string =>
  import_key ?? `${FORMAT}:${id}`;
