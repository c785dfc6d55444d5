import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { absoluteTime } from '@/lib/dates';
import { formatNumber } from '@/lib/format';
import { Histogram } from './histogram';
import { LEVELS } from './log-language';
import { type useHistogram } from './api';

/** The histogram above the list, or the same data as a table. Both have the same height. */
export function HistogramPanel({
  query,
  onRange,
}: {
  query: ReturnType<typeof useHistogram>;
  onRange: (from: string, to: string) => void;
}) {
  const { t } = useTranslation('admin');
  const [asTable, setAsTable] = useState(false);
  const filled = query.data?.buckets.filter((bucket) => LEVELS.some((level) => bucket[level] > 0)) ?? [];
  return (
    <section aria-label={t('logs.histogram')} className="relative h-22 shrink-0 px-4 md:px-6">
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !asTable && (
        <Histogram key={query.data.from + query.data.to} data={query.data} onRange={onRange} />
      )}
      {query.data && asTable && (
        <Table label={t('logs.histogram')} className="h-full overflow-y-auto">
          <thead>
            <tr>
              <Th>{t('logs.time')}</Th>
              {LEVELS.map((level) => (
                <Th key={level} className="text-end">
                  {t(`logs.levels.${level}`)}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {filled.map((bucket) => (
              <Tr key={bucket.at} compact>
                <Td>{absoluteTime(bucket.at)}</Td>
                {LEVELS.map((level) => (
                  <Td key={level} className="tabular text-end font-mono">
                    {formatNumber(bucket[level])}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <div className="absolute end-4 -bottom-0.5 flex items-center gap-2 md:end-6">
        {query.data?.counted_from && (
          <span className="bg-canvas text-meta text-ink-3 max-md:sr-only">
            {t('logs.countedFrom', { time: absoluteTime(query.data.counted_from) })}
          </span>
        )}
        <button
          type="button"
          className="h-6 bg-canvas ps-2 text-meta text-ink-2 underline underline-offset-3 hover:text-ink touch:h-11"
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('logs.asChart') : t('logs.asTable')}
        </button>
      </div>
    </section>
  );
}
