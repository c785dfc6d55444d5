import type * as Library from '@keyv/redis';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The client library, loaded only where a Redis is configured. */
export const redisLibrary = () => require('@keyv/redis') as typeof Library;

/** A client with the options that suit a server: a Redis out of reach costs an error, never a hanging request. */
export function redisClient(url: string) {
  return redisLibrary().createClient({
    url,
    disableOfflineQueue: true,
    // A connection that says nothing, not even to a ping, is dead, and a new one is made.
    pingInterval: 5_000,
    socket: {
      connectTimeout: 2_000,
      socketTimeout: 15_000,
      reconnectStrategy: (tries: number) => Math.min(tries * 200, 5_000),
    },
  });
}

export type RedisClient = ReturnType<typeof redisClient>;
