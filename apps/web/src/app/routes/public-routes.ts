import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseBetweenSearch, parseLoginSearch } from '@/features/auth/url';
import { currentUser, firstPage, hasRole, restoreSession, wasSignedIn } from '@/lib/session';
import { root, texts } from './root';

async function guestOnly({ search }: { search: { redirect?: string; via?: string } }): Promise<void> {
  if (search.via) return; // Who comes back from a provider may be signed in, and is told something.
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

/** A page that is only there while the server refuses everything else. */
const whileFirst =
  (page: ReturnType<typeof firstPage>) =>
  async ({ search }: { search: { redirect?: string } }): Promise<void> => {
    await restoreSession();
    if (!currentUser()) throw redirect({ to: '/login', search });
    if (firstPage() !== page) throw redirect({ href: search.redirect ?? '/chat' });
  };

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  validateSearch: parseBetweenSearch,
  beforeLoad: whileFirst('/second-factor'),
  ...texts('auth', 'security'),
  component: lazyRouteComponent(() => import('../pages/required-pages'), 'SecondFactorPage'),
});

const terms = createRoute({
  getParentRoute: () => root,
  path: '/terms',
  validateSearch: parseBetweenSearch,
  beforeLoad: whileFirst('/terms'),
  ...texts('auth', 'settings', 'terms'),
  component: lazyRouteComponent(() => import('../pages/required-pages'), 'TermsPage'),
});

async function signedIn({ search }: { search: { redirect?: string } }): Promise<void> {
  await restoreSession();
  if (!currentUser()) throw redirect({ to: '/login', search });
}

const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/new-password',
  validateSearch: parseBetweenSearch,
  beforeLoad: signedIn,
  ...texts('auth', 'settings'),
  component: lazyRouteComponent(() => import('../pages/new-password-page'), 'NewPasswordPage'),
});

async function adminOnly(at: { search: { redirect?: string } }): Promise<void> {
  await signedIn(at);
  if (!hasRole(currentUser(), 'admin')) throw redirect({ to: '/chat' });
}

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: parseBetweenSearch,
  beforeLoad: adminOnly,
  ...texts('welcome', 'auth', 'settings', 'models', 'pulls'),
  component: lazyRouteComponent(() => import('../pages/welcome-page'), 'WelcomePage'),
});

const shared = createRoute({
  getParentRoute: () => root,
  path: '/shared/$token',
  component: lazyRouteComponent(() => import('@/features/shared/shared-page'), 'SharedPage'),
});

/** Pages outside the frame of the app. */
export const publicRoutes = [
  landing,
  shared,
  login,
  register,
  resetPassword,
  secondFactor,
  terms,
  newPassword,
  welcome,
] as const;
