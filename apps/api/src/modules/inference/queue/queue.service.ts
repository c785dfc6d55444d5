import { Injectable } from '@nestjs/common';
import { SettingsService } from '../../settings/index.js';
import { Meter, Sampler } from '../../telemetry/index.js';
import { MemoryWatch } from '../memory-watch.js';
import { Queue, type HostPlace, type Lease, type QueueEntry, type QueueLimits } from './queue.js';
import type { QueuePosition } from './position-rounds.js';

/** A backend as the only one that can carry out a request. */
export const onlyAt = (id: string): HostPlace[] => [{ id, parallel: null, weight: 1, penalty: 0 }];

/** The queue of all backends, with the limits that the settings have now. */
@Injectable()
export class QueueService {
  constructor(
    private readonly queue: Queue,
    private readonly settings: SettingsService,
    private readonly meter: Meter,
    private readonly memory: MemoryWatch,
    sampler: Sampler,
  ) {
    sampler.watchQueue(() => this.queue.depth);
  }

  /** As `Queue.acquire`. */
  async acquire(
    entry: QueueEntry,
    signal: AbortSignal,
    report: (position: QueuePosition) => void = ignorePosition,
  ): Promise<Lease> {
    await this.prepare();
    const lease = this.queue.acquire(entry, signal, report);
    // The sampler runs every ten seconds, so a shorter queue is recorded here.
    this.meter.queue(this.queue.depth);
    return lease;
  }

  /** As `Queue.acquireIdle`. */
  async acquireIdle(entry: QueueEntry, ending: AbortController): Promise<Lease> {
    await this.prepare();
    return this.queue.acquireIdle(entry, ending);
  }

  private async prepare(): Promise<void> {
    const [parallel, waiting, parallelPerUser, waitingPerUser] = await Promise.all([
      this.settings.get('llm_max_parallel'),
      this.settings.get('llm_max_queue'),
      this.settings.get('llm_max_parallel_per_user'),
      this.settings.get('llm_max_queue_per_user'),
    ]);
    const limits: QueueLimits = { parallel, waiting, parallelPerUser, waitingPerUser };
    this.queue.resize(limits);
    this.memory.used();
  }
}

const ignorePosition = (): void => undefined;
