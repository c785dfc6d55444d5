import type { FastifyReply } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import './request.js';

/** Event streams of one user that may be open at a time: enough for any number of tabs. */
export const MAX_STREAMS_PER_USER = 20;

/** Open event streams by server and user. */
const counts = new WeakMap<object, Map<string, number>>();

/** Replies that are counted already. */
const counted = new WeakSet<FastifyReply>();

/**
 * Counts an event stream of the request's user until it closes. Every stream is counted before it opens; a route that
 * starts work first calls this before the work, and the second call changes nothing.
 * @throws DomainError `limit.streams`
 */
export function countStream(reply: FastifyReply): void {
  const userId = reply.request.principal?.userId;
  if (userId === undefined || counted.has(reply)) return;
  const { server } = reply.server;
  const open = counts.get(server) ?? new Map<string, number>();
  counts.set(server, open);
  const count = open.get(userId) ?? 0;
  if (count >= MAX_STREAMS_PER_USER)
    throw new DomainError(
      'limit.streams',
      `You have ${count} event streams open, and no more may be. Close one, for example a tab, and try again.`,
      { retryAfter: 5 },
    );
  counted.add(reply);
  open.set(userId, count + 1);
  reply.raw.once('close', () => {
    const left = open.get(userId)! - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  });
}
