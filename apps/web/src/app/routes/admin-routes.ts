import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseAuditSearch } from '@/features/admin/audit/url';
import { parseGroupSearch } from '@/features/admin/groups/url';
import { parseLogSearch } from '@/features/admin/logs/url';
import { parseModelSearch } from '@/features/admin/models/url';
import { parseTelemetrySearch } from '@/features/admin/telemetry/url';
import { parseUserSearch } from '@/features/admin/users/url';
import { app } from './app-route';
import { texts } from './root';

// Named, because each import lists the files that it needs.
const peoplePages = () => import('@/features/admin/groups/pages');
const modelPages = () => import('@/features/admin/backends/pages');
const systemPages = () => import('@/features/admin/doctor/pages');

const admin = createRoute({
  getParentRoute: () => app,
  path: '/admin',
  ...texts('admin', 'models'),
  component: lazyRouteComponent(() => import('../layouts/console/console-layouts'), 'AdminLayout'),
});

const overview = createRoute({
  getParentRoute: () => admin,
  path: '/',
  ...texts('overview'),
  component: lazyRouteComponent(() => import('@/features/admin/overview/overview-page'), 'OverviewPage'),
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
  ...texts('frame'),
  component: lazyRouteComponent(() => import('@/features/admin/audit/audit-page'), 'AuditPage'),
});
const users = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: parseUserSearch,
  ...texts('people', 'auth', 'groups'),
  component: lazyRouteComponent(peoplePages, 'UsersPage'),
});
const groups = createRoute({
  getParentRoute: () => admin,
  path: '/groups',
  validateSearch: parseGroupSearch,
  ...texts('people', 'auth', 'groups'),
  component: lazyRouteComponent(peoplePages, 'GroupsPage'),
});
const models = createRoute({
  getParentRoute: () => admin,
  path: '/models',
  validateSearch: parseModelSearch,
  ...texts('pulls', 'groups'),
  component: lazyRouteComponent(modelPages, 'ModelsPage'),
});
const backends = createRoute({
  getParentRoute: () => admin,
  path: '/backends',
  ...texts('pulls'),
  component: lazyRouteComponent(modelPages, 'BackendsPage'),
});
const announcements = createRoute({
  getParentRoute: () => admin,
  path: '/announcements',
  ...texts('announcements', 'groups'),
  component: lazyRouteComponent(systemPages, 'AnnouncementsPage'),
});
const cache = createRoute({
  getParentRoute: () => admin,
  path: '/cache',
  ...texts('overview'),
  component: lazyRouteComponent(modelPages, 'CachePage'),
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
  component: lazyRouteComponent(systemPages, 'DoctorPage'),
});
const portal = createRoute({
  getParentRoute: () => admin,
  path: '/settings',
  ...texts('terms'),
  component: lazyRouteComponent(systemPages, 'PortalPage'),
});

/** The admin console: one route for each page. */
export const adminRoutes = admin.addChildren([
  overview,
  telemetry,
  logs,
  audit,
  users,
  groups,
  announcements,
  models,
  backends,
  cache,
  sql,
  portal,
  doctor,
]);
