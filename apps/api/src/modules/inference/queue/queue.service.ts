import { Injectable } from '@nestjs/common';
import { SettingsService } from '../../settings/index.js';
import { Meter, Sampler } from '../../telemetry/index.js';
import { MemoryWatch } from '../memory-watch.js';
import { BackendQueue, type Lease, type QueueEntry, type QueueLimits } from './backend-queue.js';
import type { QueuePosition } from './position-rounds.js';

/** The queues of all backends, with the limits that the settings have now. */
@Injectable()
export class QueueService {
  private readonly queues = new Map<string, BackendQueue>();

  constructor(
    private readonly settings: SettingsService,
    private readonly meter: Meter,
    private readonly memory: MemoryWatch,
    sampler: Sampler,
  ) {
    sampler.watchQueue(() => this.depth);
  }

  /** Number of waiting runs over all backends. */
  get depth(): number {
    let sum = 0;
    for (const queue of this.queues.values()) sum += queue.depth;
    return sum;
  }

  /** As `BackendQueue.acquire`, at the backend with this id. */
  async acquire(
    backendId: string,
    entry: QueueEntry,
    signal: AbortSignal,
    report: (position: QueuePosition) => void = ignorePosition,
  ): Promise<Lease> {
    const queue = await this.queueOf(backendId);
    const lease = queue.acquire(entry, signal, report);
    // The sampler runs every ten seconds, so a shorter queue is recorded here.
    this.meter.queue(this.depth);
    return lease;
  }

  /** As `BackendQueue.acquireIdle`, at the backend with this id. */
  async acquireIdle(backendId: string, ending: AbortController): Promise<Lease> {
    return (await this.queueOf(backendId)).acquireIdle(ending);
  }

  private async queueOf(backendId: string): Promise<BackendQueue> {
    const limits = await this.limits();
    for (const queue of this.queues.values()) queue.resize(limits);
    this.memory.used();
    let queue = this.queues.get(backendId);
    if (!queue) this.queues.set(backendId, (queue = new BackendQueue(limits)));
    return queue;
  }

  private async limits(): Promise<QueueLimits> {
    const [parallel, waiting, parallelPerUser, waitingPerUser] = await Promise.all([
      this.settings.get('llm_max_parallel'),
      this.settings.get('llm_max_queue'),
      this.settings.get('llm_max_parallel_per_user'),
      this.settings.get('llm_max_queue_per_user'),
    ]);
    return { parallel, waiting, parallelPerUser, waitingPerUser };
  }
}

const ignorePosition = (): void => undefined;
