import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { hangUpSignal } from '../../../common/http/hang-up.js';
import type { Principal } from '../../../common/access/principal.js';
import type { ChatRequest, Embeddings } from '../../../llm/index.js';
import { PrincipalWatch, type Watch } from '../../auth/index.js';
import { ActiveCompletions, CompletionService, EmbeddingService, type Completion } from '../../inference/index.js';
import { ModelsService, type Model, type ModelDto } from '../../models/index.js';

/** The caller's cache directives, as in HTTP. */
export interface GatewayCache {
  /** `no-cache`: skip the cache. */
  use: boolean;
  /** `no-store`: store nothing. */
  keep: boolean;
}

/** Answers for programs: the same rights, queue and cache as the chat, but no thread is stored. */
@Injectable()
export class GatewayService {
  constructor(
    private readonly models: ModelsService,
    private readonly embeddings: EmbeddingService,
    private readonly completions: CompletionService,
    private readonly principalWatch: PrincipalWatch,
    private readonly active: ActiveCompletions,
  ) {}

  async list(principal: Principal): Promise<ModelDto[]> {
    return (await this.models.list(principal)).filter(({ available }) => available);
  }

  /** @throws DomainError `model.unavailable` */
  choose(principal: Principal, name: string): Promise<Model> {
    return this.models.choose(principal, name);
  }

  /**
   * Registers a reply, so that a stopping server waits until its caller has all of it.
   * @returns a signal that aborts when the answer has to end
   * @throws DomainError `server.stopping`
   */
  enter({ userId, key }: Principal, { raw }: FastifyReply): AbortSignal {
    this.active.requireOpen();
    const { signal, leave } = this.active.enter({ userId, keyId: key?.id });
    raw.once('finish', leave).once('close', leave);
    if (raw.destroyed) leave();
    return signal;
  }

  /** Watches whether the caller may still have this answer: the key, its owner's role and status, the model. */
  watch(principal: Principal, model: Model): Watch {
    return this.principalWatch.watch(principal, (current) => this.models.choose(current, model.name));
  }

  /**
   * A model's answer. The model's own options and system prompt apply where the caller sets none. Same faults as
   * `CompletionService.stream`.
   */
  answer(
    principal: Principal,
    model: Model,
    asked: Omit<ChatRequest, 'model'>,
    cache: GatewayCache,
    signal: AbortSignal,
  ): Completion {
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
    const { userId, key } = principal;
    const shareable = asked.messages.length === 1;
    return this.completions.stream(
      { model, request, userId, key, cache: { ...cache, shareable }, batch: key !== undefined },
      signal,
    );
  }

  /**
   * A caller who hangs up ends it.
   * @throws DomainError `server.stopping`, `model.unavailable`, and as `EmbeddingService.embed`
   */
  async embed(
    principal: Principal,
    name: string,
    input: string[],
    dimensions: number | undefined,
    reply: FastifyReply,
  ): Promise<Embeddings & { model: string }> {
    const signal = AbortSignal.any([hangUpSignal(reply), this.enter(principal, reply)]);
    const model = await this.choose(principal, name);
    return { ...(await this.embeddings.embed(principal, model, { input, dimensions }, signal)), model: model.name };
  }
}
