import type { ImportedMessage } from './imported.js';
import { joined } from './parts.js';

/** A message as it will be written. */
export interface Said {
  message: ImportedMessage;
  /** Id in the file of the message above it that will be written too. */
  parent: string | null;
}

/**
 * The messages that will be written, parents before their children and otherwise in the order of the file: ids are
 * given out in this order and say which message is newer. Nodes without text are left out, and their children attached
 * to the nearest ancestor with text. Steps on the way to an answer become a part of it. Loops and missing parents in
 * the file become roots.
 */
export function inOrder(all: ImportedMessage[], parents: ReadonlyMap<string, string | null>): Said[] {
  const place = new Map(all.map((message, i) => [message.id, i]));
  const children = new Map<string | null, ImportedMessage[]>();
  for (const message of all) {
    const parent = parents.get(message.id) ?? null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(message);
    else children.set(parent, [message]);
  }
  const said: (Said & { at: number })[] = [];
  const written = new Map<string, number>();
  const seen = new Set<string>();
  const write = (message: ImportedMessage, parent: string | null) => {
    if (written.has(message.id)) return;
    const at = Math.max(place.get(message.id)!, parent === null ? 0 : written.get(parent)!);
    written.set(message.id, at);
    said.push({ message, parent, at });
  };
  // Not recursive: a conversation can be ten thousand messages deep.
  const walk = (roots: ImportedMessage[]) => {
    const waiting = roots.map((message) => ({ message, parent: null as string | null, steps: none })).reverse();
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { message } = next;
      let { parent, steps } = next;
      if (seen.has(message.id)) continue;
      seen.add(message.id);
      const below = children.get(message.id) ?? [];
      if (message.isStep && isSaid(message) && below.length > 0) steps = [...steps, message];
      else if (isSaid(message)) {
        const isAnswer = message.role === 'assistant';
        // Steps that no answer followed are an answer of their own.
        if (!isAnswer && steps.length > 0) {
          const last = withSteps(steps.slice(0, -1), steps.at(-1)!);
          write(last, parent);
          parent = last.id;
        }
        write(isAnswer ? withSteps(steps, message) : message, parent);
        parent = message.id;
        steps = none;
      } else if (below.length === 0 && steps.length > 0) write(withSteps(steps.slice(0, -1), steps.at(-1)!), parent);
      waiting.push(...below.map((child) => ({ message: child, parent, steps })).reverse());
    }
  };
  walk(children.get(null) ?? []);
  for (const message of all) if (!seen.has(message.id)) walk([message]); // Only loops are left.
  return said.sort((a, b) => a.at - b.at);
}

const none: ImportedMessage[] = [];

const isSaid = ({ content, images, thinking, isKept }: ImportedMessage): boolean =>
  isKept || content.trim() !== '' || Boolean(images?.length) || Boolean(thinking);

/** An answer with the steps before it: their notes before its text, their thoughts before its own. */
function withSteps(steps: readonly ImportedMessage[], answer: ImportedMessage): ImportedMessage {
  if (steps.length === 0) return answer;
  const all = [...steps, answer];
  return {
    ...answer,
    content: joined(all.map(({ content }) => content)) ?? '',
    thinking: joined(all.map(({ thinking }) => thinking)),
    images: all.flatMap(({ images }) => images ?? []),
    model: answer.model ?? steps.find(({ model }) => model)?.model,
  };
}

/** Gives messages with the id of an earlier one, or without any, one of their own: none gets lost. */
export function withOwnIds(messages: ImportedMessage[]): ImportedMessage[] {
  const seen = new Set<string>();
  return messages.map((message, i) => {
    const id = message.id === '' || seen.has(message.id) ? `${message.id}#${i}` : message.id;
    seen.add(id);
    return id === message.id ? message : { ...message, id };
  });
}

/** The parent of each message, from what it says itself or else from the lists of children. `null` for a root. */
export function parentsOf(messages: readonly ImportedMessage[]): Map<string, string | null> {
  const ids = new Set(messages.map(({ id }) => id));
  const listed = new Map<string, string>();
  for (const { id, children } of messages)
    for (const child of children ?? []) if (child !== id && !listed.has(child)) listed.set(child, id);
  return new Map(
    messages.map(({ id, parent }) => [
      id,
      parent !== null && parent !== id && ids.has(parent) ? parent : (listed.get(id) ?? null),
    ]),
  );
}
