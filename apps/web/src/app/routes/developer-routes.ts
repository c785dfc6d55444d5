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
const keys = createRoute({
  getParentRoute: () => developer,
  path: '/keys',
  component: lazyRouteComponent(() => import('@/features/developer/keys/keys-page'), 'KeysPage'),
});
const usage = createRoute({
  getParentRoute: () => developer,
  path: '/usage',
  validateSearch: parseUsageSearch,
  ...texts('usage', 'frame'),
  component: lazyRouteComponent(() => import('@/features/developer/usage/usage-page'), 'UsagePage'),
});
const batches = createRoute({
  getParentRoute: () => developer,
  path: '/batches',
  component: lazyRouteComponent(() => import('@/features/developer/batches/batches-page'), 'BatchesPage'),
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
export const developerRoutes = developer.addChildren([developerHome, keys, usage, batches, playground, docs]);
