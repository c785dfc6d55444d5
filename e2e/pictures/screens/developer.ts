import { type Page } from '@playwright/test';
import { LONG_NAME } from '../portal.js';
import { ARABIC, failing, type Screen } from '../screen.js';

const createKey = async (page: Page) => {
  await page.getByRole('button', { name: 'Create key' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('picture frame');
};

/** The desk of those who write programs. */
export const DEVELOPER: readonly Screen[] = [
  {
    name: 'keys',
    as: 'grace',
    path: '/developer/keys',
    ready: (page) => page.getByText('night job'),
    states: {
      ...ARABIC,
      none: { as: 'ada', ready: (page) => page.getByText('No keys yet.') },
      long: { as: LONG_NAME, ready: (page) => page.getByText(/The script that sorts/) },
      loading: { held: '**/api/developer/api-keys', ready: (page) => page.getByRole('heading') },
      error: { refused: '**/api/developer/api-keys', ready: (page) => page.getByRole('heading') },
      creating: { act: createKey },
      created: {
        // Not really: the list of the next picture stays as it is.
        before: (page) =>
          page.route('**/api/developer/api-keys', async (route) => {
            if (route.request().method() === 'GET') return route.continue();
            await route.fulfill({
              status: 201,
              json: {
                id: '7f2c8a51-6b1e-4d9c-9a58-0c1d2e3f4a5b',
                user_id: '7f2c8a51-6b1e-4d9c-9a58-0c1d2e3f4a5c',
                name: 'picture frame',
                prefix: 'pk_Ab3d',
                last_four: '7Q2x',
                model_id: null,
                model_name: null,
                model_ids: [],
                scopes: ['chat'],
                limits: {},
                previous_until: null,
                is_active: true,
                created_at: '2026-01-01T12:00:00.000Z',
                expires_at: null,
                last_used_at: null,
                key_value: 'pk_Ab3dEXAMPLEonlyAPictureOfAKeyThatOpensNothing7Q2x',
              },
            });
          }),
        act: async (page) => {
          await createKey(page);
          await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
          await page.getByRole('group', { name: 'API key' }).waitFor();
        },
      },
      menu: {
        act: async (page) => {
          await page.getByRole('button', { name: 'Actions for “night job”' }).click();
          await page.getByRole('menu').waitFor();
        },
      },
    },
  },
  {
    name: 'usage',
    as: 'grace',
    path: '/developer/usage',
    whole: true,
    states: { none: { as: 'ada' }, ...failing('**/api/developer/usage*') },
  },
  {
    name: 'playground',
    as: 'grace',
    path: '/developer/playground',
    whole: true,
    ready: (page) => page.getByRole('button', { name: 'Run', exact: true }),
  },
  { name: 'docs', as: 'grace', path: '/developer/docs', states: ARABIC },
];
