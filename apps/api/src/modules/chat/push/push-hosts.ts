/** So many failures in a row make a host one that is left alone. */
const FAILURES = 3;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 30 * 60_000;
/** Browsers name the hosts, so their number is bounded; the one that failed longest ago is forgotten. */
const MOST_HOSTS = 500;

interface Trouble {
  failures: number;
  /** Nothing is sent before this time, in milliseconds; 0 while it may still be a hiccup. */
  until: number;
}

export interface PushFailure {
  host: string;
  /** What it answered, or why the connection failed. */
  reason: string;
  at: Date;
  /** Until when nothing is sent there, if it is left alone. */
  until?: Date;
}

/**
 * Which push services do not work. Each message holds one of a few places until its service answers or its time is up;
 * a dead service would keep all of them, and delay the devices of everybody else.
 */
export class PushHosts {
  private readonly troubles = new Map<string, Trouble>();
  /** The latest failure of any host that has not worked since. */
  private latest: PushFailure | undefined;

  /** @param now reads the clock, in milliseconds */
  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Whether to send a message there now. After a pause one message is let through to try; `tryMs` is how long it may
   * take.
   */
  admits(host: string, tryMs: number): boolean {
    const trouble = this.troubles.get(host);
    if (!trouble || trouble.failures < FAILURES) return true;
    if (this.now() < trouble.until) return false;
    trouble.until = this.now() + tryMs;
    return true;
  }

  succeeded(host: string): void {
    this.troubles.delete(host);
    if (this.latest?.host === host) this.latest = undefined;
  }

  /** @returns until when nothing is sent there, if it is left alone from now on */
  failed(host: string, reason: string): Date | undefined {
    const failures = (this.troubles.get(host)?.failures ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - FAILURES), LONGEST_PAUSE_MS);
    const until = failures < FAILURES ? 0 : this.now() + pause;
    // Moves to the end of the order.
    this.troubles.delete(host);
    this.troubles.set(host, { failures, until });
    if (this.troubles.size > MOST_HOSTS) this.troubles.delete(this.troubles.keys().next().value!);
    const skipped = until > 0 ? new Date(until) : undefined;
    this.latest = { host, reason, at: new Date(this.now()), ...(skipped && { until: skipped }) };
    return skipped;
  }

  /** The latest failure, unless its host has worked since. */
  get lastFailure(): PushFailure | undefined {
    return this.latest;
  }
}
