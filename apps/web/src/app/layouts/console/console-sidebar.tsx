import { Link } from '@tanstack/react-router';
import { ArrowLeft, BarChart3, PanelLeftClose, Search, SquareTerminal } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import { hasRole, useUser } from '@/lib/session';
import { shortcutKeys } from '@/lib/shortcuts';
import { AccountButton } from '../account-button';
import { usePalette } from '../sheet-store';
import { type ConsoleName } from './console-of';
import { CONSOLES } from './pages';

const LINK = cn(
  'flex h-8 items-center gap-2.5 rounded-control px-2 text-ui text-ink-2 hover:bg-sunken',
  'hover:text-ink aria-[current=page]:bg-accent-wash aria-[current=page]:text-ink touch:h-11',
);

interface ConsoleSidebarProps {
  console: ConsoleName;
  onClose: () => void;
  /** Called after a click on a link, so that a sheet can close. */
  onNavigate?: () => void;
}

/** The side navigation of the admin and the developer console, in place of the list of chats. */
export default function ConsoleSidebar({ console, onClose, onNavigate }: ConsoleSidebarProps) {
  const { t } = useTranslation();
  const { t: text } = useTranslation('consoles');
  const user = useUser();
  const search = () => {
    onNavigate?.();
    usePalette.setState({ open: true });
  };
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center ps-4 pe-2">
        <p className="min-w-0 flex-1 truncate text-ui font-semibold">{t(`nav.${console}`)}</p>
        <IconButton icon={Search} label={t('nav.search')} keys={shortcutKeys('palette')} onClick={search} />
        <IconButton
          icon={PanelLeftClose}
          label={t('nav.closeSidebar')}
          keys={shortcutKeys('toggleSidebar')}
          onClick={onClose}
          className="rtl:-scale-x-100"
        />
      </div>
      <div className="shrink-0 border-b border-line px-2 pb-2">
        <Link to="/chat" className={LINK} onClick={onNavigate}>
          <Icon as={ArrowLeft} className="rtl:-scale-x-100" />
          {text('backToChats')}
        </Link>
      </div>
      <nav aria-label={t(`nav.${console}`)} className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-2">
        {CONSOLES[console].map((group) => (
          <PageGroup key={group.pages[0].to} group={group} onNavigate={onNavigate} />
        ))}
      </nav>
      <div className="flex shrink-0 flex-col border-t border-line p-2">
        {console === 'admin' ? (
          <Link to="/developer/keys" className={LINK} onClick={onNavigate}>
            <Icon as={SquareTerminal} />
            {t('nav.developer')}
          </Link>
        ) : (
          hasRole(user, 'admin') && (
            <Link to="/admin" className={LINK} onClick={onNavigate}>
              <Icon as={BarChart3} />
              {t('nav.admin')}
            </Link>
          )
        )}
        <AccountButton onNavigate={onNavigate} />
      </div>
    </div>
  );
}

function PageGroup({ group, onNavigate }: { group: (typeof CONSOLES)[ConsoleName][number]; onNavigate?: () => void }) {
  const { t } = useTranslation('consoles');
  const id = useId();
  const name = 'group' in group ? group.group : undefined;
  return (
    <div>
      {name && (
        <p id={id} className="px-2 pb-1 text-meta font-medium text-ink-3">
          {t(`group.${name}`)}
        </p>
      )}
      <ul aria-labelledby={name && id} className="flex flex-col">
        {group.pages.map(({ to, name: page, icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ includeSearch: false, exact: to === '/admin' }}
              className={LINK}
              onClick={onNavigate}
            >
              <Icon as={icon} />
              {t(`page.${page}`)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
