/** Length of the averaging window. */
const WINDOW_MS = 5_000;

/** Estimates bytes per second over the last seconds. */
export class RateEstimator {
  private readonly samples: { at: number; bytes: number }[] = [];

  /**
   * @param bytes received so far. Counting starts at the first figure above 0: bytes that were there before cost no
   * time
   */
  record(bytes: number, at = performance.now()): void {
    const last = this.samples.at(-1);
    if (bytes === 0 || bytes === last?.bytes) return;
    // Fewer bytes than before: the transfer restarted.
    if (last && bytes < last.bytes) this.samples.length = 0;
    this.samples.push({ at, bytes });
  }

  /** `null` until there are two samples; 0 when nothing arrived for a while. */
  rate(now = performance.now()): number | null {
    // One sample from before the window stays, so that the samples cover it.
    while (this.samples.length > 2 && this.samples[1]!.at <= now - WINDOW_MS) this.samples.shift();
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (!first || !last || first === last) return null;
    if (last.at <= now - WINDOW_MS) return 0;
    return Math.round(((last.bytes - first.bytes) * 1000) / Math.max(1, now - first.at));
  }

  /** Milliseconds until `total` is reached at this rate; `null` when unknown. */
  eta(total: number, now = performance.now()): number | null {
    const rate = this.rate(now);
    const bytes = this.samples.at(-1)?.bytes ?? 0;
    return rate && total > bytes ? Math.round(((total - bytes) * 1000) / rate) : null;
  }
}
