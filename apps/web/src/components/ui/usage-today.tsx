import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '@/lib/dates';
import { usageTodayQuery } from '@/lib/queries';
import { ErrorNotice } from './notice';
import { Skeleton } from './skeleton';

/** Today's usage and its daily limits, without API keys and with all keys together. */
export function UsageToday() {
  const { t } = useTranslation('frame');
  const query = useQuery(usageTodayQuery);
  if (query.isPending) return <Skeleton rows={2} className="h-6" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { used, limits, resets_at } = query.data;
  const bounded = limits.requests_per_day !== undefined || limits.tokens_per_day !== undefined;
  return (
    <div className="flex max-w-md flex-col gap-3 text-ui">
      <Measure label={t('today.requests')} used={used.requests} limit={limits.requests_per_day} />
      <Measure label={t('today.tokens')} hint={t('today.tokensAre')} used={used.tokens} limit={limits.tokens_per_day} />
      <p className="text-console text-ink-2">
        {limits.parallel_runs !== undefined && <>{t('today.parallel', { count: limits.parallel_runs })} </>}
        {bounded ? t('today.resets', { time: clockTime(resets_at) }) : t('today.unlimited')}
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
