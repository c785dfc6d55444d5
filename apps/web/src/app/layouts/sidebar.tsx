import { usePrefetchInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { BarChart3, History, PanelLeftClose, Search, SquarePen, SquareTerminal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { Skeleton } from '@/components/ui/skeleton';
import { Wordmark } from '@/components/ui/wordmark';
import { cn } from '@/lib/cn';
import { lateComponent } from '@/lib/late-import';
import { SIDEBAR_FILTER, threadsQuery } from '@/lib/queries';
import { hasRole, useUser } from '@/lib/session';
import { shortcutKeys } from '@/lib/shortcuts';
import { AccountButton } from './account-button';
import { usePalette } from './sheet-store';

const LINK = cn(
  'flex h-9 items-center gap-2.5 rounded-control px-2 text-ui text-ink-2 hover:bg-sunken',
  'hover:text-ink aria-[current=page]:bg-accent-wash aria-[current=page]:text-ink',
  'touch:h-11',
);

// With its virtual rows it is as large as the frame around it, and it waits for the server in any case.
const ThreadList = lateComponent(() =>
  import('@/features/chat/sidebar/thread-list').then((module) => module.ThreadList),
);

interface SidebarProps {
  onClose: () => void;
  /** Called after a click on a link, so that a sheet can close. */
  onNavigate?: () => void;
}

/** The navigation: new chat, conversations, the consoles that the role allows, account. */
export function Sidebar({ onClose, onNavigate }: SidebarProps) {
  const { t } = useTranslation();
  const user = useUser();
  const { threadId } = useParams({ strict: false });
  usePrefetchInfiniteQuery(threadsQuery(SIDEBAR_FILTER));
  const search = () => {
    onNavigate?.();
    usePalette.setState({ open: true });
  };
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center justify-between ps-4 pe-2">
        <Wordmark />
        <IconButton
          icon={Search}
          label={t('nav.search')}
          keys={shortcutKeys('palette')}
          onClick={search}
          className="ms-auto"
        />
        <IconButton
          icon={PanelLeftClose}
          label={t('nav.closeSidebar')}
          keys={shortcutKeys('toggleSidebar')}
          onClick={onClose}
          className="rtl:-scale-x-100"
        />
      </div>
      <div className="flex shrink-0 flex-col px-2 pb-2">
        <Link to="/chat" activeOptions={{ exact: true }} className={LINK} onClick={onNavigate}>
          <Icon as={SquarePen} />
          <span className="flex-1">{t('nav.newChat')}</span>
          <kbd className="font-mono text-eyebrow text-ink-3 touch:hidden">{shortcutKeys('newChat').join(' ')}</kbd>
        </Link>
        <Link to="/history" className={LINK} onClick={onNavigate}>
          <Icon as={History} />
          {t('nav.history')}
        </Link>
      </div>
      <ThreadList
        activeId={threadId}
        onOpen={onNavigate}
        fallback={
          <div className="min-h-0 flex-1 px-2 pb-2">
            <Skeleton rows={6} className="h-7" />
          </div>
        }
      />
      <nav aria-label={t('nav.label')} className="flex shrink-0 flex-col border-t border-line p-2">
        {hasRole(user, 'developer') && (
          <Link to="/developer" className={LINK} onClick={onNavigate} activeOptions={{ includeSearch: false }}>
            <Icon as={SquareTerminal} />
            {t('nav.developer')}
          </Link>
        )}
        {hasRole(user, 'admin') && (
          <Link to="/admin" className={LINK} onClick={onNavigate} activeOptions={{ includeSearch: false }}>
            <Icon as={BarChart3} />
            {t('nav.admin')}
          </Link>
        )}
        <AccountButton onNavigate={onNavigate} />
      </nav>
    </div>
  );
}
