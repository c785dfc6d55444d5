import { type Page } from '@playwright/test';
import { PASSWORD } from '../../support/people.js';
import { type Screen } from '../screen.js';

/** Types a statement and runs it. */
const ran = (sql: string) => async (page: Page) => {
  await page.getByRole('textbox', { name: 'SQL', exact: true }).fill(sql);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('grid', { name: 'Results' }).or(page.getByRole('alert')).first().waitFor();
};

const BY_MODEL = `SELECT model, sum(requests) AS requests, sum(output_tokens) AS tokens
FROM usage_days
GROUP BY model
ORDER BY requests DESC`;
const BY_PERSON = `SELECT u.username, u.role, sum(d.requests) AS requests, sum(d.output_tokens) AS tokens
FROM usage_days d
JOIN users u ON u.id = d.user_id
WHERE d.day > current_date - 30
GROUP BY u.username, u.role
ORDER BY requests DESC`;

/** The SQL console. */
export const DATABASE: readonly Screen[] = [
  {
    name: 'sql',
    as: 'ada',
    path: '/admin/sql',
    ready: (page) => page.getByRole('textbox', { name: 'SQL', exact: true }),
    states: {
      result: { act: ran(BY_PERSON) },
      chart: {
        act: async (page) => {
          await ran(BY_PERSON)(page);
          await page.getByRole('tab', { name: 'Chart' }).click();
          await page.getByRole('img', { name: / by / }).waitFor();
        },
      },
      plan: {
        widths: [1280],
        act: async (page) => {
          await ran(BY_MODEL)(page);
          await page.getByRole('button', { name: 'Explain analyze' }).click();
          await page.getByRole('list', { name: 'Plan' }).waitFor();
        },
      },
      parameters: {
        act: async (page) => {
          await page
            .getByRole('textbox', { name: 'SQL', exact: true })
            .fill(`${BY_MODEL.replace('GROUP', 'WHERE day >= :since AND model = :model\nGROUP')}`);
          await page.getByLabel(':since', { exact: true }).fill('2026-01-01');
        },
      },
      wide: { act: ran('SELECT * FROM logs ORDER BY created_at DESC LIMIT 200') },
      mistake: { act: ran('SELECT usernam FROM users') },
      write: {
        widths: [1280],
        act: async (page) => {
          await page.getByRole('button', { name: 'Write mode…' }).click();
          const dialog = page.getByRole('dialog');
          await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
          await dialog.getByLabel('Type “write” to confirm').fill('write');
          await dialog.getByRole('button', { name: 'Open for ten minutes' }).click();
          await page.getByRole('timer').waitFor();
        },
      },
      // A phone shows no schema.
      loading: { held: '**/api/admin/database/schema', widths: [1280] },
      error: { refused: '**/api/admin/database/schema', widths: [1280] },
    },
  },
];
