/**
 * Formats JSON like Go: `<`, `>`, `&` and the two JavaScript line separators are escaped, everything else is raw
 * UTF-8.
 */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Formats a time like Go: RFC 3339 with up to nine fraction digits, without trailing zeros. */
export function goTime(epochMs: number, nanos = Number(process.hrtime.bigint() % 1_000_000n)): string {
  const digits = `${new Date(epochMs).toISOString().slice(20, 23)}${String(nanos).padStart(6, '0')}`.replace(/0+$/, '');
  return `${new Date(epochMs).toISOString().slice(0, 19)}${digits ? `.${digits}` : ''}Z`;
}

const UNIT_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Parses a Go duration such as `1h30m` to milliseconds; `undefined` if it is invalid. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = /^([+-]?)((?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (!match) return undefined;
  let total = 0;
  for (const [, amount, unit] of (match[2] ?? '').matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return match[1] === '-' ? -total : total;
}
