import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ModelCatalog } from '../../models/index.js';
import { WebhookRepository, Webhooks } from '../../webhooks/index.js';

const LOOK_MS = 10_000;
/** It counts as down after so many looks in a row: one that is late once is not. */
const LOOKS_DOWN = 2;

/** Tells webhooks when a model server stops answering, and when it answers again. */
@Injectable()
export class BackendWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly downs = new Map<string, number>();
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
      const isUp = !problem && host.breaker.state !== 'open';
      const downs = isUp ? 0 : (this.downs.get(backend.id) ?? 0) + 1;
      this.downs.set(backend.id, downs);
      if (!isUp && downs < LOOKS_DOWN) continue;
      if (!(await this.repository.isNews(backend.id, isUp))) continue;
      await this.webhooks.tell(isUp ? 'backend.up' : 'backend.down', { backend_id: backend.id, name: host.name });
    }
  }
}
