import { expect, type Page } from '@playwright/test';
import { call, PASSWORD, signIn, signInAsNew } from './support/people.js';
import { test } from './support/portals.js';

async function run(page: Page, sql: string): Promise<void> {
  await page.getByRole('textbox', { name: 'SQL', exact: true }).fill(sql);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

test('write mode: password and typed word, a countdown, a confirmation for all rows, and back', async ({ page }) => {
  const name = await signInAsNew(page, 'admin', '/admin/sql');
  await expect(page.getByText('READ-ONLY')).toBeVisible();
  await page.getByRole('button', { name: 'Write mode…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password', { exact: true }).fill('wrong');
  await dialog.getByLabel('Type “write” to confirm').fill('write');
  await dialog.getByRole('button', { name: 'Open for ten minutes' }).click();
  await expect(dialog.getByRole('alert')).toContainText('wrong');
  await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Open for ten minutes' }).click();
  await expect(page.getByText('WRITE', { exact: true })).toBeVisible();
  await expect(page.getByRole('timer')).toContainText(/(10:00|9:\d\d) left/);
  await run(page, `UPDATE users SET email = 'changed-${name}@example.org' WHERE username = '${name}'`);
  await expect(page.getByRole('status').filter({ hasText: '1 row changed' })).toBeVisible();
  // At least two rows, whatever other journeys left.
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  for (const preset of ['first', 'second']) await call(page, 'POST', '/api/chat/presets', { name: preset }, token);
  await run(page, 'DELETE FROM chat_presets');
  await expect(dialog).toContainText('Change every row?');
  await expect(dialog.getByRole('button', { name: 'Change all rows' })).toBeDisabled();
  await dialog.getByLabel(/all rows/).fill('all rows');
  await dialog.getByRole('button', { name: 'Change all rows' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'changed' })).toContainText('rows changed');
  await run(page, 'DELETE FROM logs WHERE true');
  await expect(page.getByRole('alert')).toContainText('42501');
  await page.getByRole('button', { name: 'Back to read-only' }).click();
  await expect(page.getByText('READ-ONLY')).toBeVisible();
  await run(page, `UPDATE users SET email = 'x' WHERE username = '${name}'`);
  await expect(page.getByRole('alert')).toContainText('42501');
});

test('without its configuration there is no write mode', async ({ page, bareUrl }) => {
  await signIn(page, bareUrl);
  await page.goto(`${bareUrl}/admin/sql`);
  await run(page, 'SELECT 1 AS one');
  await expect(page.getByRole('grid', { name: 'Results' }).getByRole('gridcell')).toHaveText(['1']);
  await expect(page.getByRole('button', { name: 'Write mode…' })).toHaveCount(0);
});
