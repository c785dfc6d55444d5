import { locale } from './i18n';

const cache = new Map<string, Intl.NumberFormat>();

/** A number in the reader's locale. */
export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${locale()}|${JSON.stringify(options)}`;
  let format = cache.get(key);
  if (!format) cache.set(key, (format = new Intl.NumberFormat(locale(), options)));
  return format.format(value);
}

/**
 * 1.6 GB, 512 MB. Decimal units, as shops and model pages use them. The smallest unit is kB, because "0 byte" reads
 * like a mistake.
 */
export function formatBytes(bytes: number): string {
  const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3) - 1);
  const size = bytes / 1000 ** (step + 1);
  return formatNumber(size, {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 || size < 10 ? 1 : 0,
  });
}

/** 12 ms, 1.4 s, 2 min. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return formatNumber(Math.round(ms), { style: 'unit', unit: 'millisecond' });
  if (ms < 90_000)
    return formatNumber(ms / 1000, {
      style: 'unit',
      unit: 'second',
      unitDisplay: 'narrow',
      maximumFractionDigits: ms < 10_000 ? 1 : 0,
    }).replace(/(?<=\d)(?=s$)/, '\u00A0'); // "8 s" like "12 ms": the short form is "8 secs" in some English locales.
  return formatNumber(Math.round(ms / 60_000), { style: 'unit', unit: 'minute' });
}

/** Names one after another, as the language lists them: "a, b, c". */
export const formatList = (names: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'conjunction', style: 'narrow' }).format(names);

/** 0.4 as 40 %. */
export const formatPercent = (share: number): string =>
  formatNumber(share, { style: 'percent', maximumFractionDigits: 1 });

/** 8192 as 8K, the usual way to write context lengths. */
export const formatTokens = (tokens: number): string =>
  tokens >= 1024 ? `${formatNumber(Math.round(tokens / 1024))}K` : formatNumber(tokens);
