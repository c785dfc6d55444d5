const WINDOW_MS = 2000;
const SETTLE_MS = 1000;

/**
 * Makes a function that takes how many pieces have arrived by now, and returns how many arrive per second. The rate is
 * that of the last two seconds; in the first second after the first piece there is none, because it would be noise.
 */
export function createRateEstimator(): (pieces: number, now: number) => number | undefined {
  const samples: { pieces: number; at: number }[] = [];
  let since: number | undefined;
  return (pieces, now) => {
    if (pieces === 0) return undefined;
    since ??= now;
    samples.push({ pieces, at: now });
    while (samples.length > 2 && now - samples[1]!.at >= WINDOW_MS) samples.shift();
    const first = samples[0]!;
    if (now - since < SETTLE_MS || now === first.at) return undefined;
    return ((pieces - first.pieces) * 1000) / (now - first.at);
  };
}
