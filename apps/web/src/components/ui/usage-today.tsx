import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime, formatDay } from '@/lib/dates';
import { usageTodayQuery } from '@/lib/queries';
import { ErrorNotice } from './notice';
import { Skeleton } from './skeleton';

/** Share of a limit from which on it is said that it will soon be reached. */
const SOON = 0.8;

/** Usage of today, and of the month where it is limited, without API keys and with all keys together. */
export function UsageToday() {
  const { t } = useTranslation('frame');
  const query = useQuery(usageTodayQuery);
  if (query.isPending) return <Skeleton rows={2} className="h-6" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { used, limits, month, resets_at } = query.data;
  const bounded = limits.requests_per_day !== undefined || limits.tokens_per_day !== undefined;
  const ofMonth = limits.requests_per_month !== undefined || limits.tokens_per_month !== undefined;
  const isSoon = [
    [used.requests, limits.requests_per_day],
    [used.tokens, limits.tokens_per_day],
    [month.used.requests, limits.requests_per_month],
    [month.used.tokens, limits.tokens_per_month],
  ].some(([so, most]) => most !== undefined && so! > most * SOON);
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
    </div>
  );
}

interface MeasureProps {
  label: string;
  hint?: string;
  used: number;
  limit: number | undefined;
}

function Measure({ label, hint, used, limit }: MeasureProps) {
  const { t } = useTranslation('frame');
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <span className="flex justify-between gap-3">
        <span id={id}>{label}</span>
        <span className="tabular font-mono text-console">
          {limit === undefined ? t('today.used', { used }) : t('today.of', { used, limit })}
        </span>
      </span>
      {hint && <span className="text-meta text-ink-3">{hint}</span>}
      {limit !== undefined && (
        <progress
          aria-labelledby={id}
          value={Math.min(used, limit)}
          max={Math.max(1, limit)}
          className={`h-1.5 w-full ${used >= limit ? 'text-danger' : 'text-ink'}`}
        />
      )}
    </div>
  );
}
