import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { ENV, type Env } from '../../../config/env.js';
import { ActiveCompletions } from '../../inference/index.js';
import { BatchFileRepository } from './batch-file.repository.js';
import { BatchItemRepository, type ClaimedItem } from './batch-item.repository.js';
import { BatchRepository } from './batch.repository.js';
import { BatchRunner, isWornOut, ItemDropped, wornOut, type Outcome } from './batch.runner.js';
import { BatchTasks } from './batch.tasks.js';

/** How often a process looks for work while a batch of anybody is open, and while none is. */
const BUSY_POLL_MS = 2_000;
const IDLE_POLL_MS = 60_000;
/** How often it gives a sign of life for its lines, and learns which of them shall end. */
const RENEW_MS = 5_000;
const SWEEP_MS = 3_600_000;

/**
 * Works on batches: a few lines at a time, behind everybody who waits at a screen. Each process of an installation
 * does; the database decides who has which line, and a line whose process is gone is taken by another.
 */
@Injectable()
export class BatchWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Batches');
  private readonly running = new Map<string, { batchId: string; ending: AbortController; over: Promise<void> }>();
  private readonly stopping = new AbortController();
  private task: Promise<void> | undefined;
  private filling: Promise<void> | undefined;
  private again = false;
  private poll: NodeJS.Timeout | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly batches: BatchRepository,
    private readonly items: BatchItemRepository,
    private readonly files: BatchFileRepository,
    private readonly tasks: BatchTasks,
    private readonly runner: BatchRunner,
    active: ActiveCompletions,
    @Inject(ENV) private readonly env: Env,
    changes: Changes,
  ) {
    active.closed.addEventListener('abort', () => this.stop());
    changes.watch('batches', () => {
      if (this.running.size > 0) void this.renew();
      this.wake();
    });
  }

  onApplicationBootstrap(): void {
    this.wake();
    this.sweep = setInterval(() => void this.clean(), SWEEP_MS).unref();
    void this.clean();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop();
    clearInterval(this.renewal);
    await this.filling;
    await Promise.all([this.task, ...[...this.running.values()].map(({ over }) => over)]);
  }

  /** Gives everything back that is under way: nobody waits for it. */
  private stop(): void {
    this.stopping.abort(new ItemDropped('the server stops'));
    clearTimeout(this.poll);
    clearInterval(this.sweep);
    for (const { ending } of this.running.values()) ending.abort(this.stopping.signal.reason);
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Looks for work now. */
  private wake(): void {
    if (this.isStopping) return;
    this.again = true;
    this.filling ??= this.fill().finally(() => {
      this.filling = undefined;
      if (this.again) this.wake();
    });
  }

  private async fill(): Promise<void> {
    clearTimeout(this.poll);
    let delay = BUSY_POLL_MS;
    try {
      while (this.again && !this.isStopping) {
        this.again = false;
        if (await this.takeAll()) delay = BUSY_POLL_MS;
        else delay = (await this.batches.isAnyOpen()) ? BUSY_POLL_MS : IDLE_POLL_MS;
      }
    } catch (error) {
      this.logger.warn(`Batches could not be looked for: ${(error as Error).message}`);
    }
    this.again &&= !this.isStopping;
    if (this.isStopping) return;
    clearTimeout(this.poll);
    this.poll = setTimeout(() => this.wake(), delay).unref();
  }

  /** Begins as much as this process may work on. @returns whether it found any */
  private async takeAll(): Promise<boolean> {
    let found = this.running.size > 0 || this.task !== undefined;
    await this.items.recover();
    if (await this.batches.expire()) await this.renew();
    if (!this.task) found = (await this.beginTask()) || found;
    while (this.running.size < this.env.BATCH_PARALLEL && !this.isStopping) {
      const item = await this.items.claim(newId());
      if (!item) break;
      this.begin(item);
      found = true;
    }
    return found;
  }

  private async beginTask(): Promise<boolean> {
    const batch = await this.batches.take(newId());
    if (!batch) return false;
    this.task = this.tasks
      .carryOut(batch, this.stopping.signal)
      .catch((error: unknown) => {
        if (!(error instanceof ItemDropped))
          this.logger.warn(
            `A batch could not be ${batch.status === 'validating' ? 'read' : 'finished'}: ${String(error)}`,
          );
      })
      .finally(() => {
        this.task = undefined;
        this.wake();
      });
    return true;
  }

  private begin(item: ClaimedItem): void {
    const ending = new AbortController();
    const over = this.work(item, ending).finally(() => {
      this.running.delete(item.claim);
      if (this.running.size === 0) {
        clearInterval(this.renewal);
        this.renewal = undefined;
      }
      this.wake();
    });
    this.running.set(item.claim, { batchId: item.batch_id, ending, over });
    this.renewal ??= setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  /** Never throws: what cannot be written is done again when its lease is over. */
  private async work(item: ClaimedItem, ending: AbortController): Promise<void> {
    try {
      await this.settle(item, isWornOut(item) ? wornOut() : await this.runner.run(item, ending));
    } catch (error) {
      this.logger.warn(`The result of a line of a batch was not written: ${(error as Error).message}`);
    }
  }

  private async settle(item: ClaimedItem, outcome: Outcome | undefined): Promise<void> {
    if (!outcome) return this.items.putBack(item, 0, false);
    if (outcome.kind === 'result') {
      await this.items.finish(item, outcome.state, outcome.response);
      return this.endWhenFull(item);
    }
    if (outcome.kind === 'revoked') {
      const { code, detail } = outcome.error;
      await this.batches.fail(item.batch_id, { code, message: detail, line: null, param: null });
      return this.items.putBack(item, 0, false);
    }
    if (outcome.pauseMs > 0) await this.batches.pause(item.batch_id, outcome.pauseMs);
    await this.items.putBack(item, outcome.waitMs, outcome.counts);
  }

  /** What is answered by now is kept; the lines that are left would need more room than their owner has. */
  private async endWhenFull({ user_id, batch_id }: ClaimedItem): Promise<void> {
    const most = this.env.BATCH_STORAGE_MB;
    if ((await this.files.stored(user_id)).bytes <= most * 2 ** 20) return;
    const message =
      `The results do not fit into the ${most} MiB of your files and batches. Those that were made are in the output ` +
      'file. Delete files that you no longer need, and send the other lines in a new batch.';
    await this.batches.fail(batch_id, { code: 'storage_full', message, line: null, param: null });
  }

  private async renew(): Promise<void> {
    try {
      // Lines that begin while the question is under way are not in its answer.
      const claims = [...this.running.keys()];
      const goOn = await this.items.renew(claims);
      for (const claim of claims)
        if (!goOn.has(claim)) this.running.get(claim)?.ending.abort(new ItemDropped('the batch does not go on'));
    } catch (error) {
      this.logger.warn(`Lines of batches in progress were not renewed: ${(error as Error).message}`);
    }
  }

  private async clean(): Promise<void> {
    try {
      await this.files.removeExpired();
      await this.items.clearEnded();
      await this.batches.removeEnded(this.env.BATCH_RETENTION_DAYS);
    } catch (error) {
      this.logger.warn(`Old files of batches were not deleted: ${(error as Error).message}`);
    }
  }
}
