import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePrefs } from '@/lib/prefs';
import { hasRole, useUser } from '@/lib/session';
import { useNarrow } from '@/lib/use-media';
import { type ConsoleName } from './console-of';
import { ForbiddenPage } from '../not-found-page';
import { PageBar } from '../page-bar';

/** The admin console: one of its pages. `ConsoleSidebar` has the links to them. */
export const AdminLayout = () => <ConsoleLayout console="admin" />;

/** The developer console: one of its pages. */
export const DeveloperLayout = () => <ConsoleLayout console="developer" />;

function ConsoleLayout({ console }: { console: ConsoleName }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const open = usePrefs((prefs) => prefs.sidebarOpen);
  if (!hasRole(useUser(), console)) return <ForbiddenPage role={console} />;
  return (
    <>
      {(narrow || !open) && (
        <PageBar>
          <p className="text-ui font-medium text-ink-2">{t(`nav.${console}`)}</p>
        </PageBar>
      )}
      <Outlet />
    </>
  );
}
