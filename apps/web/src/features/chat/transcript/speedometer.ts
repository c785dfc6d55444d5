const WINDOW_MS = 2000;
const SETTLE_MS = 1000;

/**
 * Makes a function that takes how many pieces have come by now, and gives back how many come per second: over the last two
 * seconds, and nothing in the first second after the first piece, when it would only be noise.
 */
export function createSpeedometer(): (pieces: number, now: number) => number | undefined {
  const looks: { pieces: number; at: number }[] = [];
  let since: number | undefined;
  return (pieces, now) => {
    if (pieces === 0) return undefined;
    since ??= now;
    looks.push({ pieces, at: now });
    while (looks.length > 2 && now - looks[1]!.at >= WINDOW_MS) looks.shift();
    const first = looks[0]!;
    if (now - since < SETTLE_MS || now === first.at) return undefined;
    return ((pieces - first.pieces) * 1000) / (now - first.at);
  };
}
