import { expect } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { ask, composer, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

test('the doctor reports problems and remedies, including those that only a browser can detect', async ({ page }) => {
  await signInAsNew(page, 'admin', '/admin/doctor');
  const checks = page.getByRole('region', { name: 'Checks' });
  const row = (title: string) =>
    checks.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  await expect(row('Default password')).toContainText('warning');
  await expect(row('Default password')).toContainText('Change it under Settings.');
  await expect(row('Schema')).toContainText('OK');
  await expect(row('Clock of this browser')).toContainText('Agrees');
  await expect(row('Streams to this browser')).toContainText(/five beats came \d+ ms apart/);
  await expect(checks.getByRole('status')).toContainText(/needs? your attention/);
});

test('the doctor detects a proxy that buffers streams', async ({ page }) => {
  await signInAsNew(page, 'admin');
  await page.route('**/api/admin/doctor/stream', async (route) => {
    const reply = await route.fetch(); // The whole reply at once, like a buffering proxy.
    await route.fulfill({ response: reply });
  });
  await page.goto(`${url()}/admin/doctor`);
  await expect(page.getByText('keeps answers back until they are complete')).toBeVisible();
  await expect(page.getByText('proxy_buffering off')).toBeVisible();
});

test('a downloaded backup restores everything', async ({ page }) => {
  const name = await signInAsNew(page, 'admin');
  await ask(page, 'Kept in the backup');
  await whenWritten(page);
  const address = page.url();
  await page.goto(`${url()}/admin/doctor`);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download a backup' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Moving to a new machine');
  await dialog.getByRole('button', { name: 'Record it and continue' }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/^pocket-llm-.*\.backup\.gz$/);
  const content = await readFile(await file.path());
  expect(gunzipSync(content).toString()).toContain('Kept in the backup');

  await page
    .getByLabel('Choose a file')
    .setInputFiles({ name: 'holiday.gz', mimeType: 'application/gzip', buffer: Buffer.from('no backup at all') });
  await expect(dialog.getByRole('button', { name: 'Restore a backup' })).toBeDisabled();
  await dialog.getByLabel('Type “replace” to confirm').fill('replace');
  await dialog.getByRole('button', { name: 'Restore a backup' }).click();
  await page.getByLabel('Reason').fill('Trying a restore');
  await page.getByRole('button', { name: 'Record it and continue' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Nothing was changed.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page
    .getByLabel('Choose a file')
    .setInputFiles({ name: file.suggestedFilename(), mimeType: 'application/gzip', buffer: content });
  await dialog.getByLabel('Type “replace” to confirm').fill('replace');
  await dialog.getByRole('button', { name: 'Restore a backup' }).click();
  await page.getByLabel('Reason').fill('Moved');
  await page.getByRole('button', { name: 'Record it and continue' }).click();
  await expect(dialog.getByRole('status')).toContainText(/Restored: [\d,]+ rows/);
  await dialog.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByLabel('User name or e-mail').fill(name);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(composer(page)).toBeVisible();
  await page.goto(address);
  await expect(page.getByText('Kept in the backup').first()).toBeVisible();
});

test('settings: the queue can be changed, the environment is read-only', async ({ page }) => {
  await signInAsNew(page, 'admin', '/admin/settings');
  const waiting = page.getByLabel('Requests that may wait, per model server');
  await waiting.fill('many');
  await expect(page.getByText('Enter a whole number from 0 to 100,000.')).toBeVisible();
  await waiting.fill('200');
  await waiting.press('Enter');
  await expect(page.getByText('Saved.')).toBeVisible();
  const environment = page.getByRole('table', { name: 'Environment' });
  await expect(environment.getByRole('row', { name: /^DATABASE_URL/ })).toContainText(/set, never shown|not set/);
  await expect(environment.getByRole('row').filter({ hasText: 'OLLAMA_HOST' })).toContainText('the environment');
  await waiting.fill('256');
  await waiting.press('Enter');
});
