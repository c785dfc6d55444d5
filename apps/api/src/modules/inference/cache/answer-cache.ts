import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { MemoryStore } from '../../../common/cache/cache.store.js';
import { SettingsService } from '../../settings/index.js';
import type { CachedAnswer } from './cached-answer.js';
import { PinnedAnswerRepository } from './pinned-answer.repository.js';

/** Answers to prompts that were asked before. A cache that does not work is a miss, never an error. */
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
    const value = await this.cache.get<unknown>(`answer:${key}`).catch((error: Error) => this.onCacheError(error));
    return isAnswer(value) ? value : undefined;
  }

  /** Forgets every answer but the pinned ones. */
  async clear(): Promise<void> {
    await this.cache.clear();
  }

  /** What is kept, where the store is in this process. */
  measure(): { store: 'memory' | 'redis'; entries: number | null; size_bytes: number | null } {
    const store: unknown = this.cache.stores[0]?.store;
    if (!(store instanceof MemoryStore)) return { store: 'redis', entries: null, size_bytes: null };
    let size = 0;
    for (const [key, value] of store) size += 2 * (key.length + value.length);
    return { store: 'memory', entries: store.size, size_bytes: size };
  }

  /** Only whole answers may come in here: the caller keeps stopped, failed and cut ones out. */
  async set(key: string, answer: CachedAnswer): Promise<void> {
    const seconds = await this.settings.get('cache_ttl_seconds');
    if (seconds === 0) return;
    await this.cache.set(`answer:${key}`, answer, seconds * 1000).catch((error: Error) => this.onCacheError(error));
  }

  private onCacheError(error: Error): undefined {
    this.logger.warn(`The cache does not answer: ${error.message}`);
    return undefined;
  }
}

/** What comes out of a shared store is not trusted to be what was put in. */
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
