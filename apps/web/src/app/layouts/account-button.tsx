import { ChevronsUpDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DeferredMenu } from '@/components/ui/deferred';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { importWithTexts } from '@/lib/i18n';
import { useUser } from '@/lib/session';

const loadMenu = importWithTexts('frame', () => import('./account-menu'));

/** The signed-in person. */
export function AccountButton({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const user = useUser();
  if (!user) return null;
  return (
    <DeferredMenu
      load={loadMenu}
      props={{ onNavigate }}
      trigger={
        <button
          type="button"
          aria-label={t('nav.account', { name: user.username })}
          className={cn(
            'flex h-11 items-center gap-2.5 rounded-control px-2 text-ui hover:bg-sunken',
            'data-popup-open:bg-sunken',
          )}
        >
          <span
            aria-hidden
            className={cn(
              'flex size-6 shrink-0 items-center justify-center rounded-full border border-line-strong',
              'text-eyebrow font-medium uppercase',
            )}
          >
            {[...user.username][0]}
          </span>
          <span className="min-w-0 flex-1 truncate text-start">{user.username}</span>
          <span className="text-meta text-ink-3">{t(`role.${user.role}`)}</span>
          <Icon as={ChevronsUpDown} className="text-ink-3" />
        </button>
      }
    />
  );
}
