import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { followRuns } from '@/features/chat/screen/run-effects';
import { cn } from '@/lib/cn';
import { importWithTexts } from '@/lib/i18n';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { hasRole, useUser } from '@/lib/session';
import { useShortcut } from '@/lib/shortcuts';
import { followTabs } from '@/lib/threads/tabs';
import { useIdle } from '@/lib/use-idle';
import { useNarrow } from '@/lib/use-media';
import { consoleOf } from './console/console-of';
import { Overlays } from './overlays';
import { usePalette, useSheet, useShortcutSheet } from './sheet-store';
import { Sidebar } from './sidebar';

const OnceIdle = lazy(() => import('./once-idle'));
const SidebarSheet = lazy(() => import('./sidebar-sheet'));
const ConsoleSidebar = lazy(importWithTexts('consoles', () => import('./console/console-sidebar')));

const hideSheet = () => useSheet.setState({ open: false });
const hideSidebar = () => setPrefs({ sidebarOpen: false });

/** The console whose navigation stands in the sidebar; undefined on other pages, and for who may not see it. */
function useConsole() {
  const shown = useLocation({ select: ({ pathname }) => consoleOf(pathname) });
  return hasRole(useUser(), shown ?? 'user') ? shown : undefined;
}

/** The frame of every signed-in page: sidebar and page. */
export function AppLayout() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const open = usePrefs((prefs) => prefs.sidebarOpen);
  const shown = useConsole();

  const toggleSidebar = () => {
    if (narrow) useSheet.setState({ open: !useSheet.getState().open });
    else setPrefs({ sidebarOpen: !usePrefs.getState().sidebarOpen });
  };
  useShortcut('newChat', () => void navigate({ to: '/chat' }));
  useShortcut('toggleSidebar', toggleSidebar);
  useShortcut('sheet', () => useShortcutSheet.setState(({ open: shown }) => ({ open: !shown })));
  useShortcut('palette', () => usePalette.setState(({ open: shown }) => ({ open: !shown })));
  useEffect(() => {
    if (!narrow) return;
    const swipes = import('./edge-swipe').then(({ followEdgeSwipes }) => followEdgeSwipes());
    return () => void swipes.then((stop) => stop());
  }, [narrow]);
  useEffect(followTabs, []);
  useEffect(followRuns, []);
  const idle = useIdle();

  return (
    <>
      <div className="relative flex h-dvh overflow-clip">
        <a
          href="#main"
          className={cn(
            'sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control',
            'focus:bg-surface focus:px-3 focus:py-2',
          )}
        >
          {t('nav.toMain')}
        </a>
        {!narrow && open && (
          <aside className={cn('shrink-0 border-e border-line', shown ? 'w-52' : 'w-68')}>
            <Suspense>
              {shown ? <ConsoleSidebar console={shown} onClose={hideSidebar} /> : <Sidebar onClose={hideSidebar} />}
            </Suspense>
          </aside>
        )}
        <Suspense>
          {narrow && (
            <SidebarSheet>
              {shown && <ConsoleSidebar console={shown} onClose={hideSheet} onNavigate={hideSheet} />}
            </SidebarSheet>
          )}
        </Suspense>
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <Suspense>{idle && <OnceIdle />}</Suspense>
          <Outlet />
        </main>
      </div>
      <Overlays />
    </>
  );
}
