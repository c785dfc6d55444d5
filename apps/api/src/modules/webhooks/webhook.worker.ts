import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DueWork } from '../../common/due-work.js';
import { Changes } from '../../common/redis/changes.js';
import { SecretBox } from '../../common/secret-box.js';
import { ENV, type Env } from '../../config/env.js';
import { send } from './receiver.js';
import type { WebhookDelivery } from './webhook.entity.js';
import { WebhookRepository, type ClaimedDelivery } from './webhook.repository.js';

/** Deliveries of one process at a time, and those of them to one webhook: a slow one holds nobody else up. */
const MOST_RUNNING = 8;
const MOST_OF_ONE = 2;
/** Longest time until it looks again: another process may have added one. */
const MOST_WAIT_MS = 10_000;
const CLEAN_MS = 3_600_000;
const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/** Time from each failed try to the next: ten tries, the last one a day after the first. */
const BACK_OFF_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  14 * HOUR,
];
/** So that many that failed together do not come back together. */
const JITTER = 0.1;

/** For whom a secret is encrypted. */
export const sealedFor = (id: string): string => `webhook ${id}`;

/** Sends what waits. Each process of an installation does; the database decides which one sends what. */
@Injectable()
export class WebhookWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly running = new Map<string, { webhookId: string; over: Promise<unknown> }>();
  private readonly due = new DueWork({
    logger: this.logger,
    what: 'Webhooks',
    mostWaitMs: MOST_WAIT_MS,
    begin: () => this.begin(),
  });
  private cleanedAt = -Infinity;

  constructor(
    private readonly repository: WebhookRepository,
    private readonly box: SecretBox,
    @Inject(ENV) private readonly env: Env,
    changes: Changes,
  ) {
    changes.watch('deliveries', () => this.due.look());
    changes.watch('webhooks', () => this.due.look());
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.box.isChanging) await this.resealSecrets();
    this.due.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.due.stop();
    await Promise.all([...this.running.values()].map(({ over }) => over));
  }

  /** Tries a delivery that is claimed. @returns how it is afterwards */
  async deliver(delivery: ClaimedDelivery): Promise<WebhookDelivery> {
    const { webhook_id, url, secret: sealed, tries, event } = delivery;
    const secret = this.box.open(sealed, sealedFor(webhook_id));
    const attempt =
      secret === undefined
        ? { status: null, reply: null, problem: 'Its secret was encrypted under another JWT_SECRET. Make a new one.' }
        : await send(url, secret, delivery, this.env.WEBHOOK_ALLOWED_NETWORKS ?? []);
    // Who tests has seen how it went, and needs no second message later.
    const wait = event === 'webhook.test' ? undefined : BACK_OFF_MS[tries - 1];
    const retryMs = wait && wait * (1 + JITTER * Math.random());
    return this.repository.end(delivery, attempt, retryMs);
  }

  private async begin(): Promise<number | undefined> {
    if (performance.now() - this.cleanedAt > CLEAN_MS) {
      this.cleanedAt = performance.now();
      await this.repository.clean();
    }
    while (this.running.size < MOST_RUNNING && !this.due.isStopped) {
      const delivery = await this.repository.claim(this.busy());
      if (!delivery) break;
      this.run(delivery);
    }
    // While something is on its way, its end looks again.
    return this.running.size === 0 ? this.repository.untilNext() : undefined;
  }

  private busy(): string[] {
    const ids = [...this.running.values()].map(({ webhookId }) => webhookId);
    return ids.filter((id) => ids.filter((one) => one === id).length >= MOST_OF_ONE);
  }

  private run(delivery: ClaimedDelivery): void {
    const over = this.deliver(delivery)
      .catch((error: Error) => this.logger.warn(`A webhook was not ended: ${error.message}`))
      .finally(() => {
        this.running.delete(delivery.id);
        this.due.look();
      });
    this.running.set(delivery.id, { webhookId: delivery.webhook_id, over });
  }

  private async resealSecrets(): Promise<void> {
    for (const { id, secret: sealed } of await this.repository.all()) {
      const secret = this.box.open(sealed, sealedFor(id));
      if (secret !== undefined) await this.repository.reseal(id, sealed, this.box.seal(secret, sealedFor(id)));
    }
  }
}
