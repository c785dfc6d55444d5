import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { MemoryStore } from '../../../common/cache/cache.store.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { SettingsService } from '../../settings/index.js';
import type { CachedAnswer } from './cached-answer.js';
import { PinnedAnswerRepository } from './pinned-answer.repository.js';

/** Longest wait for a shared cache, which a network may hold up; then it counts as a miss. */
const CACHE_TIMEOUT_MS = 250;
/** How long a cache that failed is left alone, so that not every question waits for it. */
const PAUSE_MS = 5_000;
/** Longest wait for a shared cache to be cleared. */
const CLEAR_TIMEOUT_MS = 10_000;

/** Cached answers. A cache that fails counts as a miss, never as an error. */
@Injectable()
export class AnswerCache {
  private readonly logger = new Logger('AnswerCache');
  /** By `performance.now()`; `undefined` while the cache is well. */
  private pausedUntil: number | undefined;

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
    const value = await this.attempt(() => this.cache.get<unknown>(`answer:${key}`));
    return isAnswerTo(key, value) ? value : undefined;
  }

  /**
   * Deletes every cached answer except the pinned ones.
   * @throws DomainError `cache.unavailable`
   */
  async clear(): Promise<void> {
    const [store] = this.cache.stores;
    // The adapter of Redis reports an error only so.
    let failure: unknown;
    const onError = (error: unknown) => (failure ??= error);
    store?.on('error', onError);
    await inTime(this.cache.clear(), CLEAR_TIMEOUT_MS).catch(onError);
    store?.off('error', onError);
    if (failure === undefined) return;
    throw new DomainError(
      'cache.unavailable',
      'The shared cache does not answer, so it may still hold answers. Clear it again when Redis is back.',
      { retryAfter: PAUSE_MS / 1_000, cause: failure },
    );
  }

  /** Number of cached answers, if the store is in this process. */
  measure(): { store: 'memory' | 'redis'; entries: number | null; size_bytes: number | null } {
    const store: unknown = this.cache.stores[0]?.store;
    if (!(store instanceof MemoryStore)) return { store: 'redis', entries: null, size_bytes: null };
    let size = 0;
    for (const [key, { value }] of store) {
      const { text, thinking } = value as CachedAnswer;
      size += 2 * (key.length + text.length + thinking.length);
    }
    return { store: 'memory', entries: store.size, size_bytes: size };
  }

  /**
   * Accepts complete answers only: the caller keeps stopped, failed and truncated ones out. Never throws: an answer
   * that cannot be cached, or whose time to live cannot be looked up, is complete all the same.
   */
  async set(key: string, answer: CachedAnswer): Promise<void> {
    // A copy of its own. A text that grew token by token also takes ten times the memory of one in a piece.
    const store = async () => {
      const seconds = await this.settings.get('cache_ttl_seconds');
      if (seconds === 0) return;
      const kept: unknown = JSON.parse(JSON.stringify({ key, ...answer }));
      await this.attempt(() => this.cache.set(`answer:${key}`, kept, seconds * 1000));
    };
    await inTime(store(), 2 * CACHE_TIMEOUT_MS).catch((error: Error) => this.warn(error));
  }

  /**
   * `undefined` when the cache fails. Then it is left alone for some seconds, and a single call tries whether it is
   * well again.
   */
  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    const now = performance.now();
    if (this.pausedUntil !== undefined) {
      if (now < this.pausedUntil) return undefined;
      this.pausedUntil = now + PAUSE_MS;
    }
    try {
      const value = await inTime(work(), CACHE_TIMEOUT_MS);
      this.pausedUntil = undefined;
      return value;
    } catch (error) {
      this.pausedUntil = performance.now() + PAUSE_MS;
      this.warn(error as Error);
      return undefined;
    }
  }

  private warn(error: Error): void {
    this.logger.warn(`The cache does not answer: ${error.message}`);
  }
}

/** @throws Error when the cache takes too long */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A shared store may return anything, an answer to another question too, so check what comes out of it. */
function isAnswerTo(key: string, value: unknown): value is CachedAnswer {
  const { key: of, text, thinking, usage, made_at } = (value ?? {}) as Partial<CachedAnswer & { key: string }>;
  return (
    of === key &&
    typeof text === 'string' &&
    typeof thinking === 'string' &&
    typeof usage?.output_tokens === 'number' &&
    typeof made_at === 'string' &&
    !Number.isNaN(Date.parse(made_at))
  );
}
