import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DueWork } from '../../../common/due-work.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ErrorCode } from '../../../common/errors/error-codes.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { EmbeddingService, GaveWay } from '../../inference/index.js';
import type { Model } from '../../models/index.js';
import { OwnerTurns } from '../owner-turns.js';
import { EmbeddingModel, isOf, vectorModel } from './embedding-model.js';
import { EmbeddingRepository, LEASE_MS, MOST_FAILED, type ClaimedFile } from './embedding.repository.js';
import { unitVector } from './vectors.js';

/** Passages that are embedded together, and how often before another file has its turn. */
const BATCH = 32;
const BATCHES = 8;
/** Longest time until a process looks for work that another has made, and until it learns of another model. */
const MOST_WAIT_MS = 60_000;
const DEMAND_MS = 600_000;
/** Delay before another try, which doubles; a quota may be raised before its day is over. */
const RETRY_MS = 5_000;
const MOST_RETRY_MS = 300_000;
/** A file during which the server has ended so many times in a row is searched by words alone. */
const MOST_ENDED = 3;
/** Text of which a model that refuses a passage is given a part: it may take less at once. */
const PARTS = [1, 0.5, 0.25];

/** The backend takes other texts, but not this one. */
const OF_TEXT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['llm.rejected', 'llm.context-exceeded']);

/**
 * Makes the vectors of passages in moments in which nobody waits for a model, with the limits of the file's owner: a
 * quota that is used up delays them. Files are searched by words until theirs are there.
 */
