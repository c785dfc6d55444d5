import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
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
  private looking: Promise<void> | undefined;
  private again = false;
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private cleanedAt = -Infinity;

  constructor(
    private readonly repository: WebhookRepository,
    private readonly box: SecretBox,
    @Inject(ENV) private readonly env: Env,
    changes: Changes,
  ) {
    changes.watch('deliveries', () => this.look());
    changes.watch('webhooks', () => this.look());
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.box.isChanging) await this.resealSecrets();
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.looking;
    await Promise.all([...this.running.values()].map(({ over }) => over));
  }

  /** Tries a delivery that is claimed. @returns how it is afterwards */
  async deliver(delivery: ClaimedDelivery): Promise<WebhookDelivery> {
    const { webhook_id, url, secret: sealed, tries } = delivery;
    const secret = this.box.open(sealed, sealedFor(webhook_id));
    const attempt =
      secret === undefined
        ? { status: null, reply: null, problem: 'Its secret was encrypted under another JWT_SECRET. Make a new one.' }
        : await send(url, secret, delivery, this.env.WEBHOOK_ALLOWED_NETWORKS ?? []);
    const wait = BACK_OFF_MS[tries - 1];
    const retryMs = wait && wait * (1 + JITTER * Math.random());
    return this.repository.end(delivery, attempt, retryMs);
  }

  private look(): void {
    if (this.stopping) return;
    this.again = true;
    this.looking ??= this.begin().finally(() => {
      this.looking = undefined;
      if (this.again) this.look();
    });
  }

  private async begin(): Promise<void> {
    let wait = MOST_WAIT_MS;
    this.again = false;
    try {
      if (performance.now() - this.cleanedAt > CLEAN_MS) {
        this.cleanedAt = performance.now();
        await this.repository.clean();
      }
      while (this.running.size < MOST_RUNNING && !this.stopping) {
        const delivery = await this.repository.claim(this.busy());
        if (!delivery) break;
        this.run(delivery);
      }
      // While something is on its way, its end looks again.
      if (this.running.size === 0) wait = Math.min((await this.repository.untilNext()) ?? wait, wait);
    } catch (error) {
      this.logger.warn(`Webhooks could not be looked for: ${(error as Error).message}`);
    }
    clearTimeout(this.timer);
    if (!this.stopping) this.timer = setTimeout(() => this.look(), Math.max(wait, 100)).unref();
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
        this.look();
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
