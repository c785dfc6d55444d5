import { LRUCache } from 'lru-cache';
import type { HolderColumn, Used } from './usage.repository.js';

/** After so long, what other processes have recorded is read again, beside the question that asks. */
const FRESH_MS = 2_000;
/** After so long, a question waits for that. */
const STALE_MS = 10_000;
const MOST_ENTRIES = 10_000;

interface Tally {
  day: string;
  used: Used;
  /** When the database was read last, by `performance.now()`. */
  readAt: number;
  reading?: Promise<void>;
  /** Recorded while the database is being read, which does not have it yet. */
  meanwhile?: Used;
}

export interface TallySource {
  /** Runs while nothing is written to the ledger, and after everything before has been. */
  betweenWrites<T>(work: () => Promise<T>): Promise<T>;
  usedOn(day: string, column: HolderColumn, id: string): Promise<Used>;
}

const DAY_MS = 86_400_000;
let known = { day: -1, date: '' };

/** Today's date (UTC), `YYYY-MM-DD`. */
export function today(): string {
  const day = Math.floor(Date.now() / DAY_MS);
  if (day !== known.day) known = { day, date: new Date(day * DAY_MS).toISOString().slice(0, 10) };
  return known.date;
}

/**
 * Usage of today by the holders of limits: what the database had, and what this process has recorded since. So a
 * question within its limits costs no query.
 */
export class DayTallies {
  private readonly tallies = new LRUCache<string, Tally>({ max: MOST_ENTRIES });

  constructor(private readonly source: TallySource) {}

  /** @throws what the database throws, when it has not been read for long */
  async used(column: HolderColumn, id: string): Promise<Used> {
    const tally = this.tallyOf(id);
    const age = performance.now() - tally.readAt;
    if (age > FRESH_MS) {
      tally.reading ??= this.read(tally, column, id).finally(() => (tally.reading = undefined));
      if (age > STALE_MS) await tally.reading;
      else tally.reading.catch(() => undefined); // The next question tries again.
    }
    return tally.used;
  }

  /** Adds what was recorded today for a holder. */
  add(id: string, { requests, tokens }: Used): void {
    const tally = this.tallies.peek(id);
    if (tally?.day !== today()) return;
    for (const sum of [tally.used, tally.meanwhile]) {
      if (!sum) continue;
      sum.requests += requests;
      sum.tokens += tokens;
    }
  }

  private tallyOf(id: string): Tally {
    const day = today();
    let tally = this.tallies.get(id);
    if (tally?.day !== day) {
      tally = { day, used: { requests: 0, tokens: 0 }, readAt: -Infinity };
      this.tallies.set(id, tally);
    }
    return tally;
  }

  private read(tally: Tally, column: HolderColumn, id: string): Promise<void> {
    return this.source.betweenWrites(async () => {
      const meanwhile = { requests: 0, tokens: 0 };
      tally.meanwhile = meanwhile;
      try {
        const { requests, tokens } = await this.source.usedOn(tally.day, column, id);
        tally.used = { requests: requests + meanwhile.requests, tokens: tokens + meanwhile.tokens };
        tally.readAt = performance.now();
      } finally {
        tally.meanwhile = undefined;
      }
    });
  }
}
