import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Middle } from '@/components/ui/middle';
import { cn } from '@/lib/cn';
import { useUser } from '@/lib/session';

/** Initials, name and e-mail of an account. */
export function UserName({ user }: { user: AdminUserDto }) {
  const { t } = useTranslation('people');
  const self = useUser()?.id === user.id;
  return (
    <span className="flex min-w-0 items-center gap-3">
      <span
        aria-hidden
        className={cn(
          'grid size-7 shrink-0 place-items-center rounded-full border border-line-strong',
          'text-meta font-medium uppercase',
        )}
      >
        {[...user.username].slice(0, 2).join('')}
      </span>
      <span className="flex min-w-0 flex-col">
        <span className="flex items-center gap-2 font-medium">
          <span className="max-w-44 truncate">{user.username}</span>
          {self && <span className="text-meta font-normal text-ink-3">{t('you')}</span>}
          {user.managed && (
            <span className="rounded-control border border-line-strong px-1 text-meta font-normal text-ink-2">
              <span aria-hidden>{t('managed.mark')}</span>
              <span className="sr-only">{t('managed.by')}</span>
            </span>
          )}
        </span>
        <span className="max-w-52 text-ink-3" title={user.email}>
          <Middle text={user.email} />
        </span>
      </span>
    </span>
  );
}
