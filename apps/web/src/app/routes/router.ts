import { createRouter } from '@tanstack/react-router';
import { NotFoundPage } from '../layouts/not-found-page';
import { RouteError } from '../pages/route-error';
import { adminRoutes } from './admin-routes';
import { app } from './app-route';
import { chatRoutes } from './chat-routes';
import { developerRoutes } from './developer-routes';
import { publicRoutes } from './public-routes';
import { root } from './root';

const routeTree = root.addChildren([...publicRoutes, app.addChildren([...chatRoutes, developerRoutes, adminRoutes])]);

/** All routes of the app. The view's state is in the address, so that back, reload and sharing work. */
export const createAppRouter = () =>
  createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFoundPage,
    // The transcript and the lists restore their scroll position themselves.
    scrollRestoration: false,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
