import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { currentUser, firstPage, hasRole, mustChangePassword, restoreSession } from '@/lib/session';
import { root, texts } from './root';

async function requireUser({ location }: { location: { href: string } }): Promise<void> {
  await restoreSession();
  if (!currentUser()) throw redirect({ to: '/login', search: { redirect: location.href } });
  const first = firstPage();
  if (first) throw redirect({ to: first, search: { redirect: location.href } });
  if (mustChangePassword()) {
    const to = hasRole(currentUser(), 'admin') ? '/welcome' : '/new-password';
    throw redirect({ to, search: { redirect: location.href } });
  }
}

/** The layout route of every page that needs a signed-in person. */
export const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: requireUser,
  ...texts('chat', 'models'),
  component: lazyRouteComponent(() => import('../layouts/app-layout'), 'AppLayout'),
});
