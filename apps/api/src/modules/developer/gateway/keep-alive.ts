const SECONDS: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, '\u00b5s': 1e-6, ns: 1e-9 };

/** Longest time that a caller may keep a model in memory where the administrator has set none. */
const LONGEST_SECONDS = 1800;
/** Shortest one: Ollama's own default, so that others find the model where they left it. */
const SHORTEST_SECONDS = 300;

/**
 * Seconds of Ollama's `keep_alive`: a number, or a Go duration such as `1h30m`. Negative means for ever.
 * @returns `undefined` for what is neither
 */
export function secondsOf(keepAlive: number | string): number | undefined {
  if (typeof keepAlive === 'number') return keepAlive < 0 ? Infinity : keepAlive;
  const [, sign, rest] = /^([-+]?)((?:\d+(?:\.\d+)?(?:h|ms|m|us|\u00b5s|ns|s))+|0+)$/.exec(keepAlive) ?? [];
  if (rest === undefined) return /^[-+]?\d+$/.test(keepAlive) ? secondsOf(Number(keepAlive)) : undefined;
  if (sign === '-') return Infinity;
  return [...rest.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|us|\u00b5s|ns|s)/g)].reduce(
    (sum, [, figure, unit]) => sum + Number(figure) * SECONDS[unit!]!,
    0,
  );
}

/**
 * How long a model stays in memory after a caller's request: as long as was asked for, within what the administrator
 * allows, because memory is everybody's: nobody keeps a model longer, and nobody unloads it from others.
 * @param allowed the model's own setting
 */
export function boundedKeepAlive(
  asked: number | string,
  allowed: number | string | undefined,
): number | string | undefined {
  const most = (allowed === undefined ? undefined : secondsOf(allowed)) ?? LONGEST_SECONDS;
  const wanted = secondsOf(asked);
  if (wanted === undefined || wanted > most) return allowed ?? LONGEST_SECONDS;
  return wanted < Math.min(SHORTEST_SECONDS, most) ? (allowed ?? SHORTEST_SECONDS) : asked;
}
