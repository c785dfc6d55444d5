import { type Page } from '@playwright/test';
import { ARABIC, failing, type Screen, type Shot } from '../screen.js';

const ADA = { as: 'ada' } as const;
const chart = (page: Page) => page.getByRole('slider');
const heading = (page: Page) => page.locator('main').getByRole('heading');
const reading = (reply: string): Record<string, Partial<Shot>> => ({
  loading: { held: reply, ready: heading },
  error: { refused: reply, ready: heading },
});
/** A table, or a list on a phone. */
const rows = (page: Page) =>
  page.locator('main time').or(page.locator('main').getByRole('row').nth(1)).or(page.locator('main li'));

const openRow = (name: RegExp | string) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').or(page.getByRole('complementary')).last().waitFor();
};

/** What an admin watches and decides. */
export const ADMIN: readonly Screen[] = [
  {
    ...ADA,
    name: 'overview',
    path: '/admin',
    widths: [1280, 768, 390],
    whole: true,
    states: {
      ...ARABIC,
      ...reading('**/api/admin/overview'),
      calm: {
        before: (page) =>
          page.route('**/api/admin/overview', async (route) => {
            const response = await route.fetch();
            await route.fulfill({ response, json: { ...((await response.json()) as object), attention: [] } });
          }),
      },
    },
  },
  {
    ...ADA,
    name: 'telemetry',
    path: '/admin/telemetry?refresh=0&range=24h',
    widths: [1280, 768, 390],
    whole: true,
    ready: chart,
    states: {
      ...ARABIC,
      ...reading('**/api/admin/telemetry*'),
      'no-data': {
        path: '/admin/telemetry?refresh=0&from=2026-01-01T00:00:00.000Z&to=2026-01-02T00:00:00.000Z',
        ready: heading,
      },
      hour: { path: '/admin/telemetry?refresh=0&range=1h' },
    },
  },
  {
    ...ADA,
    name: 'logs',
    path: '/admin/logs?range=24h',
    ready: (page) => page.getByRole('gridcell'),
    states: {
      ...ARABIC,
      ...reading('**/api/admin/logs?*'),
      none: { path: '/admin/logs?q=user:nobody', ready: heading },
      filtered: { path: '/admin/logs?q=level:error&range=24h' },
      inspector: {
        path: '/admin/logs?q=level:error&range=24h',
        act: async (page) => {
          await page.getByRole('gridcell').first().click();
          await page.getByRole('complementary', { name: 'Log line' }).or(page.getByRole('dialog')).first().waitFor();
        },
      },
      mistake: {
        act: async (page) => {
          await page.getByLabel('Search logs').fill('lvl:error');
          await page.getByLabel('Search logs').press('Enter');
        },
      },
    },
  },
  {
    ...ADA,
    name: 'audit',
    path: '/admin/audit',
    ready: rows,
    states: {
      ...reading('**/api/admin/audit?*'),
      none: { path: '/admin/audit?q=nothing-like-it', ready: heading },
      details: {
        act: (page) =>
          page
            .getByRole('button', { name: /^Details of entry/ })
            .first()
            .click(),
      },
    },
  },
  {
    ...ADA,
    name: 'users',
    path: '/admin/users',
    ready: rows,
    states: {
      ...ARABIC,
      ...reading('**/api/admin/users?*'),
      none: { path: '/admin/users?q=nobody-like-this', ready: heading },
      inspector: { act: openRow('Open grace'), whole: true },
      creating: { act: (page) => page.getByRole('button', { name: 'Create account' }).click() },
      inviting: { act: (page) => page.getByRole('button', { name: 'Invite' }).click() },
    },
  },
  {
    ...ADA,
    name: 'groups',
    path: '/admin/groups',
    ready: rows,
    states: {
      ...ARABIC,
      ...reading('**/api/admin/groups'),
      none: {
        before: (page) => page.route('**/api/admin/groups', (route) => route.fulfill({ json: [] })),
        ready: heading,
      },
      inspector: { act: openRow('Open Physics') },
      confined: { act: openRow('Open Summer course') },
      creating: { act: (page) => page.getByRole('button', { name: 'New group' }).click() },
    },
  },
  {
    ...ADA,
    name: 'models',
    path: '/admin/models',
    whole: true,
    ready: (page) => page.getByText('gemma2:2b'),
    states: {
      ...reading('**/api/admin/models*'),
      inspector: { act: openRow('Open gemma2:2b') },
      pull: {
        before: (_, { fake }) => Promise.resolve(fake.setScenario({ text: '', delayMs: 60, pull: { lines: 900 } })),
        act: async (page) => {
          await page.getByLabel('Model name').fill(`phi4-mini:${Math.random().toString(36).slice(2, 5)}`);
          await page.getByRole('button', { name: 'Pull', exact: true }).click();
          await page
            .getByText(/MB of 1\.6 GB/)
            .first()
            .waitFor();
        },
      },
    },
  },
  { ...ADA, name: 'backends', path: '/admin/backends', whole: true, states: failing('**/api/admin/backends*') },
  { ...ADA, name: 'cache', path: '/admin/cache', whole: true, states: failing('**/api/admin/cache*') },
  {
    ...ADA,
    name: 'admin-settings',
    path: '/admin/settings',
    whole: true,
    states: { ...ARABIC, ...failing('**/api/admin/settings') },
  },
  {
    ...ADA,
    name: 'doctor',
    path: '/admin/doctor',
    whole: true,
    ready: (page) => page.getByRole('region', { name: 'Checks' }).getByRole('listitem').nth(8),
    states: { loading: { held: '**/api/admin/doctor*', ready: heading } },
  },
];
