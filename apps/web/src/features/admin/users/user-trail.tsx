import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { userTrailQuery } from './api';

/** The latest audit entries about an account. */
export function UserTrail({ userId }: { userId: string }) {
  const { t } = useTranslation('people');
  const query = useQuery(userTrailQuery(userId));
  if (query.isPending) return <Skeleton rows={2} className="h-8" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className="text-console text-ink-2">{t('noTrail')}</p>;
  return (
    <>
      <ul className="divide-y divide-line text-console">
        {query.data.map(({ seq, action, actor_name, at }) => (
          <li key={seq} className="flex flex-wrap items-baseline justify-between gap-x-3 py-1.5">
            <span className="font-mono text-meta">{action}</span>
            <span className="text-ink-2">
              {actor_name} <Time iso={at} />
            </span>
          </li>
        ))}
      </ul>
      <Link
        to="/admin/audit"
        search={{ q: `target:${userId}` }}
        className="w-fit text-console text-accent-ink underline underline-offset-3"
      >
        {t('toAudit')}
      </Link>
    </>
  );
}
