/** Consecutive faults after which a backend is left alone. */
const MOST_FAILURES = 3;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Circuit breaker of one backend: after three faults in a row it is left alone for two seconds, after each further
 * one twice as long, at most a minute. Then one request tries it; the others follow when that one succeeds. One that
 * was only out of reach is let in again, too, when it lists its models: whoever fails at answers may list them well.
 */
export class Breaker {
  private failures = 0;
  /** Errors in a row of which nobody knows whether it or the request was at fault. */
  private suspicions = 0;
  private waitMs = 0;
  private openUntil = 0;
  /** The request that tries it; another one's end says nothing about that. */
  private trial: symbol | undefined;
  private lastFault: string | undefined;
  /** All faults of the row were that it could not be reached. */
  private wasUnreachable = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  get state(): BreakerState {
    if (this.waitMs === 0) return 'closed';
    return this.now() < this.openUntil ? 'open' : 'half-open';
  }

  /** Whether a request may go there: not while it is open, nor while another request is the trial. */
  get admits(): boolean {
    return this.state === 'closed' || (this.state === 'half-open' && !this.trial);
  }

  /** Milliseconds until a trial; 0 when it is not open. */
  get opensInMs(): number {
    return this.state === 'open' ? this.openUntil - this.now() : 0;
  }

  /** What the backend failed with last, with its address; `undefined` after it has answered. */
  get fault(): string | undefined {
    return this.lastFault;
  }

  /**
   * A request goes there now.
   * @returns to call when it is over, also without a verdict, because its caller left: another one may try then
   */
  enter(): () => void {
    if (this.state !== 'half-open' || this.trial) return () => undefined;
    const trial = (this.trial = Symbol('trial'));
    return () => {
      if (this.trial === trial) this.trial = undefined;
    };
  }

  succeeded(): void {
    this.failures = this.suspicions = this.waitMs = 0;
    this.trial = undefined;
    this.lastFault = undefined;
  }

  /**
   * Faults of requests that went there before it opened make no wait longer.
   * @param isUnreachable no connection came about
   */
  failed(fault: string, isUnreachable = false): void {
    this.lastFault = fault;
    if (this.state === 'open') return;
    this.wasUnreachable = isUnreachable && (this.failures === 0 || this.wasUnreachable);
    this.trial = undefined;
    this.failures++;
    if (this.failures < MOST_FAILURES) return;
    this.waitMs = Math.min(LONGEST_WAIT_MS, this.waitMs * 2 || FIRST_WAIT_MS);
    this.openUntil = this.now() + this.waitMs;
  }

  /**
   * It failed, and nobody did the same work instead: perhaps nobody could. One such error says nothing; several in a
   * row of a host that did nothing else meanwhile are its own, and so is that of the request that tries it.
   */
  suspected(fault: string): void {
    this.suspicions++;
    if (this.state === 'closed' && this.suspicions < MOST_FAILURES) return;
    this.failures = Math.max(this.failures, MOST_FAILURES - 1);
    this.failed(fault);
  }

  /** It listed its models, so it can be reached: that closes a breaker that waits for a trial for that reason alone. */
  probed(): void {
    if (this.state === 'half-open' && !this.trial && this.wasUnreachable) this.succeeded();
  }
}
