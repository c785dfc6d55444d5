import { expect } from '@playwright/test';
import { axeFaults } from './support/accessible.js';
import { ask, call, PASSWORD, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

test('a webhook: no private address, the secret once, a test, its deliveries', async ({ page }) => {
  await signInAsNew(page, 'admin', '/admin/settings');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Ops chat');
  await dialog.getByLabel('Address').fill('https://10.0.0.1/hook');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/private network/).last()).toBeVisible();
  await dialog.getByLabel('Address').fill('https://hook.invalid/a');
  await dialog.getByLabel('an account waits for approval').uncheck();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('group', { name: 'Secret' })).toHaveText(/^whsec_/);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  const row = page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem').filter({ hasText: 'Ops chat' });
  await expect(row).toContainText('Nothing has been sent yet.');
  await row.getByRole('button', { name: 'Send a test' }).click();
  await expect(row.getByRole('status')).toContainText('It cannot be reached');
  await row.getByRole('button', { name: 'Deliveries' }).click();
  await expect(dialog.getByText('webhook.test', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await expect(dialog.getByText('It cannot be reached').first()).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Delete' }).click();
  await row.getByRole('button', { name: 'Delete webhook' }).click();
  await expect(row).toHaveCount(0);
});

test('a price in the inspector becomes a cost, and a budget a notice that can be dismissed', async ({ page }) => {
  const name = await signInAsNew(page, 'admin', '/admin/models');
  const { token, user } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  const models = await call(page, 'GET', '/api/admin/models', undefined, token);
  const { id, display_name } = models.find((one: { is_default: boolean }) => one.is_default);
  try {
    await call(page, 'PUT', '/api/admin/settings', { currency: 'EUR' }, token);
    await call(page, 'PUT', `/api/admin/users/${user.id}/quota`, { requests_per_month: 1 }, token);
    await page.goto(`${url()}/admin/models`);
    await page.getByRole('button', { name: display_name }).first().click();
    const form = page.getByRole('form', { name: 'Cost' });
    await form.getByLabel('Prompts').fill('1,1234567');
    await expect(form.getByText(/at most six decimals/)).toBeVisible();
    await form.getByLabel('Prompts').fill('100000');
    expect(await axeFaults(page)).toEqual([]);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByRole('status')).toHaveText('Saved.');

    await page.goto(`${url()}/chat`);
    await ask(page, 'What does this cost?');
    await whenWritten(page);
    await page.goto(`${url()}/settings`);
    await expect(page.getByText('Cost this month')).toContainText('€');
    const notice = page.getByRole('status').filter({ hasText: 'You have used 100% of your answers for this month.' });
    await expect(notice).toBeVisible();
    expect(await axeFaults(page)).toEqual([]);
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await expect(notice).toHaveCount(0);
    await page.goto(`${url()}/admin/telemetry`);
    await expect(page.getByRole('table', { name: 'Costs' })).toContainText('€');
    await expect(page.getByRole('table', { name: 'Budgets that are nearly used up' })).toContainText(name);
    await page.goto(`${url()}/developer/usage`);
    await expect(page.getByRole('table', { name: 'Costs' })).toContainText('€');
    expect(await axeFaults(page)).toEqual([]);
  } finally {
    await call(page, 'PUT', `/api/admin/models/${id}`, { cost: {} }, token);
    await call(page, 'PUT', '/api/admin/settings', { currency: '' }, token);
    // Else the pages of other journeys would have the budget too.
    await call(page, 'DELETE', `/api/admin/users/${user.id}/quota`, undefined, token);
  }
});
