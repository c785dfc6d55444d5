import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseBetweenSearch, parseLoginSearch, parseReturnSearch } from '@/features/auth/url';
import { currentUser, hasRole, lacksSecondFactor, restoreSession, wasSignedIn } from '@/lib/session';
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

/** People come back here from a provider, with the cookie of a session or with the reason why there is none. */
const provider = createRoute({
  getParentRoute: () => root,
  path: '/login/provider',
  validateSearch: parseReturnSearch,
  beforeLoad: async ({ search: { redirect: to, problem, done } }) => {
    if (done === 'connect') throw redirect({ to: '/settings/security' });
    if (problem || done || window.location.hash) return;
    await restoreSession();
    const user = currentUser();
    // The login page says why the cookie was refused.
    if (!user) throw redirect({ to: '/login', search: { redirect: to } });
    const between = await (await import('../pages/page-between')).pageBetween(user);
    if (between) throw redirect({ to: between, search: { redirect: to } });
    throw redirect({ href: to ?? '/chat' });
  },
  ...texts('auth', 'security', 'providers'),
  component: lazyRouteComponent(() => import('../pages/provider-page'), 'ProviderPage'),
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

async function enrolling({ search }: { search: { redirect?: string } }): Promise<void> {
  await restoreSession();
  if (!currentUser()) throw redirect({ to: '/login', search });
  if (!lacksSecondFactor()) throw redirect({ href: search.redirect ?? '/chat' });
}

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  validateSearch: parseBetweenSearch,
  beforeLoad: enrolling,
  ...texts('auth', 'security'),
  component: lazyRouteComponent(() => import('../pages/second-factor-page'), 'SecondFactorPage'),
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

/** Pages outside the frame of the app. */
export const publicRoutes = [
  landing,
  login,
  provider,
  register,
  resetPassword,
  secondFactor,
  newPassword,
  welcome,
] as const;
