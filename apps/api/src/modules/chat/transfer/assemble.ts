import { newId } from '../../../common/http/ids.js';
import { titleFrom } from '../threads/title.js';
import { BARE_MESSAGE, type ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';
import type { ImportedMessage, ImportedThread } from './imported.js';
import { inOrder, parentsOf, withOwnIds } from './order.js';

const TITLE_MAX = 200;
const SYSTEM_MAX = 100_000;

/** A thread with its messages, ready to be written, except that the pictures are still as the file holds them. */
export interface Assembled {
  thread: ChatThread;
  messages: ChatMessage[];
}

/**
 * Builds rows from a conversation in a file: new ids, parents before children.
 * @returns undefined when the conversation has no text
 */
export function assemble(userId: string, imported: ImportedThread): Assembled | undefined {
  const all = withOwnIds(imported.messages);
  const parents = parentsOf(all);
  const said = inOrder(all, parents);
  if (said.length === 0) return undefined;
  const threadId = newId();
  const ids = new Map<string, string>();
  const start = imported.created_at ?? said.find(({ message }) => message.created_at)?.message.created_at ?? new Date();
  const messages = said.map(({ message, parent }): ChatMessage => {
    const id = newId();
    ids.set(message.id, id);
    const place = { id, thread_id: threadId, user_id: userId, parent_id: parent === null ? null : ids.get(parent)! };
    return row(message, place, start);
  });
  const last = messages.at(-1)!;
  const shown = ids.get(nearest(imported.active, parents, ids) ?? '') ?? last.id;
  const thread: ChatThread = {
    id: threadId,
    user_id: userId,
    title:
      clean(imported.title).trim().slice(0, TITLE_MAX) ||
      titleFrom((messages.find(({ role }) => role === 'user') ?? last).content),
    title_is_manual: imported.title_is_manual ?? true,
    model_used:
      imported.model_used === undefined
        ? (messages.findLast(({ model }) => model)?.model ?? null)
        : imported.model_used,
    message_count: messages.length,
    active_leaf_id: shown,
    system_prompt: imported.system_prompt ? clean(imported.system_prompt).slice(0, SYSTEM_MAX) : null,
    options: imported.options ?? null,
    pinned: imported.pinned ?? false,
    archived: imported.archived ?? false,
    temporary: false,
    import_key: imported.key,
    created_at: start,
    updated_at: imported.updated_at ?? last.created_at,
  };
  return { thread, messages };
}

/** The shown message, or its nearest ancestor that is written. */
function nearest(
  active: string | null | undefined,
  parents: ReadonlyMap<string, string | null>,
  written: ReadonlyMap<string, string>,
): string | undefined {
  let at = active ?? null;
  for (let steps = 0; at !== null && steps <= parents.size; steps++) {
    if (written.has(at)) return at;
    at = parents.get(at) ?? null;
  }
  return undefined;
}

function row(
  { role, content, thinking, images, model, created_at, more }: ImportedMessage,
  place: Pick<ChatMessage, 'id' | 'thread_id' | 'user_id' | 'parent_id'>,
  start: Date,
): ChatMessage {
  return {
    ...BARE_MESSAGE,
    ...place,
    role,
    content: clean(content),
    thinking: thinking ? clean(thinking) : null,
    images: images?.length ? images : null,
    model: model ? clean(model) : null,
    status: 'complete',
    finish_reason: role === 'assistant' ? 'stop' : null,
    created_at: created_at ?? start,
    ...more,
  };
}

/** PostgreSQL text can hold neither NUL nor half a character. */
export const clean = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();
