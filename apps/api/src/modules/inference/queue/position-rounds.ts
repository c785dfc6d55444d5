/** Position of a waiting run, and an estimate based on recent durations. */
export interface QueuePosition {
  /** 1 for the next one. */
  position: number;
  /** Milliseconds, `null` while unknown. */
  eta_ms: number | null;
}

interface Listener {
  report(position: QueuePosition): void;
}

/**
 * Shortest time between two rounds for each slice of listeners: a person cannot read positions any faster, and a long
 * queue, in which each release moves everybody, costs no more a second than one of a single slice.
 */
const ROUND_INTERVAL_MS = 100;
/** Listeners reported to before the event loop gets its turn. */
const SLICE = 250;

/**
 * Reports queue positions in rounds. However much changes in a tick, each waiting run gets one report, so a release in
 * a long queue only schedules a round.
 */
export class PositionRounds<T extends Listener> {
  private lastReported = new Map<T, QueuePosition>();
  private scheduled = false;
  /** Two rounds at a time would mix older positions with newer ones. */
  private running = false;
  /** When the next round may begin. */
  private nextRound = -Infinity;

  /**
   * @param order every waiting run, the next one first
   * @param positionsOf their positions, in the same order
   * @param etaOf milliseconds until a run at this position is served
   */
  constructor(
    private readonly order: () => T[],
    private readonly positionsOf: (order: T[]) => number[],
    private readonly etaOf: (position: number, listener: T) => number | null,
  ) {}

  /** Schedules a round after a change. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    if (!this.running) this.plan();
  }

  private plan(): void {
    const wait = this.nextRound - performance.now();
    const begin = () => void this.round();
    if (wait <= 0) setImmediate(begin);
    else setTimeout(begin, wait).unref();
  }

  /** Drops a listener that no longer waits. */
  forget(listener: T): void {
    this.lastReported.delete(listener);
  }

  private async round(): Promise<void> {
    this.scheduled = false;
    this.running = true;
    const began = performance.now();
    const order = this.order();
    this.nextRound = began + ROUND_INTERVAL_MS * Math.max(1, Math.ceil(order.length / SLICE));
    const positions = this.positionsOf(order);
    // A listener that leaves during the round is deleted from `lastReported` and gets no further report.
    for (const listener of order)
      if (!this.lastReported.has(listener)) this.lastReported.set(listener, { position: 0, eta_ms: null });
    for (let start = 0; start < order.length; start += SLICE) {
      if (start > 0) await new Promise((resolve) => setImmediate(resolve));
      for (let i = start; i < Math.min(start + SLICE, order.length); i++) this.report(order[i]!, positions[i]!);
    }
    this.running = false;
    if (this.scheduled) this.plan();
  }

  private report(listener: T, position: number): void {
    const last = this.lastReported.get(listener);
    if (!last) return;
    const eta_ms = this.etaOf(position, listener);
    if (last.position === position && last.eta_ms === eta_ms) return;
    const now = { position, eta_ms };
    this.lastReported.set(listener, now);
    listener.report(now);
  }
}
