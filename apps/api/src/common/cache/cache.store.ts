import { Keyv } from 'keyv';
import type { Env } from '../../config/env.js';
import { BoundedMap } from './bounded-map.js';

/** Answers kept in the process; an answer is a few kilobytes. */
const MOST_ENTRIES = 2_000;

/** Redis where it is configured (shared by several processes), otherwise a bounded map in this process. */
export async function cacheStore(env: Pick<Env, 'REDIS_URL'>): Promise<Keyv> {
  if (!env.REDIS_URL) return new Keyv({ store: new BoundedMap<string, string>(MOST_ENTRIES) });
  const { default: KeyvRedis } = await import('@keyv/redis');
  // A Redis that is away must cost a miss, not a hanging request.
  const redis = new KeyvRedis(
    {
      url: env.REDIS_URL,
      disableOfflineQueue: true,
      socket: { connectTimeout: 2_000, reconnectStrategy: (tries: number) => Math.min(tries * 200, 5_000) },
    },
    { throwOnConnectError: false },
  );
  return new Keyv({ store: redis, namespace: 'pocket-llm' }).on('error', () => undefined);
}
