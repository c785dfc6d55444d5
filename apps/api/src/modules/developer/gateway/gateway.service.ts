import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import type { ChatChunk, ChatRequest, Embeddings } from '../../../llm/index.js';
import { PrincipalWatch, type Watch } from '../../auth/index.js';
import { AnswerSource, EmbeddingSource } from '../../chat/index.js';
import { ModelsService, type Model, type ModelDto } from '../../models/index.js';

/** What a caller says about the cache: HTTP's own words. */
export interface GatewayCache {
  /** `no-cache`: ask afresh. */
  use: boolean;
  /** `no-store`: leave nothing behind. */
  keep: boolean;
}

/** Answers of models for programs: the same rights, queue and cache as the chat, and nothing stored. */
@Injectable()
export class GatewayService {
  constructor(
    private readonly models: ModelsService,
    private readonly embeddings: EmbeddingSource,
    private readonly source: AnswerSource,
    private readonly principalWatch: PrincipalWatch,
  ) {}

  async list(principal: Principal): Promise<ModelDto[]> {
    return (await this.models.list(principal)).filter(({ available }) => available);
  }

  /** @throws DomainError `model.unavailable` */
  choose(principal: Principal, name: string): Promise<Model> {
    return this.models.choose(principal, name);
  }

  /** Watches whether the caller may still have this answer: the key, its owner's role and status, the model. */
  watch(principal: Principal, model: Model): Watch {
    return this.principalWatch.watch(principal, (current) => this.models.choose(current, model.name));
  }

  /** @throws DomainError as `AnswerSource.ask` */
  async *answer(
    principal: Principal,
    model: Model,
    asked: Omit<ChatRequest, 'model'>,
    cache: GatewayCache,
    signal: AbortSignal,
  ): AsyncGenerator<ChatChunk> {
    const { keep_alive, ...defaults } = model.options;
    const system =
      model.system_prompt && !asked.messages.some(({ role }) => role === 'system')
        ? [{ role: 'system' as const, content: model.system_prompt }]
        : [];
    const request: ChatRequest = {
      ...asked,
      model: model.name,
      messages: [...system, ...asked.messages],
      options: { ...defaults, ...asked.options },
      ...(keep_alive !== undefined && { keep_alive }),
    };
    const shareable = asked.messages.length === 1;
    for await (const step of this.source.ask(
      {
        model,
        request,
        userId: principal.userId,
        key: principal.key,
        cache: { ...cache, shareable },
        batch: principal.key !== undefined,
      },
      signal,
    )) {
      if (step.type === 'chunk') yield step.chunk;
      else if (step.type === 'cached') yield* replayed(step.answer);
    }
  }

  /** @throws DomainError `model.unavailable`, and as `EmbeddingSource.ask` */
  async embed(
    principal: Principal,
    name: string,
    input: string[],
    dimensions: number | undefined,
    signal: AbortSignal,
  ): Promise<Embeddings & { model: string }> {
    const model = await this.choose(principal, name);
    return { ...(await this.embeddings.ask(principal, model, { input, dimensions }, signal)), model: model.name };
  }
}

function* replayed({
  text,
  thinking,
  usage,
}: {
  text: string;
  thinking: string;
  usage: { input_tokens: number; output_tokens: number };
}): Generator<ChatChunk> {
  if (thinking) yield { type: 'thinking', text: thinking };
  yield { type: 'text', text };
  yield { type: 'done', finish_reason: 'stop', usage, timings: {} };
}
