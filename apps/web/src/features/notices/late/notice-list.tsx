import { type AccountNoticeDto } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { cn } from '@/lib/cn';
import { useDismissNotices } from './api';

/** The changes, with what to do if they were not the person's own. */
export function NoticeList({ list }: { list: readonly AccountNoticeDto[] }) {
  const { t } = useTranslation('security');
  const dismiss = useDismissNotices();
  return (
    <section
      aria-label={t('notices.title')}
      className={cn(
        'flex shrink-0 flex-wrap items-end justify-between gap-3',
        'border-b border-line bg-sunken px-4 py-2 text-ui',
      )}
    >
      <div className="min-w-0 flex-1">
        <ul className="max-h-32 overflow-y-auto">
          {list.map(({ at, kind, actor, from, to, ip_address }) => (
            <li key={`${at} ${kind}`} className="break-words">
              {t(`notices.kinds.${kind}`, { from: from ?? '', to: to ?? '' })}{' '}
              <span className="text-ink-2">
                {t('notices.by', { actor, address: ip_address ?? '' })} · <Time iso={at} />
              </span>
            </li>
          ))}
        </ul>
        <p className="text-ink-2">
          {t('notices.notYou')}{' '}
          <Link to="/settings/security" hash="password" className="text-accent-ink underline underline-offset-3">
            {t('notices.secure')}
          </Link>
        </p>
      </div>
      <Button size="sm" busy={dismiss.isPending} onClick={() => dismiss.mutate()}>
        {t('notices.dismiss')}
      </Button>
    </section>
  );
}
