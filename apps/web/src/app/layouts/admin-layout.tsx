import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasRole, useUser } from '@/lib/session';
import { ForbiddenPage } from './not-found-page';
import { PageBar } from './page-bar';
import { PageTabs } from './page-tabs';

const PAGES = [
  { to: '/admin/telemetry', label: 'nav.telemetry' },
  { to: '/admin/logs', label: 'nav.logs' },
  { to: '/admin/audit', label: 'nav.audit' },
  { to: '/admin/users', label: 'nav.users' },
  { to: '/admin/models', label: 'nav.models' },
  { to: '/admin/cache', label: 'nav.cache' },
  { to: '/admin/sql', label: 'nav.sql' },
  { to: '/admin/settings', label: 'nav.adminSettings' },
  { to: '/admin/doctor', label: 'nav.doctor' },
] as const;

/** The admin console: tabs for its pages, and the current page below. */
export function AdminLayout() {
  const { t } = useTranslation();
  if (!hasRole(useUser(), 'admin')) return <ForbiddenPage role="admin" />;
  return (
    <>
      <PageBar>
        <PageTabs label={t('nav.admin')} pages={PAGES.map(({ to, label }) => ({ to, label: t(label) }))} />
      </PageBar>
      <Outlet />
    </>
  );
}