@Injectable()
export class PassageEmbedder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Passages');
  private readonly workerId = newId();
  private readonly stopping = new AbortController();
  /** When the weights whose vectors were asked for last were seen. */
  private seenAt = -Infinity;
  /** Which model's vectors were asked for last, and when. */
  private demanded: { name: string | undefined; at: number } = { name: undefined, at: -Infinity };
  private readonly owners = new OwnerTurns();
  private readonly due = new DueWork({
    logger: this.logger,
    what: 'Passages without vectors',
    mostWaitMs: MOST_WAIT_MS,
    begin: () => this.begin(),
  });

  constructor(
    private readonly model: EmbeddingModel,
    private readonly files: EmbeddingRepository,
    private readonly embeddings: EmbeddingService,
    private readonly changes: Changes,
  ) {
    changes.watch('passages', () => this.due.look());
    changes.watch('settings', () => this.due.look());
  }

  onApplicationBootstrap(): void {
    this.due.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the server stops'));
    await this.due.stop();
  }

  /** Its passages are there: there may be work, for every process, and news for who looks at the file. */
  announce(fileId: string): void {
    this.changes.announce('passages');
    this.changes.announce('files', fileId);
  }

  private async begin(): Promise<number | undefined> {
    // Without a file nothing is asked of the models: on its first start a portal has yet to make its own list of them.
    if (this.stopping.signal.aborted || !(await this.files.isAny())) return undefined;
    const model = await this.model.chosen();
    if (!model) {
      this.demanded = { name: undefined, at: -Infinity };
      await this.files.endAll();
      return undefined;
    }
    const name = await this.model.current(model).catch(() => undefined);
    if (name === undefined) return RETRY_MS * 2;
    await this.demand(model, name);
    const file = await this.files.claim(this.workerId, this.owners.all);
    if (!file) return this.files.nextMs();
    this.owners.had(file.user_id);
    if (file.tries > MOST_FAILED + MOST_ENDED) {
      this.logger.warn(
        `The file ${file.id} has no vectors: the server has ended ${MOST_ENDED} times while it made them.`,
      );
      await this.files.finish(file, this.workerId, name);
    } else await this.embed(file, model, name);
    return 0;
  }

  /**
   * Has the vectors of a model made. Other weights of the same name may be those of another host while the first is
   * away: all would be made anew twice. They are the model's only when the first have not been seen for a while.
   */
  private async demand(model: Model, name: string): Promise<void> {
    const now = performance.now();
    const inUse = this.demanded.name ?? (await this.files.modelInUse());
    if (this.demanded.name === undefined || inUse === name) this.seenAt = now;
    const isOtherHost = inUse !== undefined && inUse !== name && isOf(inUse, model) && now - this.seenAt < DEMAND_MS;
    // When the first are back, vectors that were made meanwhile are asked for anew.
    if (isOtherHost) this.demanded = { name: inUse, at: -Infinity };
    else if (this.demanded.name !== name || now - this.demanded.at > DEMAND_MS) {
      await this.files.demand(name);
      this.demanded = { name, at: now };
    }
  }

  private async embed(file: ClaimedFile, model: Model, name: string): Promise<void> {
    const ending = new AbortController();
    const end = () => ending.abort(this.stopping.signal.reason);
    this.stopping.signal.addEventListener('abort', end, { once: true });
    const renewal = setInterval(() => void this.renew(file, ending), LEASE_MS / 4).unref();
    try {
      for (let made = 0; made < BATCHES; made++) {
        const batch = await this.files.without(file, name, BATCH);
        if (batch.length === 0) {
          await this.files.finish(file, this.workerId, name);
          return this.changes.announce('files', file.id);
        }
        const texts = batch.map(({ heading, text }) => (heading ? `${heading}\n${text}` : text));
        const vectors = await this.vectorsOf(texts, { file, model, name }, ending);
        const kept = batch.map(({ position }, at) => ({ position, vector: vectors[at] ?? null }));
        if (!(await this.files.keep(file, this.workerId, name, kept))) return;
      }
      await this.files.putBack(file, this.workerId, 0, 0);
    } catch (error) {
      await this.putBack(file, error);
    } finally {
      clearInterval(renewal);
      this.stopping.signal.removeEventListener('abort', end);
    }
  }

  /** Null for a text of which the model makes none, however short it is. */
  private async vectorsOf(
    texts: string[],
    work: { file: ClaimedFile; model: Model; name: string },
    ending: AbortController,
    part = 0,
  ): Promise<(Buffer | null)[]> {
    const input = texts.map((text) => text.slice(0, Math.ceil(text.length * PARTS[part]!)).toWellFormed());
    // One for each request: what waits for an idle moment goes on listening to its signal.
    const attempt = new AbortController();
    const end = () => attempt.abort(ending.signal.reason);
    ending.signal.throwIfAborted();
    ending.signal.addEventListener('abort', end, { once: true });
    try {
      const asker = { userId: work.file.user_id };
      const { vectors, digest } = await this.embeddings.whenIdle(asker, work.model, { input }, attempt);
      // The weights have changed since: the next look makes all vectors with the new ones.
      if (vectorModel(work.model, digest) !== work.name) throw new GaveWay();
      if (vectors.length < input.length) throw new Error('the model made fewer vectors than there were texts');
      return vectors.map((vector) => unitVector(vector));
    } catch (error) {
      if (!(error instanceof DomainError) || !OF_TEXT.has(error.code)) throw error;
      if (texts.length > 1) {
        const half = Math.ceil(texts.length / 2);
        const first = await this.vectorsOf(texts.slice(0, half), work, ending, part);
        return [...first, ...(await this.vectorsOf(texts.slice(half), work, ending, part))];
      }
      if (part + 1 < PARTS.length) return this.vectorsOf(texts, work, ending, part + 1);
      this.logger.warn(`A passage of the file ${work.file.id} has no vector: ${error.message}`);
      return [null];
    } finally {
      ending.signal.removeEventListener('abort', end);
    }
  }

  private async renew(file: ClaimedFile, ending: AbortController): Promise<void> {
    const goesOn = await this.files.renew(file, this.workerId).catch(() => true);
    if (!goesOn) ending.abort(new Error('the file is gone, or another process has it'));
  }

  private async putBack(file: ClaimedFile, error: unknown): Promise<void> {
    const isNoFault = error instanceof GaveWay || this.stopping.signal.aborted;
    const isLimit = error instanceof DomainError && error.code.startsWith('limit.');
    const retryMs = Math.min(RETRY_MS * 2 ** (file.tries - 1), MOST_RETRY_MS);
    const asked = error instanceof DomainError ? (error.retryAfter ?? 0) * 1_000 : 0;
    const waitMs = isNoFault ? 0 : Math.min(Math.max(asked, retryMs), MOST_RETRY_MS);
    if (!isNoFault && !isLimit)
      this.logger.warn(
        `Vectors of the file ${file.id} were not made, and are tried again in ${waitMs / 1_000} s: ` +
          (error as Error).message,
      );
    await this.files
      .putBack(file, this.workerId, waitMs, isNoFault || isLimit ? 0 : file.tries)
      .catch((failure: Error) => this.logger.warn(`A file waits for the end of its lease: ${failure.message}`));
  }
}
