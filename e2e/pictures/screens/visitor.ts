import { type Page } from '@playwright/test';
import { ARABIC, type Screen } from '../screen.js';

const signInAs = async (page: Page, name: string, password: string) => {
  await page.getByLabel('User name or e-mail').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

const json = (body: unknown, status = 200) => ({ status, contentType: 'application/json', body: JSON.stringify(body) });

/** What somebody sees who is not signed in. */
export const VISITOR: readonly Screen[] = [
  { name: 'landing', path: '/', whole: true, widths: [1280, 768, 390], states: ARABIC },
  {
    name: 'guide',
    path: '/docs/guide',
    ready: (page) => page.getByRole('main'),
    states: { page: { path: '/docs/guide/chat' } },
  },
  {
    name: 'login',
    path: '/login',
    states: {
      ...ARABIC,
      refused: {
        act: async (page) => {
          await signInAs(page, 'ada', 'not this one');
          await page.getByRole('alert').first().waitFor();
        },
      },
      'second-step': {
        before: (page) =>
          page.route('**/api/auth/login', (route) =>
            route.fulfill(json({ challenge: 'none', methods: ['totp', 'recovery_code'], expires_in: 300 })),
          ),
        act: (page) => signInAs(page, 'ada', 'whatever it is'),
      },
    },
  },
  {
    name: 'register',
    path: '/register',
    states: {
      refused: {
        act: async (page) => {
          await page.getByLabel('User name').fill('a');
          await page.getByLabel('E-mail').fill('nobody');
          await page
            .getByLabel(/^Password/)
            .first()
            .fill('password');
          await page.getByRole('button', { name: 'Create an account' }).click();
        },
      },
    },
  },
  {
    name: 'reset',
    path: '/reset-password',
    act: async (page, { call, url }) => {
      const found = (await call('admin', 'GET', '/api/admin/users?q=noah')) as unknown as { id: string }[];
      const { reset_url } = await call('admin', 'POST', `/api/admin/users/${found[0]!.id}/reset-password`);
      await page.goto('about:blank');
      await page.goto(`${url}${String(reset_url)}`);
      await page
        .getByLabel(/^New password|^Password/)
        .first()
        .waitFor();
    },
    states: { 'broken-link': { path: '/reset-password#not-a-token', act: undefined } },
  },
  { name: 'not-found', path: '/nothing/here', ready: (page) => page.getByRole('heading') },
  {
    name: 'error-page',
    as: 'ada',
    path: '/history',
    before: (page) => page.route('**/api/auth/refresh', (route) => route.abort()),
    ready: (page) => page.getByRole('heading'),
  },
  { name: 'not-allowed', as: 'noah', path: '/admin', ready: (page) => page.getByRole('heading') },
];
