import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { newId } from '../../common/http/ids.js';
import { Webhooks } from '../webhooks/index.js';
import { WARNING_LEVELS, type WarningLevel } from './budget-warning.entity.js';
import { BudgetWarningRepository } from './budget-warning.repository.js';
import { PERIOD_NAMES, PERIODS, type Holder, type Period } from './holder.js';
import type { Used } from './usage.repository.js';

const MOST_ENTRIES = 10_000;
const MEASURES = ['requests', 'tokens'] as const;
const HOLDERS = { user_id: 'user', api_key_id: 'key', group_id: 'group' } as const;

/** The highest level that a share of a limit has come to. */
export const levelOf = (used: number, limit: number): WarningLevel | undefined =>
  WARNING_LEVELS.findLast((level) => used * 100 >= limit * level);

/**
 * Tells, once in a day or month, that a limit is nearly or all used up. It looks at what is in memory after each
 * answer; only news goes to the database, which decides which of several processes tells it.
 */
@Injectable()
export class BudgetWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Budgets');
  private readonly told = new LRUCache<string, true>(atMost(MOST_ENTRIES));
  private readonly telling = new Set<Promise<void>>();

  constructor(
    private readonly warnings: BudgetWarningRepository,
    private readonly webhooks: Webhooks,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.telling);
  }

  /** @param known usage of the day and the month that run, as far as it is in memory */
  look(holder: Holder, known: Record<Period, Used | undefined>): void {
    for (const period of PERIOD_NAMES)
      for (const measure of MEASURES) {
        const [used, limit] = [known[period]?.[measure], holder.limits[PERIODS[period][measure]]];
        const level = used !== undefined && limit !== undefined && levelOf(used, limit);
        if (level) this.tellOnce(holder, { period, measure, level, used, limit });
      }
  }

  private tellOnce(holder: Holder, reached: Reached): void {
    const { period, measure, level } = reached;
    const place = [holder.id, period, PERIODS[period].first(), measure, level].join(' ');
    if (this.told.has(place)) return;
    this.told.set(place, true);
    const telling = this.tell(holder, reached)
      .catch((error: Error) => {
        // The next answer tries again.
        this.told.delete(place);
        this.logger.warn(`A warning of a budget could not be written: ${error.message}`);
      })
      .finally(() => this.telling.delete(telling));
    this.telling.add(telling);
  }

  private async tell(
    { column, id: holder_id }: Holder,
    { period, measure, level, used, limit }: Reached,
  ): Promise<void> {
    const holder = HOLDERS[column];
    const { first, rest } = PERIODS[period];
    const warning = { id: newId(), holder, holder_id, period, first: first(), measure, level };
    const now = new Date();
    const resets_at = new Date(Math.floor(now.getTime() / 1000 + rest(now)) * 1000).toISOString();
    const event = level === 100 ? 'budget.reached' : 'budget.warning';
    const isNew = await this.warnings.note(warning, (names, manager) =>
      this.webhooks.tell(event, { holder, holder_id, ...names, period, measure, used, limit, resets_at }, manager),
    );
    if (isNew) this.webhooks.wake();
  }
}

interface Reached {
  period: Period;
  measure: (typeof MEASURES)[number];
  level: WarningLevel;
  used: number;
  limit: number;
}
