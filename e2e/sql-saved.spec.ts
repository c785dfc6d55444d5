import { expect, type Page } from '@playwright/test';
import { signInAsNew } from './support/people.js';
import { test } from './support/portals.js';

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL', exact: true });
const cells = (page: Page) => page.getByRole('grid', { name: 'Results' }).getByRole('gridcell');

/** A new admin at the console, so that tabs, saved queries and history are empty. */
async function open(page: Page): Promise<void> {
  await signInAsNew(page, 'admin', '/admin/sql');
  await expect(editor(page)).toBeVisible();
}

test('a query is saved, changed and found again; tabs and history survive a reload', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Users by role' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('People');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'People', exact: true })).toBeVisible();
  await editor(page).fill("SELECT 'changed' AS word");
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(cells(page)).toHaveText(['changed']);
  await expect(page.getByRole('button', { name: 'People, not saved' })).toBeVisible();
  await page.reload();
  await expect(editor(page)).toContainText("SELECT 'changed'");
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'People', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'New tab' }).click();
  await page.getByRole('tab', { name: 'Saved' }).click();
  await page.getByRole('button', { name: 'Close People', exact: true }).click();
  await page.getByRole('button', { name: 'Open People' }).click();
  await expect(editor(page)).toContainText("SELECT 'changed'");
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'changed' })).toContainText('done');
});

test('parameters are filled in beside the text; the query is shared, renamed, opened by name and deleted', async ({
  page,
}) => {
  await open(page);
  await editor(page).fill("SELECT :word::text AS word, coalesce(:none, 'was NULL') AS none, ':no' AS no");
  await page.getByLabel(':word', { exact: true }).fill("it's me");
  await page.getByRole('checkbox', { name: 'NULL for :none' }).check();
  await expect(page.getByLabel(':no', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(cells(page)).toHaveText(["it's me", 'was NULL', ':no']);

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Words');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByLabel(':word', { exact: true }).fill('another');
  await expect(page.getByRole('button', { name: 'Words, not saved' })).toBeVisible();
  await page.getByRole('tab', { name: 'Saved' }).click();
  await page.getByRole('button', { name: 'Actions for Words' }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Greetings');
  await page.getByRole('dialog').getByRole('switch', { name: 'Share with admins' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Shared by you')).toBeVisible();
  await page.getByRole('button', { name: 'Close Greetings' }).click();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('greet');
  await page.getByRole('option', { name: 'Greetings' }).click();
  await expect(page.getByLabel(':word', { exact: true })).toHaveValue("it's me");
  await expect(page.getByRole('checkbox', { name: 'NULL for :none' })).toBeChecked();

  await page.getByRole('button', { name: 'Actions for Greetings' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: 'Open Greetings' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Open Greetings' })).toBeVisible();
});
