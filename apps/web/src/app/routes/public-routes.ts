import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseLoginSearch } from '@/features/auth/url';
import { currentUser, restoreSession, wasSignedIn } from '@/lib/session';
import { root, texts } from './root';

async function guestOnly({ search }: { search: { redirect?: string } }): Promise<void> {
  // Ask the server only if this browser was signed in before. If the server is unreachable, still show the form.
  if (wasSignedIn()) await restoreSession().catch(() => undefined);
  if (currentUser()) throw redirect({ href: search.redirect ?? '/chat' });
}

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  ...texts('landing'),
  component: lazyRouteComponent(() => import('../pages/landing-page'), 'LandingPage'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: parseLoginSearch,
  beforeLoad: guestOnly,
  ...texts('auth'),
  component: lazyRouteComponent(() => import('../pages/login-page'), 'LoginPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  ...texts('auth'),
  component: lazyRouteComponent(() => import('../pages/register-page'), 'RegisterPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  ...texts('auth'),
  component: lazyRouteComponent(() => import('../pages/reset-password-page'), 'ResetPasswordPage'),
});

/** Pages that need no sign-in. */
export const publicRoutes = [landing, login, register, resetPassword] as const;
