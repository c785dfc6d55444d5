import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasRole, useUser } from '@/lib/session';
import { ForbiddenPage } from './not-found-page';
import { PageBar } from './page-bar';
import { PageTabs } from './page-tabs';

const PAGES = [
  { to: '/developer/keys', label: 'nav.keys' },
  { to: '/developer/usage', label: 'nav.usage' },
  { to: '/developer/playground', label: 'nav.playground' },
  { to: '/developer/docs', label: 'nav.docs' },
] as const;

/** The developer console: tabs for its pages, and the current page below. */
export function DeveloperLayout() {
  const { t } = useTranslation();
  if (!hasRole(useUser(), 'developer')) return <ForbiddenPage role="developer" />;
  return (
    <>
      <PageBar>
        <PageTabs label={t('nav.developer')} pages={PAGES.map(({ to, label }) => ({ to, label: t(label) }))} />
      </PageBar>
      <Outlet />
    </>
  );
}
