const SECONDS: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, '\u00b5s': 1e-6, ns: 1e-9 };

/** Longest time that a caller may keep a model in memory where the administrator has set none. */
const LONGEST_SECONDS = 1800;

/**
 * Seconds of Ollama's `keep_alive`: a number, or a Go duration such as `1h30m`. Negative means for ever.
 * @returns `undefined` for what is neither
 */
export function secondsOf(keepAlive: number | string): number | undefined {
  if (typeof keepAlive === 'number') return keepAlive < 0 ? Infinity : keepAlive;
  const [, sign, rest] = /^([-+]?)((?:\d+(?:\.\d+)?(?:h|ms|m|us|\u00b5s|ns|s)|0)+)$/.exec(keepAlive) ?? [];
  if (rest === undefined) return /^[-+]?\d+$/.test(keepAlive) ? secondsOf(Number(keepAlive)) : undefined;
  if (sign === '-') return Infinity;
  return [...rest.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|us|\u00b5s|ns|s)/g)].reduce(
    (sum, [, figure, unit]) => sum + Number(figure) * SECONDS[unit!]!,
    0,
  );
}

/**
 * How long a model stays in memory after a caller's request: as long as was asked for, and no longer than the
 * administrator allows, because memory is everybody's.
 * @param allowed the model's own setting
 */
export function shortenKeepAlive(
  asked: number | string,
  allowed: number | string | undefined,
): number | string | undefined {
  const most = (allowed === undefined ? undefined : secondsOf(allowed)) ?? LONGEST_SECONDS;
  const wanted = secondsOf(asked);
  return wanted === undefined || wanted > most ? (allowed ?? LONGEST_SECONDS) : asked;
}
