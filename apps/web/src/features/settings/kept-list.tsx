import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { retentionQuery } from './api';

const HOUR_S = 3_600;
const DAY_S = 86_400;

/** What the portal keeps of a person, and for how long. */
export function KeptList() {
  const { t } = useTranslation('settings');
  const query = useQuery(retentionQuery);
  if (query.isPending) return <Skeleton rows={4} className="h-10" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { chat_days, log_days, cache_seconds, cache_scope } = query.data;
  const days = (count: number) => t('kept.days', { count });
  const cached =
    cache_seconds < DAY_S
      ? t('kept.hours', { count: Math.max(1, Math.round(cache_seconds / HOUR_S)) })
      : days(Math.round(cache_seconds / DAY_S));
  const rows = [
    [t('kept.chats'), chat_days ? t('kept.unused', { time: days(chat_days) }) : t('kept.untilDeleted')],
    [t('kept.temporary'), days(1)],
    [t('kept.cache'), cache_seconds ? t(`kept.cached.${cache_scope}`, { time: cached }) : t('kept.none')],
    [t('kept.log'), log_days ? t('kept.withoutText', { time: days(log_days) }) : t('kept.logForEver')],
  ] as const;
  return (
    <dl>
      {rows.map(([what, how]) => (
        <div key={what} className="grid gap-x-4 border-b border-line py-3 sm:grid-cols-[11rem_1fr]">
          <dt className="font-medium">{what}</dt>
          <dd className="text-ink-2">{how}</dd>
        </div>
      ))}
    </dl>
  );
}
