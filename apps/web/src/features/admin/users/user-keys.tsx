import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { userKeysQuery, useRevokeKey } from './api';

/** An account's API keys. */
export function UserKeys({ userId }: { userId: string }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const query = useQuery(userKeysQuery(userId));
  const revoke = useRevokeKey(userId);
  if (query.isPending) return <Skeleton rows={1} className="h-9" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className="text-console text-ink-2">{t('noKeys')}</p>;
  return (
    <>
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      <ul className="divide-y divide-line">
        {query.data.map(({ id, name, prefix, last_four, last_used_at }) => (
          <li key={id} className="flex items-center justify-between gap-3 py-1.5">
            <span className="flex min-w-0 flex-col">
              <span className="truncate text-console" title={name}>
                {name}
              </span>
              <span className="flex flex-wrap gap-x-3 text-meta text-ink-3">
                <span className="font-mono">
                  {prefix}…{last_four}
                </span>
                <span>
                  {t('used')} {last_used_at ? <Time iso={last_used_at} /> : common('never')}
                </span>
              </span>
            </span>
            <Button
              size="sm"
              variant="quiet"
              busy={revoke.isPending && revoke.variables === id}
              onClick={() => revoke.mutate(id)}
            >
              {t('revoke')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
