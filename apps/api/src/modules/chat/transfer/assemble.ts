import { newId } from '../../../common/http/ids.js';
import { titleFrom } from '../threads/title.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';
import type { ImportedMessage, ImportedThread } from './imported.js';

const TITLE_MAX = 200;
const SYSTEM_MAX = 100_000;

/** A thread with its messages, ready to be written. */
export interface Assembled {
  thread: ChatThread;
  messages: ChatMessage[];
}

/**
 * Builds rows from a conversation in a file: new ids, parents before children. Nodes without text are left out and
 * their children attached to the nearest ancestor with text. Loops and missing parents in the file become roots.
 * @returns undefined when the conversation has no text
 */
export function assemble(userId: string, imported: ImportedThread): Assembled | undefined {
  const said = inOrder(imported.messages);
  if (said.length === 0) return undefined;
  const threadId = newId();
  const ids = new Map<string, string>();
  const messages = said.map(({ message, parent }): ChatMessage => {
    const id = newId();
    ids.set(message.id, id);
    return row(message, {
      id,
      thread_id: threadId,
      user_id: userId,
      parent_id: parent === null ? null : ids.get(parent)!,
    });
  });
  const last = messages.at(-1)!;
  const shown = ids.get(nearest(imported, new Set(ids.keys())) ?? '') ?? last.id;
  const created = imported.created_at ?? messages[0]!.created_at;
  const thread: ChatThread = {
    id: threadId,
    user_id: userId,
    title:
      clean(imported.title).slice(0, TITLE_MAX) ||
      titleFrom(said.find(({ message }) => message.role === 'user')?.message.content ?? last.content),
    title_is_manual: imported.title_is_manual ?? true,
    model_used: messages.findLast(({ model }) => model)?.model ?? null,
    message_count: messages.length,
    active_leaf_id: shown,
    system_prompt: imported.system_prompt ? clean(imported.system_prompt).slice(0, SYSTEM_MAX) : null,
    options: imported.options ?? null,
    pinned: imported.pinned ?? false,
    archived: imported.archived ?? false,
    temporary: false,
    import_key: imported.key,
    created_at: created,
    updated_at: imported.updated_at ?? last.created_at ?? created,
  };
  return { thread, messages };
}

interface Said {
  message: ImportedMessage;
  /** Id in the file of the nearest ancestor that has text. */
  parent: string | null;
}

function inOrder(all: ImportedMessage[]): Said[] {
  const known = new Map(all.map((message) => [message.id, message]));
  const children = new Map<string | null, ImportedMessage[]>();
  for (const message of known.values()) {
    const parent =
      message.parent !== null && known.has(message.parent) && message.parent !== message.id ? message.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), message]);
  }
  const said: Said[] = [];
  const seen = new Set<string>();
  // Not recursive: a conversation can be ten thousand messages deep.
  const walk = (roots: ImportedMessage[]) => {
    const waiting = roots.map((message) => ({ message, parent: null as string | null })).reverse();
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { message, parent } = next;
      if (seen.has(message.id)) continue;
      seen.add(message.id);
      const isSaid = message.content.trim() !== '' || Boolean(message.images?.length);
      if (isSaid) said.push(next);
      const below = (children.get(message.id) ?? []).map((child) => ({
        message: child,
        parent: isSaid ? message.id : parent,
      }));
      waiting.push(...below.reverse());
    }
  };
  walk(children.get(null) ?? []);
  for (const message of known.values()) if (!seen.has(message.id)) walk([message]); // Only loops are left.
  return said;
}

/** The shown message, or its nearest ancestor that has text. */
function nearest({ active, messages }: ImportedThread, said: ReadonlySet<string>): string | undefined {
  const known = new Map(messages.map((message) => [message.id, message]));
  for (
    let at = active ? known.get(active) : undefined, steps = 0;
    at && steps <= messages.length;
    at = at.parent ? known.get(at.parent) : undefined, steps++
  )
    if (said.has(at.id)) return at.id;
  return undefined;
}

function row(
  { role, content, thinking, images, model, created_at, more }: ImportedMessage,
  place: Pick<ChatMessage, 'id' | 'thread_id' | 'user_id' | 'parent_id'>,
): ChatMessage {
  return {
    ...place,
    role,
    content: clean(content),
    thinking: thinking ? clean(thinking) : null,
    images: images?.length ? images : null,
    model: model ?? null,
    status: 'complete',
    finish_reason: role === 'assistant' ? 'stop' : null,
    run_id: null,
    client_message_id: null,
    usage: null,
    timings: null,
    error: null,
    cached_from: null,
    context: null,
    feedback: null,
    edited_at: null,
    heartbeat_at: null,
    created_at: created_at ?? new Date(),
    ...more,
  };
}

/** PostgreSQL text cannot hold NUL. */
const clean = (text: string): string => text.replaceAll('\0', '\uFFFD');
