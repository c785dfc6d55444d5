import { type UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { formatStep } from './format-time';

interface FreshnessProps {
  query: UseQueryResult;
  step: number | undefined;
  ago: string;
  /** Whether the figures refresh automatically. */
  live: boolean;
}

/** The age of the figures; after a failure, a retry button. */
export function Freshness({
  query: { data, isError, isFetching, dataUpdatedAt, refetch },
  step,
  ago,
  live,
}: FreshnessProps) {
  const { t } = useTranslation('telemetry');
  return (
    <span className="flex min-h-10 w-[calc(100vw-2rem)] flex-wrap items-center gap-x-2 sm:min-h-6 sm:w-auto">
      {isError && <Status tone="danger">{data ? t('stale', { ago }) : t('notReached')}</Status>}
      {!isError && (
        <span className="flex gap-1">
          <Status tone={live ? 'live' : 'idle'}>{data ? t('updated') : t('loading')}</Status>
          {data !== undefined && <Time iso={new Date(dataUpdatedAt).toISOString()} />}
        </span>
      )}
      {isError && (
        <button
          type="button"
          disabled={isFetching}
          className="h-6 text-ink underline underline-offset-3 disabled:text-ink-3 touch:min-w-11"
          onClick={() => void refetch()}
        >
          {t('retry')}
        </button>
      )}
      {step !== undefined && <span>· {t('step', { step: formatStep(step) })}</span>}
    </span>
  );
}
