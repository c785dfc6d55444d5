import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ModelCatalog } from '../../models/index.js';
import { WebhookRepository, Webhooks } from '../../webhooks/index.js';

const LOOK_MS = 10_000;
/** It counts as down, or up again, after so many looks in a row: one that is late once is not. */
const LOOKS = 2;

/** Tells webhooks when a model server stops answering, and when it answers again. */
@Injectable()
export class BackendWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  /** What this process has seen of each server in its last looks, and how often in a row. */
  private readonly seen = new Map<string, { isUp: boolean; looks: number }>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly catalog: ModelCatalog,
    private readonly repository: WebhookRepository,
    private readonly webhooks: Webhooks,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look()
        .catch((error: Error) => this.logger.warn(`Model servers could not be watched: ${error.message}`))
        .finally(() => (this.looking = undefined));
    }, LOOK_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Asks all servers in service, while somebody wants to be told of them. */
  async look(): Promise<void> {
    const isWanted = (await this.webhooks.isWanted('backend.down')) || (await this.webhooks.isWanted('backend.up'));
    if (!isWanted) return;
    const states = (await this.catalog.snapshot()).filter(({ host }) => host.state === 'on');
    for (const { backend, host, problem } of states) {
      const { state } = host.breaker;
      // One that only waits for a trial is neither: what was seen before stands.
      if (!problem && state === 'half-open') continue;
      const isUp = !problem && state === 'closed';
      const before = this.seen.get(backend.id);
      const looks = before?.isUp === isUp ? before.looks + 1 : 1;
      this.seen.set(backend.id, { isUp, looks });
      if (looks < LOOKS) continue;
      const event = isUp ? 'backend.up' : 'backend.down';
      const isNews = await this.repository.noteSight(backend.id, isUp, (manager) =>
        this.webhooks.tell(event, { backend_id: backend.id, name: host.name }, manager),
      );
      if (isNews) this.webhooks.wake();
    }
  }
}
