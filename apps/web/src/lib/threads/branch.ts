import { type Message } from '@pocket-llm/api-client';

/**
 * The branch of a message tree that ends at `leafId` (default: the newest message), oldest first. It begins with the
 * thread, or with the oldest of its messages that is loaded.
 */
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
  messages.reduce<Message | undefined>(
    (latest, message) => (!latest || message.created_at >= latest.created_at ? message : latest),
    undefined,
  );
