import { type CacheStatus } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatDuration, formatNumber, formatPercent } from '@/lib/format';

const HOUR_MS = 3_600_000;

/** Formats milliseconds, in hours from one hour on. */
const formatLongDuration = (ms: number): string =>
  ms >= HOUR_MS
    ? formatNumber(ms / HOUR_MS, { style: 'unit', unit: 'hour', maximumFractionDigits: 1 })
    : formatDuration(ms);

/** What the cache saves, and its size. */
export function Figures({ data: { totals, entries, size_bytes: size, ttl_seconds: ttl } }: { data: CacheStatus }) {
  const { t } = useTranslation('overview', { keyPrefix: 'cache' });
  const unknown = t('unknown');
  const figures = [
    [t('hitRate'), totals.hit_rate === null ? unknown : formatPercent(totals.hit_rate)],
    [t('tokensSaved'), formatNumber(totals.tokens_saved)],
    [t('timeSaved'), formatLongDuration(totals.ms_saved)],
    [t('entries'), entries === null ? unknown : formatNumber(entries)],
    [t('size'), size === null ? unknown : formatBytes(size)],
    [t('ttl'), ttl === 0 ? t('off') : formatLongDuration(ttl * 1000)],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-y-4 border-y border-line py-4 sm:grid-cols-3 lg:grid-cols-6">
      {figures.map(([label, value]) => (
        <div key={label} className="flex flex-col-reverse justify-end">
          <dt className="text-meta text-ink-3">{label}</dt>
          <dd className="tabular font-mono text-page">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
