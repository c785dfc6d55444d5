import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import type { HolderId, Used } from './usage.repository.js';

/** After so long, what other processes have recorded is read again, beside the question that asks. */
const FRESH_MS = 2_000;
/** After so long, a question waits for that. */
const STALE_MS = 10_000;
const MOST_ENTRIES = 10_000;

interface Tally {
  /** The first day of its period. */
  first: string;
  used: Used;
  /** When the database was read last, by `performance.now()`; -Infinity before the first time. */
  readAt: number;
  /** Recorded while the database is being read, which does not have it yet. */
  meanwhile?: Used;
}

export interface TallySource {
  /** Begins the work when all that was recorded is written; nothing is written before it has ended. */
  betweenWrites<T>(work: () => Promise<T>): Promise<T>;
  /** @param first @param last days (UTC), both inclusive */
  usedBetween(first: string, last: string, holders: readonly HolderId[]): Promise<Map<string, Used>>;
}

const DAY_MS = 86_400_000;
let known = { day: -1, date: '' };

/** Today's date (UTC), `YYYY-MM-DD`. */
export function today(): string {
  const day = Math.floor(Date.now() / DAY_MS);
  if (day !== known.day) known = { day, date: new Date(day * DAY_MS).toISOString().slice(0, 10) };
  return known.date;
}

/** The first day of the month (UTC), `YYYY-MM-01`. */
export const firstOfMonth = (): string => `${today().slice(0, 8)}01`;

/**
 * Usage of the period that runs, a day or a month, by the holders of limits: what the database had, and what this
 * process has recorded since. So a question within its limits costs no query. What another process has recorded is up
 * to eleven seconds old: its ledger waits for one, and this memory ten. All who want to be read are read together.
 */
export class Tallies {
  private readonly tallies = new LRUCache<string, Tally>(atMost(MOST_ENTRIES));
  /** Who is read next. */
  private wanted = new Map<string, HolderId>();
  private next?: Promise<void>;

  /** @param period gives the first day of the period that runs now */
  constructor(
    private readonly source: TallySource,
    private readonly period: () => string,
  ) {}

  /** @throws what the database throws, when it has never been read in this period */
  async used(holder: HolderId): Promise<Used> {
    const tally = this.tallyOf(holder.id);
    const age = performance.now() - tally.readAt;
    if (age > FRESH_MS) {
      const read = this.read(holder);
      // A database that only reads, or not at all, lets what is known here stand.
      if (age === Infinity) await read;
      else if (age > STALE_MS) await read.catch(() => undefined);
      else read.catch(() => undefined);
    }
    return tally.used;
  }

  /** What is known of a holder in this period, without asking anybody; `undefined` when it has not been read. */
  peek(id: string): Used | undefined {
    const tally = this.tallies.peek(id);
    return tally?.first === this.period() && tally.readAt !== -Infinity ? tally.used : undefined;
  }

  /** Adds what was recorded now for a holder. */
  add(id: string, { requests, tokens }: Used): void {
    const tally = this.tallies.peek(id);
    if (tally?.first !== this.period()) return;
    for (const sum of [tally.used, tally.meanwhile]) {
      if (!sum) continue;
      sum.requests += requests;
      sum.tokens += tokens;
    }
  }

  private tallyOf(id: string): Tally {
    const first = this.period();
    let tally = this.tallies.get(id);
    if (tally?.first !== first) {
      tally = { first, used: { requests: 0, tokens: 0 }, readAt: -Infinity };
      this.tallies.set(id, tally);
    }
    return tally;
  }

  /** Resolves when the holder has been read, together with all who have wanted it until the ledger was written. */
  private read(holder: HolderId): Promise<void> {
    this.wanted.set(holder.id, holder);
    this.next ??= this.source.betweenWrites(() => {
      const holders = [...this.wanted.values()];
      this.forgetWanted();
      return this.readAll(holders);
    });
    const { next } = this;
    // Where the ledger could not be written, nobody has been read.
    next.catch(() => this.next === next && this.forgetWanted());
    return next;
  }

  private forgetWanted(): void {
    this.wanted = new Map();
    this.next = undefined;
  }

  private async readAll(holders: HolderId[]): Promise<void> {
    const [first, last] = [this.period(), today()];
    const tallies = holders.map(({ id }) => [id, this.tallyOf(id)] as const);
    for (const [, tally] of tallies) tally.meanwhile = { requests: 0, tokens: 0 };
    try {
      const found = await this.source.usedBetween(first, last, holders);
      const readAt = performance.now();
      for (const [id, tally] of tallies) {
        const { requests, tokens } = found.get(id) ?? { requests: 0, tokens: 0 };
        const { meanwhile } = tally;
        tally.used = { requests: requests + meanwhile!.requests, tokens: tokens + meanwhile!.tokens };
        tally.readAt = readAt;
      }
    } finally {
      for (const [, tally] of tallies) tally.meanwhile = undefined;
    }
  }
}
