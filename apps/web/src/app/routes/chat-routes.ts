import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseNewChatSearch, parseThreadSearch } from '@/features/chat/url';
import { parseHistorySearch } from '@/features/history/url';
import { app } from './app-route';
import { texts } from './root';

// One component for both addresses: when a new chat becomes a thread, it keeps composer, focus and scroll position.
const chatFrame = createRoute({
  getParentRoute: () => app,
  id: 'conversation',
  component: lazyRouteComponent(() => import('../pages/chat-page'), 'ChatPage'),
});
const newChat = createRoute({ getParentRoute: () => chatFrame, path: '/chat', validateSearch: parseNewChatSearch });
const thread = createRoute({
  getParentRoute: () => chatFrame,
  path: '/c/$threadId',
  validateSearch: parseThreadSearch,
});

const paged = createRoute({
  getParentRoute: () => app,
  id: 'paged',
  component: lazyRouteComponent(() => import('../layouts/page-bar'), 'PagedLayout'),
});

const history = createRoute({
  getParentRoute: () => paged,
  path: '/history',
  validateSearch: parseHistorySearch,
  ...texts('history', 'frame', 'chat-late'),
  component: lazyRouteComponent(() => import('@/features/history/history-page'), 'HistoryPage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  ...texts('settings', 'auth', 'security', 'frame'),
  component: lazyRouteComponent(() => import('../layouts/settings-layout'), 'SettingsLayout'),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: ({ location: { hash } }) => {
    throw redirect(
      hash === 'password'
        ? { to: '/settings/security', hash, replace: true }
        : { to: '/settings/profile', replace: true },
    );
  },
});
const pages = () => import('@/features/settings/pages');
const section = <P extends string>(path: P, component: Exclude<keyof Awaited<ReturnType<typeof pages>>, symbol>) =>
  createRoute({ getParentRoute: () => settings, path, component: lazyRouteComponent(pages, component) });

const settingsSections = [
  settingsHome,
  section('/profile', 'ProfilePage'),
  section('/appearance', 'AppearancePage'),
  section('/language', 'LanguagePage'),
  section('/chat', 'ChatPage'),
  section('/schedules', 'SchedulesPage'),
  section('/security', 'SecurityPage'),
  section('/data', 'DataPage'),
  section('/privacy', 'PrivacyPage'),
] as const;

/** Conversations, history and personal settings. */
export const chatRoutes = [
  chatFrame.addChildren([newChat, thread]),
  paged.addChildren([history]),
  settings.addChildren(settingsSections),
] as const;
