import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Cached } from '../../common/cached.js';
import { Changes } from '../../common/redis/changes.js';
import type { WebhookEvent } from './webhook.entity.js';
import { WebhookRepository } from './webhook.repository.js';

/** Messages that may wait, of all webhooks together. */
const MOST_WAITING = 10_000;
const WEBHOOKS_CACHE_MS = 5_000;

/** Who is told what: a person, key or group whose budget is used up, a model server, an account. */
export interface EventData {
  'budget.warning': BudgetEvent;
  'budget.reached': BudgetEvent;
  'backend.down': BackendEvent;
  'backend.up': BackendEvent;
  'user.pending': { user_id: string; username: string };
}

interface BudgetEvent {
  holder: 'user' | 'key' | 'group';
  holder_id: string;
  name: string;
  /** Whose key it is. */
  owner: string | null;
  period: 'day' | 'month';
  measure: 'requests' | 'tokens';
  used: number;
  limit: number;
  resets_at: string;
}

interface BackendEvent {
  backend_id: string;
  name: string;
}

/** Tells webhooks of events. A message has ids, names and figures, never a text of a chat. */
@Injectable()
export class Webhooks {
  private readonly wanted = new Cached(
    async () => new Set((await this.repository.all()).flatMap(({ is_enabled, events }) => (is_enabled ? events : []))),
    WEBHOOKS_CACHE_MS,
  );

  constructor(
    private readonly repository: WebhookRepository,
    private readonly changes: Changes,
  ) {
    changes.watch('webhooks', () => this.wanted.forget());
  }

  /** Whether anybody is told of it. */
  async isWanted(event: WebhookEvent): Promise<boolean> {
    return (await this.wanted.get()).has(event);
  }

  /**
   * The message is sent by any process, in its own time, and tried again for a day.
   * @param manager of the transaction that it belongs to; its owner calls `wake` afterwards
   */
  async tell<E extends WebhookEvent>(event: E, data: EventData[E], manager?: EntityManager): Promise<void> {
    const body = bodyOf(event, data);
    if ((await this.repository.enqueue(event, body, MOST_WAITING, manager)) > 0 && !manager) this.wake();
  }

  /** What waits is looked for now. */
  wake(): void {
    this.changes.announce('deliveries');
  }
}

/** A message as Standard Webhooks has it. */
export const bodyOf = (type: string, data: object): string =>
  JSON.stringify({ type, timestamp: new Date().toISOString(), data });
