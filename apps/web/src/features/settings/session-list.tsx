import { type LoginSession } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { deviceOf } from '@/lib/device';
import { sessionsQuery, useEndSession } from './api';

/** The account's sessions, each with a button that ends it. */
export function SessionList() {
  const query = useQuery(sessionsQuery);
  const revoke = useEndSession();
  if (query.isPending) return <Skeleton rows={2} className="h-12" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      <ul className="border-t border-line">
        {query.data.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            busy={revoke.isPending && revoke.variables === session.id}
            onRevoke={() => revoke.mutate(session.id)}
          />
        ))}
      </ul>
    </>
  );
}

function SessionRow({ session, busy, onRevoke }: { session: LoginSession; busy: boolean; onRevoke: () => void }) {
  const { t } = useTranslation('settings');
  const device = session.user_agent ? deviceOf(session.user_agent) : undefined;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-3">
      <div className="flex min-w-0 flex-col gap-0.5">
        <span className="truncate font-medium" title={session.user_agent ?? undefined}>
          {device ? t('device2', device) : (session.user_agent ?? t('unknownDevice'))}
        </span>
        <span className="tabular flex flex-wrap gap-x-3 font-mono text-eyebrow text-ink-3">
          {session.ip_address && <span>{session.ip_address}</span>}
          <span>
            {t('lastSeen')} <Time iso={session.last_seen_at} />
          </span>
        </span>
      </div>
      {session.current ? (
        <Status tone="ok">{t('thisDevice')}</Status>
      ) : (
        <Button size="sm" busy={busy} onClick={onRevoke}>
          {t('revoke')}
        </Button>
      )}
    </li>
  );
}
