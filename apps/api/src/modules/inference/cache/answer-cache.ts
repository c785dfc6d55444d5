import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { MemoryStore } from '../../../common/cache/cache.store.js';
import { SettingsService } from '../../settings/index.js';
import type { CachedAnswer } from './cached-answer.js';
import { PinnedAnswerRepository } from './pinned-answer.repository.js';

/** Longest wait for a shared cache, which a network may hold up; then it counts as a miss. */
const CACHE_TIMEOUT_MS = 250;

/** Cached answers. A cache that fails counts as a miss, never as an error. */
@Injectable()
export class AnswerCache {
  private readonly logger = new Logger('AnswerCache');

  constructor(
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
    private readonly pins: PinnedAnswerRepository,
    private readonly settings: SettingsService,
  ) {}

  async isShared(): Promise<boolean> {
    return (await this.settings.get('cache_scope')) === 'shared';
  }

  async get(key: string): Promise<CachedAnswer | undefined> {
    const pinned = await this.pins.answer(key);
    if (pinned) return pinned;
    if ((await this.settings.get('cache_ttl_seconds')) === 0) return undefined;
    const value = await inTime(this.cache.get<unknown>(`answer:${key}`)).catch((error: Error) =>
      this.onCacheError(error),
    );
    return isAnswer(value) ? value : undefined;
  }

  /** Deletes every cached answer except the pinned ones. */
  async clear(): Promise<void> {
    await this.cache.clear();
  }

  /** Number of cached answers, if the store is in this process. */
  measure(): { store: 'memory' | 'redis'; entries: number | null; size_bytes: number | null } {
    const store: unknown = this.cache.stores[0]?.store;
    if (!(store instanceof MemoryStore)) return { store: 'redis', entries: null, size_bytes: null };
    let size = 0;
    for (const [key, value] of store) size += 2 * (key.length + value.length);
    return { store: 'memory', entries: store.size, size_bytes: size };
  }

  /**
   * Accepts complete answers only: the caller keeps stopped, failed and truncated ones out. Never throws: an answer
   * that cannot be cached, or whose time to live cannot be looked up, is complete all the same.
   */
  async set(key: string, answer: CachedAnswer): Promise<void> {
    const store = async () => {
      const seconds = await this.settings.get('cache_ttl_seconds');
      if (seconds > 0) await this.cache.set(`answer:${key}`, answer, seconds * 1000);
    };
    await inTime(store()).catch((error: Error) => this.onCacheError(error));
  }

  private onCacheError(error: Error): undefined {
    this.logger.warn(`The cache does not answer: ${error.message}`);
    return undefined;
  }
}

/** @throws Error when the cache takes too long */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${CACHE_TIMEOUT_MS} ms`)), CACHE_TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A shared store may return anything, so check what comes out of it. */
function isAnswer(value: unknown): value is CachedAnswer {
  const { text, thinking, usage, made_at } = (value ?? {}) as Partial<CachedAnswer>;
  return (
    typeof text === 'string' &&
    typeof thinking === 'string' &&
    typeof usage?.output_tokens === 'number' &&
    typeof made_at === 'string' &&
    !Number.isNaN(Date.parse(made_at))
  );
}
