import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { chatAccessQuery } from './api';

/** Who read chats past their owners' pages, when, how and why; newest first. */
export function ChatAccessList() {
  const { t } = useTranslation('settings');
  const query = useQuery(chatAccessQuery);
  if (query.isPending) return <Skeleton rows={1} className="h-12" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className="text-ink-2">{t('access.none')}</p>;
  return (
    <ul className="max-h-96 overflow-y-auto border-t border-line" aria-label={t('access.title')} tabIndex={0}>
      {query.data.map(({ at, reader, reason, how }) => (
        <li key={`${at} ${reader}`} className="flex flex-col gap-0.5 border-b border-line py-3">
          <span className="font-medium break-words">{reason ?? t('access.noReason')}</span>
          <span className="tabular flex flex-wrap gap-x-3 font-mono text-eyebrow text-ink-3">
            <span>{reader}</span>
            <span>{t(`access.how.${how}`)}</span>
            <Time iso={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
