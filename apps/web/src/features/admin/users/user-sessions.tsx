import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { deviceOf } from '@/lib/device';
import { useEndSession, userSessionsQuery } from './api';

/** An account's sessions. */
export function UserSessions({ userId }: { userId: string }) {
  const { t } = useTranslation('people');
  const query = useQuery(userSessionsQuery(userId));
  const end = useEndSession(userId);
  if (query.isPending) return <Skeleton rows={2} className="h-9" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className="text-console text-ink-2">{t('noSessions')}</p>;
  return (
    <>
      {end.isError && <ErrorNotice error={end.error} />}
      <ul className="divide-y divide-line">
        {query.data.map(({ id, user_agent, ip_address, last_seen_at }) => {
          const device = user_agent ? deviceOf(user_agent) : undefined;
          return (
            <li key={id} className="flex items-center justify-between gap-3 py-1.5">
              <span className="flex min-w-0 flex-col">
                <span className="truncate text-console" title={user_agent ?? undefined}>
                  {device ? t('device', device) : (user_agent ?? t('unknownDevice'))}
                </span>
                <span className="tabular flex flex-wrap gap-x-3 text-meta text-ink-3">
                  {ip_address && <span className="font-mono">{ip_address}</span>}
                  <span>
                    {t('lastSeen')} <Time iso={last_seen_at} />
                  </span>
                </span>
              </span>
              <Button
                size="sm"
                variant="quiet"
                busy={end.isPending && end.variables === id}
                onClick={() => end.mutate(id)}
              >
                {t('signOut')}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
