import { type CacheStatus } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ShareBar } from '@/components/chart/share-bar';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { formatDay } from '@/lib/dates';
import { formatNumber } from '@/lib/format';

/** The last 30 days, newest first: the number of questions, and how many were answered from the cache. */
export function Days({ days }: { days: CacheStatus['days'] }) {
  const { t } = useTranslation('overview', { keyPrefix: 'cache' });
  if (days.length === 0) return <p className="text-ui text-ink-3">{t('noDays')}</p>;
  const rows = [...days]
    .reverse()
    .map((day) => ({ ...day, saved: day.hits + day.joined, all: day.hits + day.joined + day.misses }));
  const most = Math.max(1, ...rows.map(({ all }) => all));
  return (
    <Table label={t('days')} className="max-w-3xl">
      <thead>
        <tr>
          <Th>{t('day')}</Th>
          <Th>{t('questions')}</Th>
          <Th className="text-end">{t('hits')}</Th>
          <Th className="text-end">{t('joined')}</Th>
          <Th className="text-end">{t('tokensSaved')}</Th>
        </tr>
      </thead>
      <tbody className="tabular font-mono">
        {rows.map(({ day, all, saved, hits, joined, tokens_saved: tokens }) => (
          <Tr key={day} compact>
            <Td className="whitespace-nowrap">
              <time dateTime={day}>{formatDay(`${day}T00:00`)}</time>
            </Td>
            <Td className="w-1/2">
              <span className="flex items-center gap-3">
                <span className="min-w-10 text-end">{formatNumber(all)}</span>
                <ShareBar
                  parts={[
                    { share: saved / most, className: 'rounded-s-full bg-ink-2' },
                    { share: (all - saved) / most, className: 'rounded-e-full bg-line-strong/60' },
                  ]}
                />
              </span>
            </Td>
            <Td className="text-end">{formatNumber(hits)}</Td>
            <Td className="text-end">{formatNumber(joined)}</Td>
            <Td className="text-end">{formatNumber(tokens)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
