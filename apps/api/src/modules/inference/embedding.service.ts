import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import { type Embeddings, type EmbedRequest } from '../../llm/index.js';
import { ModelCatalog, type Model, withoutAddress } from '../models/index.js';
import type { ServedBy } from '../../common/http/request.js';
import { queuedAs } from './completion.js';
import { HostRuns } from './host-runs.js';
import { Meter } from '../telemetry/index.js';
import { UsageLedger, UsageLimits } from '../usage/index.js';

/** Vectors, and who made them: those of other weights cannot be compared with them. */
export interface MadeEmbeddings extends Embeddings {
  /** Digest of the weights; empty when the backend has none. */
  digest: string;
  served: ServedBy;
}

/** Tokens that the inputs may cost. */
const mayCost = (input: EmbedRequest['input']): number =>
  input.reduce((sum: number, one) => sum + (typeof one === 'string' ? Math.ceil(one.length / 4) : one.length), 0);

/** Embeddings, with the same limits, queue and ledger as answers. */
@Injectable()
export class EmbeddingService {
  constructor(
    private readonly catalog: ModelCatalog,
    private readonly hosts: HostRuns,
    private readonly limits: UsageLimits,
    private readonly ledger: UsageLedger,
    private readonly meter: Meter,
  ) {}

  /**
   * All vectors are made by the same weights, also when the first backend cannot.
   * @param unattended as of a `CompletionRequest`
   * @param batch false: a person waits for it
   * @throws DomainError `llm.unsupported`, and what the limits, the queue and the adapters throw; the signal's reason
   */
  async embed(
    { userId, key }: Pick<Principal, 'userId' | 'key'>,
    model: Model,
    asked: Omit<EmbedRequest, 'model'>,
    signal: AbortSignal,
    unattended = false,
    batch = true,
  ): Promise<MadeEmbeddings> {
    const { groupIds, leave } = await this.limits.enter({ userId, key, unattended }, mayCost(asked.input), model);
    const began = performance.now();
    const outcome = { input_tokens: 0, output_tokens: 0, failed: true, cached: false };
    try {
      const told = await this.ask({ userId, unattended, batch }, model, asked, signal);
      // What a backend does not count is estimated: nothing is free.
      const embeddings = { ...told, input_tokens: told.input_tokens || mayCost(asked.input) };
      Object.assign(outcome, { input_tokens: embeddings.input_tokens, failed: false });
      return embeddings;
    } catch (error) {
      throw withoutAddress(error, this.catalog.backends);
    } finally {
      const observed = {
        userId,
        model: model.name,
        ...outcome,
        failed: outcome.failed && !signal.aborted,
        ms: performance.now() - began,
      };
      const cost = this.ledger.record({ ...observed, keyId: key?.id, price: model.cost, groupIds });
      this.meter.recordAnswer({ ...observed, ...cost, ttft_ms: null, speed: null });
      leave();
    }
  }

  /**
   * Vectors that nobody waits for, made while nobody waits for a model. They count as tokens, and as no request.
   * @param ending ends it; aborted with `GaveWay` when somebody wants the place: then it may be tried again
   * @throws as `embed`; `GaveWay`
   */
  async whenIdle(
    { userId }: Pick<Principal, 'userId'>,
    model: Model,
    asked: Omit<EmbedRequest, 'model'>,
    ending: AbortController,
  ): Promise<MadeEmbeddings> {
    const { groupIds, look } = await this.limits.require({ userId, unattended: true }, 1, [model]);
    try {
      const made = await this.ask({ userId, unattended: true, batch: true }, model, asked, ending.signal, ending);
      const input_tokens = made.input_tokens || mayCost(asked.input);
      const used = { userId, model: model.name, price: model.cost, groupIds, input_tokens, output_tokens: 0 };
      this.ledger.record({ ...used, keyId: undefined, requests: 0, failed: false, cached: false, ms: 0 });
      look();
      return { ...made, input_tokens };
    } catch (error) {
      throw withoutAddress(error, this.catalog.backends);
    }
  }

  private async ask(
    by: { userId: string; unattended: boolean; batch: boolean },
    model: Model,
    asked: Omit<EmbedRequest, 'model'>,
    signal: AbortSignal,
    idle?: AbortController,
  ): Promise<MadeEmbeddings> {
    const places = await this.hosts.sameWeights(model);
    if (!places.sets[0]![0]!.backend.embed)
      throw new DomainError(
        'llm.unsupported',
        `${model.display_name} cannot make embeddings here. Choose an embedding model of another backend.`,
      );
    return this.hosts.run(
      { places, userId: queuedAs(by), batch: by.batch, idle },
      signal,
      undefined,
      async ({ backend, info, failedOverFrom }) => ({
        ...(await backend.embed!({ ...asked, model: info.name }, signal)),
        digest: info.digest,
        served: { backend: backend.id, ...(failedOverFrom.length > 0 && { failed_over_from: failedOverFrom }) },
      }),
    );
  }
}
