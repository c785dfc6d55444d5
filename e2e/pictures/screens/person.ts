import { expect, type Page } from '@playwright/test';
import { LONG_NAME } from '../portal.js';
import { ARABIC, type Screen } from '../screen.js';

const SECTIONS = ['profile', 'appearance', 'language', 'chat', 'security', 'data', 'privacy'] as const;

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search titles and messages' });

/** What belongs to one person: history, settings, palette. */
export const PERSON: readonly Screen[] = [
  {
    name: 'history',
    as: 'ada',
    path: '/history',
    widths: [1280, 768, 390],
    ready: (page) => page.locator('main time'),
    states: {
      ...ARABIC,
      results: { path: '/history?q=database' },
      none: { path: '/history?q=unheard', ready: (page) => page.getByText('Nothing found') },
      empty: { as: 'noah', ready: (page) => page.getByRole('searchbox') },
      long: { as: LONG_NAME },
      loading: { held: '**/api/chat/threads?*', ready: (page) => page.getByRole('searchbox') },
      error: { refused: '**/api/chat/threads?*', ready: (page) => page.getByRole('searchbox') },
      selecting: {
        widths: [1280],
        act: async (page) => {
          await search(page).waitFor();
          await page.getByRole('checkbox').first().check({ force: true });
        },
      },
    },
  },
  ...SECTIONS.map((section): Screen => ({
    name: `settings-${section}`,
    as: 'ada',
    path: `/settings/${section}`,
    whole: true,
    states: section === 'security' || section === 'appearance' ? ARABIC : {},
  })),
  { name: 'settings', as: LONG_NAME, path: '/settings', whole: true },
  {
    name: 'palette',
    as: 'ada',
    path: '/chat',
    act: async (page) => {
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('dialog').waitFor();
    },
    states: {
      results: {
        act: async (page) => {
          await page.keyboard.press('ControlOrMeta+k');
          await page.getByRole('combobox').last().fill('data');
          await expect(page.getByRole('option', { name: /indexes/ }).first()).toBeVisible();
        },
      },
      none: {
        act: async (page) => {
          await page.keyboard.press('ControlOrMeta+k');
          await page.getByRole('combobox').last().fill('qqqqqq');
        },
      },
    },
  },
  {
    name: 'shortcuts',
    as: 'ada',
    path: '/chat',
    act: async (page) => {
      await page.keyboard.press('ControlOrMeta+/');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'account-menu',
    as: 'ada',
    path: '/chat',
    widths: [1280],
    act: async (page) => {
      await page.getByRole('button', { name: /^Account: / }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'welcome',
    as: 'ada',
    path: '/welcome',
    whole: true,
    states: {
      'no-model': { before: (page) => page.route('**/api/models', (route) => route.fulfill({ json: [] })) },
    },
  },
];
