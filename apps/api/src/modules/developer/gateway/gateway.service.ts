import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { requireRole, roleCovers } from '../../../common/access/roles.js';
import { endOnHangUp, hangUpSignal } from '../../../common/http/hang-up.js';
import type { ModelCall } from '../../../common/http/request.js';
import type { Principal } from '../../../common/access/principal.js';
import type { ChatRequest, EmbedRequest } from '../../../llm/index.js';
import { PrincipalWatch } from '../../auth/index.js';
import {
  ActiveCompletions,
  CompletionService,
  EmbeddingService,
  TokenCounter,
  type Completion,
  type MadeEmbeddings,
  type TokenCount,
  isOut,
  type CompletionRequest,
} from '../../inference/index.js';
import {
  ModelCatalog,
  ModelsService,
  withoutAddress,
  type Located,
  type Model,
  type ModelDto,
} from '../../models/index.js';
import { fitToBackend } from './backend-fit.js';
import { refuse } from './fields.js';
import type { AnswerRequest, GatewayRequest } from './gateway.format.js';
import { secondsOf } from './keep-alive.js';
import { isShareable, withDefaults } from './model-defaults.js';
import { inCallOrder } from './tool-results.js';

/** The caller's cache directives, as in HTTP. */
export interface GatewayCache {
  /** `no-cache`: skip the cache. */
  use: boolean;
  /** `no-store`: store nothing. */
  keep: boolean;
}

/** What surrounds a call: an HTTP request, or a job. */
export interface CallSite {
  /** Ends the call. */
  ending: AbortController;
  cache: GatewayCache;
  /** Nobody waits for it, whichever credential asked: a line of a batch. */
  unattended?: boolean;
  /** Told what is asked of a model, for the log line; each time replaces the one before. */
  onCall(call: ModelCall): void;
  /** @param work is done when the call is over */
  atEnd(work: () => void): void;
}

/** A model that the caller may use, and its backend's state of it. */
export interface ModelCard extends Located {
  dto: ModelDto;
}

/** Answers for programs: the same rights, queue and cache as the chat, but no thread is stored. */
@Injectable()
export class GatewayService {
  constructor(
    private readonly models: ModelsService,
    private readonly catalog: ModelCatalog,
    private readonly embeddings: EmbeddingService,
    private readonly completions: CompletionService,
    private readonly tokens: TokenCounter,
    private readonly principalWatch: PrincipalWatch,
    private readonly active: ActiveCompletions,
  ) {}

  async list(principal: Principal): Promise<ModelDto[]> {
    return (await this.models.list(principal)).filter(({ available }) => available);
  }

  /** The same models with what their backends tell about them. */
  async cards(principal: Principal): Promise<ModelCard[]> {
    const [list, states] = [await this.list(principal), await this.catalog.snapshot()];
    return list.flatMap((dto) => {
      const located = ModelCatalog.find(states, dto);
      return located ? [{ dto, ...located }] : [];
    });
  }

  /**
   * One model with all that its backend tells.
   * @throws DomainError `model.unavailable`, `model.not-pulled`, `llm.unavailable`
   */
  async describe(principal: Principal, name: string): Promise<ModelCard & { told: Record<string, unknown> }> {
    const model = await this.choose(principal, name);
    const located = await this.locate(model);
    const dto = (await this.list(principal)).find(({ id }) => id === model.id)!;
    const told = await this.withoutAddress(async () => (await located.backend.describe?.(located.info.name)) ?? {});
    return { dto, ...located, told };
  }

  /**
   * Loads a model into memory, or takes it out with a `keepAlive` of 0.
   * @throws DomainError `auth.forbidden` for everybody but admins, `llm.unsupported`, and as `LlmBackend.load`
   */
  async load(
    principal: Principal,
    name: string,
    keepAlive: number | string | undefined,
    reply: FastifyReply,
  ): Promise<'load' | 'unload'> {
    const model = await this.choose(principal, name);
    reply.request.modelCall = { model: model.name };
    if (!roleCovers(principal.role, 'admin'))
      throw new DomainError('auth.forbidden', 'Only an administrator may load or unload models. Send a prompt.');
    const { backend, info } = await this.locate(model);
    const unloads = keepAlive !== undefined && secondsOf(keepAlive) === 0;
    if (unloads ? !backend.unload : !backend.load)
      throw new DomainError('llm.unsupported', `${backend.name} decides itself which models are in memory.`);
    const { num_ctx, keep_alive } = model.options;
    const options = { num_ctx, keep_alive: keepAlive ?? keep_alive };
    await this.withoutAddress(() =>
      unloads ? backend.unload!(info.name) : backend.load!(info.name, options, hangUpSignal(reply)),
    );
    this.catalog.invalidate();
    return unloads ? 'unload' : 'load';
  }

  /**
   * Tokens of a prompt. A caller who hangs up ends it.
   * @throws DomainError as `prepare`, `TokenCounter.count`
   */
  async countTokens(
    principal: Principal,
    asked: Pick<GatewayRequest, 'model' | 'ignored'> & { request: AnswerRequest },
    reply: FastifyReply,
  ): Promise<TokenCount & { ignored: string[] }> {
    const { signal } = this.enter(principal, reply);
    const model = await this.choose(principal, asked.model);
    reply.request.modelCall = { model: model.name };
    const { requests, ignored } = await this.prepare(model, { ...asked, stream: false, requests: [asked.request] });
    return { ...(await this.tokens.count(model, requests[0]!, signal)), ignored };
  }

