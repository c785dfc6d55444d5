import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../../../common/http/ids.js';
import type { Principal } from '../../../common/access/principal.js';
import { ShareableAnswers } from '../../chat/index.js';
import {
  addCacheCounts,
  AnswerCache,
  CacheDayRepository,
  cacheKey,
  CacheStats,
  NO_CACHE_COUNTS,
  PinnedAnswerRepository,
  type CacheCounts,
  type PinnedAnswer,
} from '../../inference/index.js';
import { ModelCatalog, ModelsService } from '../../models/index.js';
import { SettingsService } from '../../settings/index.js';
import type { CacheStatusDto, PinDto } from './cache.dto.js';

const DAYS = 30;
type Audit = (manager: EntityManager) => Promise<void>;

/** The answer cache for admins: figures, purge, and pinned answers. */
@Injectable()
export class CacheAdminService {
  constructor(
    private readonly cache: AnswerCache,
    private readonly stats: CacheStats,
    private readonly days: CacheDayRepository,
    private readonly pins: PinnedAnswerRepository,
    private readonly settings: SettingsService,
    private readonly models: ModelsService,
    private readonly catalog: ModelCatalog,
    private readonly answers: ShareableAnswers,
  ) {}

  async status(): Promise<CacheStatusDto> {
    await this.stats.flush();
    const [days, pins, scope, ttl_seconds] = await Promise.all([
      this.days.since(new Date(Date.now() - DAYS * 86_400_000).toISOString().slice(0, 10)),
      this.pins.list(),
      this.settings.get('cache_scope'),
      this.settings.get('cache_ttl_seconds'),
    ]);
    const totals = days.reduce<CacheCounts>(addCacheCounts, NO_CACHE_COUNTS);
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
   * Pins one of the admin's own answers: everybody who asks the same gets it.
   * @throws DomainError `message.not-found`, `pin.personal`, `model.unavailable`, `llm.unavailable`, `model.not-pulled`
   */
  async pin(admin: Principal, messageId: string, audit: Audit): Promise<PinDto> {
    const { question, answer, requestFor } = await this.answers.find(admin.userId, messageId);
    const model = await this.models.choose(admin, answer.model ?? undefined);
    const { info } = await this.catalog.locate(model);
    const pin: PinnedAnswer = {
      id: newId(),
      key: cacheKey({ digest: info.digest, request: requestFor(model), userId: null }),
      model: model.name,
      digest: info.digest,
      prompt: question.content,
      answer: {
        text: answer.content,
        thinking: answer.thinking ?? '',
        usage: answer.usage ?? { input_tokens: 0, output_tokens: 0 },
        ms: answer.timings?.total_ms,
        made_at: (answer.cached_from ?? answer.created_at).toISOString(),
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
