import { Injectable } from '@nestjs/common';
import { Scheduler, type Place, type QueueEntry, type QueuePosition } from '../../../llm/index.js';
import { SettingsService } from '../../settings/index.js';
import { Meter, Sampler } from '../../telemetry/index.js';
import { MemoryWatch } from './memory-watch.js';

/** The fair queue, as long and as wide as the settings say now. */
@Injectable()
export class BackendQueue {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly settings: SettingsService,
    private readonly meter: Meter,
    private readonly memory: MemoryWatch,
    sampler: Sampler,
  ) {
    sampler.watchQueue(() => scheduler.waiting);
  }

  /** As `Scheduler.enter`. */
  async *enter(backendId: string, entry: QueueEntry, signal: AbortSignal): AsyncGenerator<QueuePosition, Place> {
    this.scheduler.resize(await this.settings.get('llm_max_parallel'), await this.settings.get('llm_max_queue'));
    this.memory.used();
    const entering = this.scheduler.enter(backendId, entry, signal);
    try {
      for (;;) {
        const step = await entering.next();
        if (step.done) return step.value;
        // A queue that comes and goes between two looks of the sampler is seen here.
        this.meter.queue(this.scheduler.waiting);
        yield step.value;
      }
    } finally {
      // Who stops listening leaves the queue as well.
      await entering.return(undefined as never);
    }
  }

  /** As `enter`, for one who does not ask how far the queue is. */
  async place(backendId: string, entry: QueueEntry, signal: AbortSignal): Promise<Place> {
    const entering = this.enter(backendId, entry, signal);
    for (;;) {
      const step = await entering.next();
      if (step.done) return step.value;
    }
  }
}
