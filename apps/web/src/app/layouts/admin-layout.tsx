import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasRole, useUser } from '@/lib/session';
import { ForbiddenPage } from '../pages/not-found-page';
import { PageBar } from './page-bar';

const PAGES = [
  { to: '/admin/telemetry', label: 'nav.telemetry' },
  { to: '/admin/logs', label: 'nav.logs' },
  { to: '/admin/users', label: 'nav.users' },
  { to: '/admin/models', label: 'nav.models' },
  { to: '/admin/cache', label: 'nav.cache' },
  { to: '/admin/sql', label: 'nav.sql' },
  { to: '/admin/settings', label: 'nav.adminSettings' },
] as const;

/** The admin console: its pages in one row, the page below. */
export function AdminLayout() {
  const { t } = useTranslation();
  if (!hasRole(useUser(), 'admin')) return <ForbiddenPage role="admin" />;
  return (
    <>
      <PageBar>
        <nav aria-label={t('nav.admin')} className="flex h-full min-w-0 gap-1 overflow-x-auto">
          {PAGES.map(({ to, label }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ includeSearch: false }}
              className="relative flex h-full items-center px-2.5 text-ui whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2.5 aria-[current=page]:after:bottom-0 aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-accent"
            >
              {t(label)}
            </Link>
          ))}
        </nav>
      </PageBar>
      <Outlet />
    </>
  );
}
