import { Link, Outlet, useLocation } from '@tanstack/react-router';
import {
  CalendarClock,
  Database,
  EyeOff,
  Languages,
  MessageSquare,
  Palette,
  ShieldCheck,
  UserRound,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { PageBar } from './page-bar';

const SECTIONS = [
  { to: '/settings/profile', label: 'sections.profile', icon: UserRound },
  { to: '/settings/appearance', label: 'sections.appearance', icon: Palette },
  { to: '/settings/language', label: 'sections.language', icon: Languages },
  { to: '/settings/chat', label: 'sections.chat', icon: MessageSquare },
  { to: '/settings/schedules', label: 'sections.schedules', icon: CalendarClock },
  { to: '/settings/security', label: 'sections.security', icon: ShieldCheck },
  { to: '/settings/data', label: 'sections.data', icon: Database },
  { to: '/settings/privacy', label: 'sections.privacy', icon: EyeOff },
] as const;

/** The settings: their sections at the side, or in a row above on a narrow screen, and the current one. */
export function SettingsLayout() {
  const { t } = useTranslation('settings');
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // In the row of a phone the current section may be out of sight.
  useEffect(
    () => nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' }),
    [pathname],
  );
  return (
    <>
      <PageBar />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <nav
          ref={nav}
          aria-label={t('title')}
          className={cn(
            'flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 py-1.5',
            'md:w-52 md:flex-col md:overflow-y-auto md:border-e md:border-b-0 md:px-2 md:py-6',
          )}
        >
          <p className="hidden px-2.5 pb-2 text-meta font-medium text-ink-3 md:block">{t('title')}</p>
          {SECTIONS.map(({ to, label, icon }) => (
            <Link
              key={to}
              to={to}
              className={cn(
                'flex h-8 shrink-0 items-center gap-2.5 rounded-control px-2.5 text-ui whitespace-nowrap text-ink-2',
                '-outline-offset-2 hover:bg-sunken hover:text-ink touch:h-11',
                'aria-[current=page]:bg-accent-wash aria-[current=page]:text-ink',
              )}
            >
              <Icon as={icon} className="hidden md:block" />
              {t(label)}
            </Link>
          ))}
        </nav>
        <Outlet />
      </div>
    </>
  );
}
