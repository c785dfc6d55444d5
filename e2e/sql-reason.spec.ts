import { expect } from '@playwright/test';
import { signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

test('reading chats asks for a reason, which their owners see in their settings', async ({ page }) => {
  await signInAsNew(page, 'admin', '/admin/sql');
  await page.getByRole('textbox', { name: 'SQL', exact: true }).fill('SELECT count(*) AS n FROM chat_threads');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Why do you need people’s chats?' });
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await expect(page.getByRole('alert')).toContainText('uses people’s chats');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await dialog.getByLabel('Reason').fill('Ticket 4711');
  await dialog.getByRole('button', { name: 'Record it and continue' }).click();
  await expect(page.getByRole('grid', { name: 'Results' }).getByRole('gridcell')).toHaveCount(1);
  await page.goto(`${url()}/settings/privacy`);
  const list = page.getByRole('list', { name: 'Who could read your chats' });
  await expect(list.getByRole('listitem').first()).toContainText('Ticket 4711');
  await expect(list.getByRole('listitem').first()).toContainText('with a database query');
});
