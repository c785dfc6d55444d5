import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import type { Principal } from '../../../common/access/principal.js';
import { ModelCatalog, ModelsService } from '../../models/index.js';
import { SettingsService } from '../../settings/index.js';
import { buildRequest } from '../runs/conversation.js';
import { MessageRepository } from '../threads/message.repository.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { AnswerCache, cacheKey } from './answer-cache.js';
import { CacheDayRepository } from './cache-day.repository.js';
import { CacheStats } from './cache-stats.js';
import type { CacheCountsDto, CacheStatusDto, PinDto } from './cache.dto.js';
import type { PinnedAnswer } from './pinned-answer.entity.js';
import { PinnedAnswerRepository } from './pinned-answer.repository.js';

const DAYS = 30;
type Audit = (manager: EntityManager) => Promise<void>;

/** The answer cache as an admin sees it: figures, purge, and answers published for everybody. */
@Injectable()
export class CacheDesk {
  constructor(
    private readonly cache: AnswerCache,
    private readonly stats: CacheStats,
    private readonly days: CacheDayRepository,
    private readonly pins: PinnedAnswerRepository,
    private readonly settings: SettingsService,
    private readonly models: ModelsService,
    private readonly catalog: ModelCatalog,
    private readonly messages: MessageRepository,
    private readonly threads: ThreadRepository,
  ) {}

  async status(): Promise<CacheStatusDto> {
    await this.stats.flush();
    const [days, pins, scope, ttl_seconds] = await Promise.all([
      this.days.since(new Date(Date.now() - DAYS * 86_400_000).toISOString().slice(0, 10)),
      this.pins.list(),
      this.settings.get('cache_scope'),
      this.settings.get('cache_ttl_seconds'),
    ]);
    const totals = days.reduce<CacheCountsDto>(sum, { hits: 0, misses: 0, joined: 0, tokens_saved: 0, ms_saved: 0 });
    const all = totals.hits + totals.misses + totals.joined;
    const digests = await this.digests();
    return {
      scope,
      ttl_seconds,
      ...this.cache.measure(),
      totals: { ...totals, hit_rate: all === 0 ? null : (totals.hits + totals.joined) / all },
      days,
      pins: pins.map((pin) => toPinDto(pin, digests.get(pin.model))),
    };
  }

  async purge(audit: Audit): Promise<void> {
    await this.cache.clear();
    await this.pins.audited(audit);
  }

  /**
   * Publishes an answer of the admin's own: whoever asks the same gets it.
   * @throws DomainError `message.not-found`, `pin.personal`, `model.unavailable`, `llm.unavailable`, `model.not-pulled`
   */
  async pin(admin: Principal, messageId: string, audit: Audit): Promise<PinDto> {
    const message = await this.messages.findOwn(messageId, admin.userId);
    const [path, thread] = await Promise.all([
      this.messages.path(messageId),
      this.threads.findOwn(message.thread_id, admin.userId),
    ]);
    const question = path[0]!;
    if (
      message.role !== 'assistant' ||
      message.finish_reason !== 'stop' ||
      message.edited_at ||
      path.length !== 2 ||
      thread.system_prompt !== null
    ) {
      throw new DomainError(
        'pin.personal',
        'Only a complete, unchanged answer to the first question of a chat without a system prompt can be pinned: nobody else would ask the rest. Ask the question in a new chat and pin that answer.',
      );
    }
    const model = await this.models.choose(admin, message.model ?? undefined);
    const { info } = await this.catalog.locate(model);
    const pin: PinnedAnswer = {
      id: newId(),
      key: cacheKey({ digest: info.digest, request: buildRequest(model, [question], thread, undefined), userId: null }),
      model: model.name,
      digest: info.digest,
      prompt: question.content,
      answer: {
        text: message.content,
        thinking: message.thinking ?? '',
        usage: message.usage ?? { input_tokens: 0, output_tokens: 0 },
        ms: message.timings?.total_ms,
        made_at: (message.cached_from ?? message.created_at).toISOString(),
      },
      hits: 0,
      pinned_by: admin.username,
      created_at: new Date(),
    };
    await this.pins.put(pin, audit);
    return toPinDto(pin, info.digest);
  }

  /** @throws DomainError `pin.not-found` */
  unpin(id: string, audit: Audit): Promise<void> {
    return this.pins.remove(id, audit);
  }

  private async digests(): Promise<Map<string, string>> {
    const states = await this.catalog.snapshot();
    return new Map(states.flatMap(({ models }) => models.map(({ name, digest }) => [name, digest])));
  }
}

const sum = (a: CacheCountsDto, b: CacheCountsDto): CacheCountsDto => ({
  hits: a.hits + b.hits,
  misses: a.misses + b.misses,
  joined: a.joined + b.joined,
  tokens_saved: a.tokens_saved + b.tokens_saved,
  ms_saved: a.ms_saved + b.ms_saved,
});

const toPinDto = (
  { id, prompt, model, answer, hits, pinned_by, created_at, digest }: PinnedAnswer,
  current: string | undefined,
): PinDto => ({
  id,
  prompt,
  model,
  made_at: answer.made_at,
  hits,
  pinned_by,
  created_at,
  stale: current !== undefined && current !== digest,
});
