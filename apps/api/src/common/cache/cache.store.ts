import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import type { Env } from '../../config/env.js';
import { redisClient, redisLibrary } from '../redis/redis-client.js';

/** Answers kept in this process; an answer is a few kilobytes. */
const MOST_ENTRIES = 2_000;

/** What Keyv keeps of a value. The value itself, because reading it from its JSON costs more than the rest of a hit. */
interface Entry {
  value: unknown;
  /** By the clock, in milliseconds. */
  expires?: number;
}

/**
 * Adapter for Keyv, which passes its time to live as a number that the LRU cache would take for options. Keyv tracks
 * expiry itself.
 */
export class MemoryStore extends LRUCache<string, Entry> {
  override set(key: string, value: Entry | undefined): this {
    return super.set(key, value);
  }
}

/**
 * Redis where it is configured (shared by several processes), otherwise the most recently used answers in this process.
 */
export function cacheStore(env: Pick<Env, 'REDIS_URL'>): Keyv {
  if (!env.REDIS_URL)
    return new Keyv({
      store: new MemoryStore({ max: MOST_ENTRIES }),
      serialize: undefined,
      deserialize: undefined,
    });
  const { default: KeyvRedis } = redisLibrary();
  const client = redisClient(env.REDIS_URL);
  const hangUp = () => {
    if (client.isOpen) client.destroy();
  };
  // Bytes that are no reply: those that follow would be taken for the replies to other questions. The next use connects
  // again. When the connection itself broke, it is not ready, and connects again without us.
  client.on('error', () => client.isReady && hangUp());
  const redis = new KeyvRedis(client, { throwOnConnectError: false });
  // At the end nobody waits for a reply that may never come.
  redis.disconnect = async () => hangUp();
  return new Keyv({ store: redis, namespace: 'pocket-llm' }).on('error', () => undefined);
}
