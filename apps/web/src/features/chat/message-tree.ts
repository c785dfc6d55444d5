import { type Message } from '@pocket-llm/api-client';
import { branch } from '@/lib/threads/branch';

/** The versions of a message: edited questions, or alternative answers. */
export interface Versions {
  ids: readonly string[];
  index: number;
}

const byAge = (a: Message, b: Message): number =>
  a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0;

function childrenByParent(messages: readonly Message[]): Map<string | null, Message[]> {
  const children = new Map<string | null, Message[]>();
  for (const message of [...messages].sort(byAge)) {
    const siblings = children.get(message.parent_id);
    if (siblings) siblings.push(message);
    else children.set(message.parent_id, [message]);
  }
  return children;
}

/**
 * The versions of each message that has more than one, by message id, oldest first.
 * @param whole whether all messages of the thread are loaded. If not, some have versions that are not: those whose
 *   parent is not loaded either.
 */
export function versionsByMessage(messages: readonly Message[], whole = true): ReadonlyMap<string, Versions> {
  const versions = new Map<string, Versions>();
  const loaded = new Set<string | null>(messages.map(({ id }) => id));
  for (const [parent, siblings] of childrenByParent(messages)) {
    if (!whole && !loaded.has(parent)) continue;
    for (const role of ['user', 'assistant']) {
      const ids = siblings.filter((message) => message.role === role).map(({ id }) => id);
      if (ids.length > 1) ids.forEach((id, index) => versions.set(id, { ids, index }));
    }
  }
  return versions;
}

/** The newest leaf below a message, which is shown when that version is chosen. */
export function newestLeafBelow(messages: readonly Message[], id: string): string {
  const children = childrenByParent(messages);
  let leaf = messages.find((message) => message.id === id);
  const below = [id];
  const seen = new Set<string>();
  for (let next = below.pop(); next !== undefined; next = below.pop()) {
    // A cycle in the data must not hang the page.
    if (seen.has(next)) continue;
    seen.add(next);
    for (const child of children.get(next) ?? []) {
      if (!leaf || byAge(leaf, child) <= 0) leaf = child;
      below.push(child.id);
    }
  }
  return leaf?.id ?? id;
}

/**
 * The answers of several models side by side at the end of a branch, in the order of their places: while none of them
 * has been chosen or was followed by a question.
 */
export function comparedAnswers(messages: readonly Message[], path: readonly Message[]): readonly Message[] {
  const last = path.at(-1);
  if (!last || last.compare_place == null) return [];
  const beside = messages
    .filter(({ parent_id, compare_place }) => parent_id === last.parent_id && compare_place != null)
    .sort((a, b) => a.compare_place! - b.compare_place!);
  return beside.length > 1 && !messages.some(({ parent_id }) => beside.some(({ id }) => id === parent_id))
    ? beside
    : [];
}

/** What is left of a thread's messages, and where its shown branch ends. */
export interface Rest {
  messages: readonly Message[];
  leafId: string | null;
  /** The branch ends before the loaded messages: at the leaf, or if that is null, at another first question. */
  isEndBefore?: boolean;
}

/**
 * The tree without some messages and everything below them, and the leaf to show afterwards.
 * @param whole whether all messages of the thread are loaded
 */
export function without(
  messages: readonly Message[],
  leafId: string | null,
  removed: ReadonlySet<string>,
  whole = true,
): Rest {
  if (!messages.some(({ id }) => removed.has(id))) return { messages, leafId };
  const byId = new Map(messages.map((message) => [message.id, message]));
  const gone = (message: Message): Message | undefined => {
    let at: Message | undefined = message;
    for (let steps = 0; at && steps <= messages.length; steps += 1) {
      if (removed.has(at.id)) return at;
      at = at.parent_id ? byId.get(at.parent_id) : undefined;
    }
    return undefined;
  };
  const rest = messages.filter((message) => !gone(message));
  const leaf = leafId ? byId.get(leafId) : undefined;
  const cut = leaf && gone(leaf);
  if (!cut) return { messages: rest, leafId };
  // Show another version instead; without one the conversation ends before the message.
  const sibling = rest
    .filter((message) => message.parent_id === cut.parent_id && message.role === cut.role)
    .sort(byAge)
    .at(-1);
  if (sibling) return { messages: rest, leafId: newestLeafBelow(rest, sibling.id) };
  const before = cut.parent_id;
  const isEndBefore = !whole && (before === null || before < messages[0]!.id);
  return { messages: rest, leafId: before, ...(isEndBefore && { isEndBefore }) };
}

/** The branch to show, empty while its end is not loaded, and the message that the next question follows. */
export function shownBranch({ messages, leafId, isEndBefore }: Rest): {
  path: Message[];
  parentId: string | undefined;
} {
  // Another branch in its place would be taken for this one, and be given the question.
  if (isEndBefore) return { path: [], parentId: leafId ?? undefined };
  const path = branch(messages, leafId);
  return { path, parentId: path.at(-1)?.id };
}
