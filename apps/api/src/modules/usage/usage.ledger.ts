import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BatchWriter } from '../../common/batch-writer.js';
import { costOf, type Cost, type ModelCost } from '../../common/model-cost.js';
import { NO_KEY } from './usage-day.entity.js';
import { firstOfMonth, Tallies, today, type TallySource } from './tallies.js';
import { ADDED, UsageRepository, type HolderId, type UsageEntry, type Used } from './usage.repository.js';

/** Longest time that records wait before they are written together; a `kill -9` can lose them. */
const FLUSH_MS = 1_000;

/** One answered or failed question. */
export interface UsageRecord {
  userId: string;
  keyId: string | undefined;
  model: string;
  /** How many questions it was; 0 for what the portal asked by itself. Default 1. */
  requests?: number;
  input_tokens: number;
  output_tokens: number;
  failed: boolean;
  cached: boolean;
  /** What the tokens cost; default nothing. */
  price?: ModelCost;
  /** Groups to whose budgets it counts. */
  groupIds?: readonly string[];
  /** Milliseconds from the question to the end. */
  ms: number;
}

/** Records usage, for the chat and for programs. A question costs an addition; rows are written in batches. */
@Injectable()
export class UsageLedger implements BeforeApplicationShutdown {
  private waiting = new Map<string, UsageEntry>();
  private readonly writer = new BatchWriter<UsageEntry>({
    logger: new Logger('Usage'),
    what: 'The usage',
    flushMs: FLUSH_MS,
    drain: () => {
      const rows = [...this.waiting.values()];
      this.waiting = new Map();
      return rows;
    },
    write: (rows, mark) => this.repository.add(rows, mark),
  });

  private readonly source: TallySource = {
    betweenWrites: (work) => this.writer.betweenWrites(work),
    usedBetween: (first, last, holders) => this.repository.usedBetween(first, last, holders),
  };
  private readonly days = new Tallies(this.source, today);
  /** Apart from the days: only limits by the month cost its sums. */
  private readonly months = new Tallies(this.source, firstOfMonth);

  constructor(private readonly repository: UsageRepository) {}

  /** Usage of an account, a key or a group today, as far as this process knows: see `Tallies`. */
  usedToday(holder: HolderId): Promise<Used> {
    return this.days.used(holder);
  }

  /** The same for the month that runs. */
  usedThisMonth(holder: HolderId): Promise<Used> {
    return this.months.used(holder);
  }

  /** The same of today and of this month, as far as it is in memory. */
  known({ id }: HolderId): { day: Used | undefined; month: Used | undefined } {
    return { day: this.days.peek(id), month: this.months.peek(id) };
  }

  /** @returns what it has cost */
  record(record: UsageRecord): Cost {
    const { price = {}, groupIds: group_ids = [] } = record;
    const { userId, keyId = NO_KEY, model, requests = 1, input_tokens, output_tokens, failed, cached, ms } = record;
    const used = { requests, tokens: input_tokens + output_tokens };
    for (const tallies of [this.days, this.months]) {
      tallies.add(userId, used);
      tallies.add(keyId, used);
      for (const id of group_ids) tallies.add(id, used);
    }
    const cost = costOf(price, record);
    this.add({
      day: today(),
      user_id: userId,
      api_key_id: keyId,
      model,
      requests,
      input_tokens,
      output_tokens,
      errors: Number(failed),
      cache_hits: Number(cached),
      latency_ms: Math.round(ms),
      ...cost,
      group_ids,
    });
    this.writer.schedule();
    return cost;
  }

  /** Writes what waits; what the database does not accept waits on. */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  /** The same when something of this account waits or is being written: nobody who only asks writes small batches. */
  async flushOf(userId: string): Promise<void> {
    for (const row of this.waiting.values()) if (row.user_id === userId) return this.flush();
    await this.writer.written;
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private add(row: UsageEntry): void {
    const place = JSON.stringify([row.day, row.user_id, row.api_key_id, row.model, row.group_ids]);
    const known = this.waiting.get(place);
    if (!known) this.waiting.set(place, row);
    else for (const name of ADDED) known[name] += row[name];
  }
}
