const WINDOW_MS = 2000;
const WARMUP_MS = 1000;

/**
 * Creates a function that takes the number of pieces so far and returns how many arrive per second, averaged over the
 * last two seconds. It returns undefined during the first second after the first piece, because the rate would be
 * noise.
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
    if (now - since < WARMUP_MS || now === first.at) return undefined;
    return ((pieces - first.pieces) * 1000) / (now - first.at);
  };
}
