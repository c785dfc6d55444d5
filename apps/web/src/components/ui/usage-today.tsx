import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { clockTime, formatDay } from '@/lib/dates';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { usageTodayQuery } from '@/lib/queries';
import { ErrorNotice } from './notice';
import { Skeleton } from './skeleton';
import { Measure } from './usage-measure';

// Few people have any of it, and a chat loads nothing of it.
const Shared = lateComponent(importWithTexts('usage', () => import('./usage-shared').then((it) => it.UsageShared)));

/** Share of a limit from which on it is said that it will soon be reached. */
const SOON = 0.8;

/** Usage of today, and of the month where it is limited, without API keys and with all keys together. */
export function UsageToday() {
  const { t } = useTranslation('frame');
  const query = useQuery(usageTodayQuery);
  if (query.isPending) return <Skeleton rows={2} className="h-6" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { used, limits, month, groups, costs, resets_at } = query.data;
  const isShared = groups.length > 0 || costs.energy_micro_wh > 0 || (costs.currency !== null && costs.cost_micros > 0);
  const bounded = limits.requests_per_day !== undefined || limits.tokens_per_day !== undefined;
  const ofMonth = limits.requests_per_month !== undefined || limits.tokens_per_month !== undefined;
  const isSoon = [
    [used.requests, limits.requests_per_day],
    [used.tokens, limits.tokens_per_day],
    [month.used.requests, limits.requests_per_month],
    [month.used.tokens, limits.tokens_per_month],
  ].some(([so, most]) => most !== undefined && so! >= most * SOON);
  return (
    <div className="flex max-w-md flex-col gap-3 text-ui">
      <Measure label={t('today.requests')} used={used.requests} limit={limits.requests_per_day} />
      <Measure label={t('today.tokens')} hint={t('today.tokensAre')} used={used.tokens} limit={limits.tokens_per_day} />
      {limits.requests_per_month !== undefined && (
        <Measure label={t('today.monthRequests')} used={month.used.requests} limit={limits.requests_per_month} />
      )}
      {limits.tokens_per_month !== undefined && (
        <Measure label={t('today.monthTokens')} used={month.used.tokens} limit={limits.tokens_per_month} />
      )}
      {isSoon && <p className="text-console text-warn">{t('today.soon')}</p>}
      <p className="text-console text-ink-2">
        {limits.parallel_runs !== undefined && <>{t('today.parallel', { count: limits.parallel_runs })} </>}
        {bounded ? t('today.resets', { time: clockTime(resets_at) }) : t('today.unlimited')}
        {ofMonth && <> {t('today.monthResets', { day: formatDay(month.resets_at) })}</>}
      </p>
      {isShared && <Shared today={query.data} fallback={null} />}
    </div>
  );
}
