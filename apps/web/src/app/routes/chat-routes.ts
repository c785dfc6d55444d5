import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
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
  ...texts('history'),
  component: lazyRouteComponent(() => import('@/features/history/history-page'), 'HistoryPage'),
});

const settings = createRoute({
  getParentRoute: () => paged,
  path: '/settings',
  ...texts('settings', 'auth', 'security'),
  component: lazyRouteComponent(() => import('@/features/settings/settings-page'), 'SettingsPage'),
});

/** Conversations, history and personal settings. */
export const chatRoutes = [chatFrame.addChildren([newChat, thread]), paged.addChildren([history, settings])] as const;
