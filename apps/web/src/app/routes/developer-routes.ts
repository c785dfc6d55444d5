import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseUsageSearch } from '@/features/developer/usage/url';
import { app } from './app-route';
import { texts } from './root';

const developer = createRoute({
  getParentRoute: () => app,
  path: '/developer',
  ...texts('developer'),
  component: lazyRouteComponent(() => import('../layouts/console/console-layouts'), 'DeveloperLayout'),
});

const developerHome = createRoute({
  getParentRoute: () => developer,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/developer/keys' });
  },
});
/** One file: each of them weighs little, and every file has a line in what a chat loads. */
const page = <P extends string>(path: P, component: 'KeysPage' | 'BatchesPage') =>
  createRoute({
    getParentRoute: () => developer,
    path,
    component: lazyRouteComponent(() => import('@/features/developer/pages'), component),
  });
const usage = createRoute({
  getParentRoute: () => developer,
  path: '/usage',
  validateSearch: parseUsageSearch,
  ...texts('usage', 'frame'),
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

/** The developer console. */
export const developerRoutes = developer.addChildren([
  developerHome,
  usage,
  page('/batches', 'BatchesPage'),
  page('/keys', 'KeysPage'),
  playground,
  docs,
]);
