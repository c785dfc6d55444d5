import { type ShareDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatDay } from '@/lib/dates';
import { sharesQuery, useRevokeShare } from '@/lib/shares';
import { ErrorNotice, Hint } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { Status } from '../ui/status';
import { SureButton } from '../ui/sure-button';
import { Time } from '../ui/time';
import { useLevelText } from './use-level-text';

/** What the person shares: with whom, for how long, how often it was read, and a way to end it. */
export function ShareList() {
  const { t } = useTranslation('shares');
  const query = useQuery(sharesQuery);
  const revoke = useRevokeShare();
  if (query.isPending) return <Skeleton rows={2} className="h-16" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const { shares } = query.data;
  if (shares.length === 0) return <Hint>{t('list.empty')}</Hint>;
  return (
    <>
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      <ul aria-label={t('list.title')} className="border-t border-line">
        {shares.map((share) => (
          <ShareRow
            key={share.id}
            share={share}
            busy={revoke.isPending && revoke.variables === share.id}
            onRevoke={() => revoke.mutate(share.id)}
          />
        ))}
      </ul>
    </>
  );
}

function ShareRow({ share, busy, onRevoke }: { share: ShareDto; busy: boolean; onRevoke: () => void }) {
  const { t } = useTranslation('shares');
  const levelText = useLevelText();
  const { title, state, views, last_viewed_at, created_at, expires_at, message_count } = share;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b border-line py-3">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-0.5">
        <span dir="auto" className="truncate font-medium" title={title}>
          {title || t('untitled')}
        </span>
        <span className="text-ui text-ink-2">{levelText(share)}</span>
        <span className="tabular flex flex-wrap gap-x-3 text-meta text-ink-3">
          <Time iso={created_at} />
          <span>{t('messages', { count: message_count })}</span>
          <span title={last_viewed_at ? t('list.lastViewed', { day: formatDay(last_viewed_at) }) : undefined}>
            {t('list.views', { count: views })}
          </span>
          {state === 'open' && <span>{expires_at ? t('until', { day: formatDay(expires_at) }) : t('forever')}</span>}
        </span>
        {(state === 'expired' || state === 'no-group' || state === 'public-off') && (
          <Status tone="warn" className="text-meta whitespace-normal">
            {t(`state.${state}`)}
          </Status>
        )}
      </div>
      <SureButton label={t('list.revoke')} sureLabel={t('list.revokeSure')} busy={busy} onSure={onRevoke} />
    </li>
  );
}