  /** @throws DomainError `model.unavailable` */
  choose(principal: Principal, name: string): Promise<Model> {
    return this.models.choose(principal, name);
  }

  /**
   * Registers a reply, so that a stopping server waits until its caller has all of it.
   * @returns aborted when the answer has to end: its caller hung up, lost the right to it, or the server stops
   * @throws DomainError `server.stopping`
   */
  enter({ userId, key }: Principal, reply: FastifyReply): AbortController {
    this.active.requireOpen();
    const { raw } = reply;
    const ending = new AbortController();
    const leave = this.active.enter({ userId, keyId: key?.id }, ending);
    raw.once('finish', leave).once('close', leave);
    if (raw.destroyed) leave();
    endOnHangUp(reply, ending);
    return ending;
  }

  /**
   * Watches whether the caller may still have this answer: the key, its owner's role and status, the models.
   * @param answering names of those that answer in the place of the model now
   * @returns a function that ends the watch
   */
  watch(principal: Principal, model: Model, answering: () => string[], ending: AbortController): () => void {
    const check = (current: Principal) => {
      requireRole(current, 'developer');
      return Promise.all([model.name, ...answering()].map((name) => this.models.choose(current, name)));
    };
    return this.principalWatch.watch(principal, check, ending).stop;
  }

  /**
   * The requests as this model's backend can carry them out. The model's own options and system prompt apply where the
   * caller sets none.
   * @returns also the fields that have no effect, in the API's own names
   * @throws DomainError `request.invalid` that names what cannot be carried out; as `ModelCatalog.locate`
   */
  async prepare(
    model: Model,
    { requests, ignored, names }: GatewayRequest,
  ): Promise<{ requests: ChatRequest[]; ignored: string[] }> {
    const located = await this.locate(model);
    const fitted = requests.map((asked) =>
      fitToBackend({ ...asked, messages: inCallOrder(asked.messages) }, located, model, names),
    );
    return {
      requests: fitted.map(({ request }) => withDefaults(model, request)),
      ignored: [...new Set([...ignored, ...fitted.flatMap((one) => one.ignored)])],
    };
  }

  /**
   * As `prepare`; while the model is out, for the first of its fallbacks that is in.
   * @throws as `prepare`, for the model that was asked for
   */
  async prepareAny(
    principal: Principal,
    model: Model,
    asked: GatewayRequest,
  ): Promise<{ chosen: ChosenModel; requests: ChatRequest[]; ignored: string[] }> {
    const fallbacks = await this.models.fallbacksOf(model, principal);
    let fault: unknown;
    for (const [at, one] of [model, ...fallbacks].entries())
      try {
        const chosen = { model: one, fallbacks: fallbacks.slice(at), ...(at > 0 && { insteadOf: model.name }) };
        return { chosen, ...(await this.prepare(one, asked)) };
      } catch (error) {
        if (at === 0 && !isOut(error)) throw error;
        fault ??= error;
      }
    throw fault;
  }

  /**
   * A model's answer. Same faults as `CompletionService.stream`.
   * @param request as `prepareAny` made it for the chosen model
   * @param asked what the caller sent, of which a fallback's own request is made
   */
  answer(
    { userId, key }: Principal,
    { model, fallbacks, insteadOf }: ChosenModel,
    request: ChatRequest,
    asked: GatewayRequest,
    { cache, ending, unattended = false }: Pick<CallSite, 'cache' | 'ending' | 'unattended'>,
  ): Completion {
    const made = (one: Model, request: ChatRequest) => ({
      request,
      cache: { shareable: isShareable(one, request), ...cache },
    });
    return this.completions.stream(
      {
        model,
        insteadOf,
        ...made(model, request),
        fallbacks: fallbacks.map((one) => ({
          model: one,
          prepare: async () => made(one, (await this.prepare(one, asked)).requests[0]!),
        })),
        userId,
        key,
        batch: unattended || key !== undefined,
        unattended,
      },
      ending,
    );
  }

  /**
   * Vectors.
   * @throws DomainError `request.invalid`, `server.stopping`, `model.unavailable`, and as `EmbeddingService.embed`
   */
  async embed(
    principal: Principal,
    name: string,
    asked: Omit<EmbedRequest, 'model'>,
    { ending, onCall, unattended }: Pick<CallSite, 'ending' | 'onCall' | 'unattended'>,
  ): Promise<MadeEmbeddings> {
    const model = await this.choose(principal, name);
    onCall({ model: model.name });
    const stopWatching = this.watch(principal, model, () => [], ending);
    try {
      if (typeof asked.input[0] === 'number' || Array.isArray(asked.input[0])) {
        const { backend } = await this.locate(model);
        if (!backend.honours.has('embed.tokens'))
          throw refuse('input', `must be texts: ${backend.name} takes no token ids`);
      }
      const made = await this.embeddings.embed(principal, model, asked, ending.signal, unattended);
      const usage = () => ({ input_tokens: made.input_tokens, output_tokens: 0 });
      onCall({ model: model.name, usage, served: () => made.served });
      return made;
    } finally {
      stopWatching();
    }
  }

  private locate(model: Model): Promise<Located> {
    return this.withoutAddress(() => this.catalog.locate(model));
  }

  /** Where the backends are is the administrators' business. */
  private async withoutAddress<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw withoutAddress(error, this.catalog.backends);
    }
  }
}

/** The model of a request, and what stands in for it. */
interface ChosenModel extends Pick<CompletionRequest, 'model' | 'insteadOf'> {
  fallbacks: readonly Model[];
}
