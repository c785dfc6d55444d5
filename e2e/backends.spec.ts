import { expect } from '@playwright/test';
import { startFakeLlm } from '@pocket-llm/fake-llm';
import { axeFaults } from './support/accessible.js';
import { answers, composer, signInAsNew } from './support/people.js';
import { fakeUrl, test, url } from './support/portals.js';

test('a second server is tested and added, the first one drained, and the second one answers', async ({ page }) => {
  const second = await startFakeLlm({ scenario: { text: 'From the second server.' } });
  await signInAsNew(page, 'admin', '/admin/backends');
  await page.getByRole('button', { name: 'Add a server' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('http://169.254.169.254');
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByText(/clouds keep credentials/)).toBeVisible();
  await dialog.getByLabel('Address').fill('http://127.0.0.1:9');
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByRole('alert')).toContainText('nothing listens there');
  await dialog.getByLabel('Address').fill(second.url);
  await dialog.getByLabel('Name (optional)').fill('Cellar');
  await dialog.getByLabel('Weight').fill('0');
  await expect(dialog.getByRole('button', { name: 'Add a server' })).toBeDisabled();
  await dialog.getByLabel('Weight').fill('2');
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByRole('status')).toContainText(/Answers in .* and has \d+ models/);
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add a server' }).click();

  const rows = page.getByRole('list', { name: 'Model servers' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText(/Cellar.*answers.*weight 2/s);
  const first = `Ollama at ${fakeUrl()}`;
  await page.getByRole('button', { name: `Drain ${first}` }).click();
  await expect(rows.nth(0)).toContainText('draining');
  expect(await axeFaults(page)).toEqual([]);

  await page.goto(`${url()}/chat`);
  await composer(page).fill('Who are you?');
  await composer(page).press('Enter');
  await expect(answers(page).last()).toContainText('From the second server.');

  await page.goto(`${url()}/admin/backends`);
  await page.getByRole('button', { name: `Use ${first} again` }).click();
  await expect(rows.nth(0)).toContainText('answers');
  await page.getByRole('button', { name: 'Open Cellar' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByRole('button', { name: 'Remove Cellar' }).click();
  await expect(rows).toHaveCount(1);
  await second.close();
});
