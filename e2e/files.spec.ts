import { expect } from '@playwright/test';
import { ask, composer, questions, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

test('documents are read while one writes, stay in the draft, and go with the question', async ({ page }) => {
  await signInAsNew(page);
  // A part of it is lost on the way: it goes on by itself.
  let lost = 0;
  await page.route('**/api/files/*/content', (route) => (lost++ === 1 ? route.abort() : route.continue()));
  await page
    .getByLabel('Add files', { exact: true })
    .first()
    .setInputFiles([
      { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('name,age\n'.repeat(130_000)) },
      { name: 'old.txt', mimeType: 'text/plain', buffer: Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]) },
    ]);
  const documents = page.getByRole('list', { name: 'Documents' });
  await expect(documents.getByText('Connection lost. Goes on by itself')).toBeVisible();
  await expect(documents.getByText(/ · 1 page$/)).toBeVisible({ timeout: 30_000 });
  await expect(documents.getByText(/Reading|\d+ pages$/)).toBeVisible();
  await page.reload();
  await expect(documents.getByRole('listitem')).toHaveCount(2);
  await ask(page, 'scenario:echo Who is in it?');
  await whenWritten(page);
  const sent = questions(page).first().locator('xpath=ancestor-or-self::article');
  await expect(sent.getByText('old.txt')).toBeVisible();
  await expect(composer(page).locator('xpath=ancestor::form').getByRole('list', { name: 'Documents' })).toHaveCount(0);

  // Deleted, it is gone from the list, and the question says so.
  await page.goto(`${url()}/settings/data`);
  await page.getByRole('button', { name: 'Delete “old.txt”' }).click();
  await expect(page.getByText('“old.txt” deleted').first()).toBeVisible();
  const files = page.getByRole('list', { name: 'Files' });
  await expect(files.getByText('In 1 chat')).toHaveCount(1);
  const gone = page.waitForResponse((reply) => reply.request().method() === 'DELETE' && reply.ok());
  await Promise.all([gone, page.goBack()]);
  await page.reload();
  await expect(questions(page).first().getByText('deleted')).toBeVisible();
});
