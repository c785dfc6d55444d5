import { hash } from 'node:crypto';
import type { ChatRequest } from '../../../llm/index.js';

const MOST_KEPT = 10_000;
/** By then a model server has given the memory of the conversation to others. */
const KEPT_MS = 30 * 60_000;

/**
 * Which host answered a conversation last: it has read most of it already. A conversation is known by how it begins, up
 * to its first question, which a chat keeps for its whole life, as a program's does; two chats that begin alike are
 * read faster there, too. Only the same user's conversations share an entry, so nobody learns what others asked.
 */
export class Affinity {
  private readonly hosts = new Map<string, { host: string; until: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  get(key: string): string | undefined {
    const entry = this.hosts.get(key);
    return entry && entry.until > this.now() ? entry.host : undefined;
  }

  set(key: string, host: string): void {
    this.hosts.delete(key);
    this.hosts.set(key, { host, until: this.now() + KEPT_MS });
    if (this.hosts.size > MOST_KEPT) this.hosts.delete(this.hosts.keys().next().value!);
  }
}

/** The beginning of a conversation of one user with one model; `undefined` for a text to continue. */
export function conversationKey(userId: string, model: string, { messages, text }: ChatRequest): string | undefined {
  if (text) return undefined;
  const first = messages.findIndex(({ role }) => role === 'user');
  const beginning = messages.slice(0, first + 1).map(({ role, content }) => [role, content]);
  return beginning.length === 0 ? undefined : hash('sha256', JSON.stringify([userId, model, beginning]), 'base64');
}
