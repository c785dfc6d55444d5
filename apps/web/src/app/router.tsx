import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { loadTexts, type Namespace } from '@/lib/i18n';
import { currentUser, restoreSession, wasSignedIn } from '@/lib/session';
import { parseAuditSearch } from '@/features/admin/audit/url';
import { parseLogSearch } from '@/features/admin/logs/url';
import { parseModelSearch } from '@/features/admin/models/url';
import { parseTelemetrySearch } from '@/features/admin/telemetry/url';
import { parseUserSearch } from '@/features/admin/users/url';
import { parseLoginSearch } from '@/features/auth/url';
import { parseNewChatSearch, parseThreadSearch } from '@/features/chat/url';
import { parseUsageSearch } from '@/features/developer/usage/url';
import { parseHistorySearch } from '@/features/history/url';
import { NotFoundPage } from './pages/not-found-page';
import { RouteError } from './pages/route-error';

/** Code and texts of a screen, fetched together. */
const texts = (...namespaces: Namespace[]) => ({ loader: () => loadTexts(...namespaces) });

async function requireUser({ location }: { location: { href: string } }): Promise<void> {
  await restoreSession();
  if (!currentUser()) throw redirect({ to: '/login', search: { redirect: location.href } });
}

async function guestOnly({ search }: { search: { redirect?: string } }): Promise<void> {
  // Only a browser that was signed in before is worth the question; a server out of reach still shows the form.
  if (wasSignedIn()) await restoreSession().catch(() => undefined);
  if (currentUser()) throw redirect({ href: search.redirect ?? '/chat' });
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  ...texts('landing'),
  component: lazyRouteComponent(() => import('./pages/landing-page'), 'LandingPage'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: parseLoginSearch,
  beforeLoad: guestOnly,
  ...texts('auth'),
  component: lazyRouteComponent(() => import('./pages/login-page'), 'LoginPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  ...texts('auth'),
  component: lazyRouteComponent(() => import('./pages/register-page'), 'RegisterPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  ...texts('auth'),
  component: lazyRouteComponent(() => import('./pages/reset-password-page'), 'ResetPasswordPage'),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: requireUser,
  ...texts('chat', 'models'),
  component: lazyRouteComponent(() => import('./layouts/app-layout'), 'AppLayout'),
});

// One component for both addresses: a new chat that becomes a thread keeps composer, focus and scroll position.
const chatFrame = createRoute({
  getParentRoute: () => app,
  id: 'conversation',
  component: lazyRouteComponent(() => import('./pages/chat-page'), 'ChatPage'),
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
  component: lazyRouteComponent(() => import('./layouts/page-bar'), 'PagedLayout'),
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
  ...texts('settings', 'auth'),
  component: lazyRouteComponent(() => import('@/features/settings/settings-page'), 'SettingsPage'),
});

const developer = createRoute({
  getParentRoute: () => app,
  path: '/developer',
  ...texts('developer'),
  component: lazyRouteComponent(() => import('./layouts/developer-layout'), 'DeveloperLayout'),
});

const developerHome = createRoute({
  getParentRoute: () => developer,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/developer/keys' });
  },
});
const keys = createRoute({
  getParentRoute: () => developer,
  path: '/keys',
  component: lazyRouteComponent(() => import('@/features/developer/keys/keys-page'), 'KeysPage'),
});
const usage = createRoute({
  getParentRoute: () => developer,
  path: '/usage',
  validateSearch: parseUsageSearch,
  ...texts('usage'),
  component: lazyRouteComponent(() => import('@/features/developer/usage/usage-page'), 'UsagePage'),
});
const playground = createRoute({
  getParentRoute: () => developer,
  path: '/playground',
  ...texts('playground'),
  component: lazyRouteComponent(() => import('@/features/developer/playground/playground-page'), 'PlaygroundPage'),
});
const docs = createRoute({
  getParentRoute: () => developer,
  path: '/docs',
  ...texts('docs'),
  component: lazyRouteComponent(() => import('@/features/developer/docs/docs-page'), 'DocsPage'),
});

const admin = createRoute({
  getParentRoute: () => app,
  path: '/admin',
  ...texts('admin', 'models'),
  component: lazyRouteComponent(() => import('./layouts/admin-layout'), 'AdminLayout'),
});

const adminHome = createRoute({
  getParentRoute: () => admin,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/telemetry' });
  },
});
const telemetry = createRoute({
  getParentRoute: () => admin,
  path: '/telemetry',
  validateSearch: parseTelemetrySearch,
  ...texts('telemetry'),
  component: lazyRouteComponent(() => import('@/features/admin/telemetry/telemetry-page'), 'TelemetryPage'),
});
const logs = createRoute({
  getParentRoute: () => admin,
  path: '/logs',
  validateSearch: parseLogSearch,
  component: lazyRouteComponent(() => import('@/features/admin/logs/logs-page'), 'LogsPage'),
});
const audit = createRoute({
  getParentRoute: () => admin,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(() => import('@/features/admin/audit/audit-page'), 'AuditPage'),
});
const users = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: parseUserSearch,
  ...texts('people', 'auth'),
  component: lazyRouteComponent(() => import('@/features/admin/users/users-page'), 'UsersPage'),
});
const models = createRoute({
  getParentRoute: () => admin,
  path: '/models',
  validateSearch: parseModelSearch,
  ...texts('pulls'),
  component: lazyRouteComponent(() => import('@/features/admin/models/models-page'), 'ModelsPage'),
});
const cache = createRoute({
  getParentRoute: () => admin,
  path: '/cache',
  component: lazyRouteComponent(() => import('@/features/admin/cache/cache-page'), 'CachePage'),
});
const sql = createRoute({
  getParentRoute: () => admin,
  path: '/sql',
  ...texts('sql'),
  component: lazyRouteComponent(() => import('@/features/admin/sql/sql-page'), 'SqlPage'),
});
const doctor = createRoute({
  getParentRoute: () => admin,
  path: '/doctor',
  ...texts('doctor', 'sql'),
  component: lazyRouteComponent(() => import('@/features/admin/doctor/doctor-page'), 'DoctorPage'),
});
const portal = createRoute({
  getParentRoute: () => admin,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/admin/settings/portal-page'), 'PortalPage'),
});

const routeTree = root.addChildren([
  landing,
  login,
  register,
  resetPassword,
  app.addChildren([
    chatFrame.addChildren([newChat, thread]),
    paged.addChildren([history, settings]),
    developer.addChildren([developerHome, keys, usage, playground, docs]),
    admin.addChildren([adminHome, telemetry, logs, audit, users, models, cache, sql, portal, doctor]),
  ]),
]);

/** All addresses of the app. What a person looks at is in the address, so that back, reload and sharing work. */
export const createAppRouter = () =>
  createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFoundPage,
    // The transcript and the lists keep their own position.
    scrollRestoration: false,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
