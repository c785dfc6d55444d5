import { expect } from '@playwright/test';
import { call, newPerson, PASSWORD } from './support/people.js';
import { test, url } from './support/portals.js';

test('the audit log shows actor, action and target, and verifies that nothing is missing', async ({ page }) => {
  const name = await newPerson(page, 'admin');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  await call(page, 'PUT', '/api/admin/settings', { retention_days: 0 }, token);
  await page.goto(`${url()}/admin/audit`);
  const row = page.getByRole('row').filter({ hasText: 'settings.changed' }).filter({ hasText: name });
  await expect(row).toContainText('done');
  await row.getByRole('button', { name: /Details of entry/ }).click();
  await expect(page.getByRole('table')).toContainText('"retention_days": 0');
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(page.getByText(/^Verified: [\d,]+ entries$/)).toBeVisible();
  await page.getByRole('link', { name: 'Lines of this request' }).click();
  const lines = page
    .getByRole('grid', { name: 'Logs' })
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') });
  await expect(lines).toHaveCount(1);
});

test("the audit log is filtered by tokens and days, also on a phone; an entry's fields become filters", async ({
  page,
}) => {
  const name = await newPerson(page, 'admin');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  await call(page, 'PUT', '/api/admin/settings', { retention_days: 0 }, token);
  await page.goto(`${url()}/admin/audit`);
  const audit = page.getByLabel('Search the audit log');
  const entries = page.getByRole('table', { name: 'Audit log' }).getByRole('button', { name: /^Details of entry/ });
  await audit.fill('no such entry');
  await audit.press('Enter');
  await expect(page.getByText('No entry matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await audit.fill('result:maybe');
  await audit.press('Enter');
  await expect(page.getByRole('alert')).toContainText('It takes ok, refused or failed.');
  await audit.fill('action:settings.ch');
  await page.getByRole('option', { name: /action:settings\.changed/ }).click();
  await audit.fill(`actor:${name}`);
  await audit.press('Enter');
  await expect(entries).toHaveCount(1);
  await page.getByRole('table', { name: 'Audit log' }).getByRole('cell', { name: 'settings.changed' }).click();
  await expect(entries).toHaveAttribute('aria-expanded', 'true');
  await entries.click();
  await expect(entries).toHaveAttribute('aria-expanded', 'false');
  await page.getByLabel('Date', { exact: true }).click();
  await page.getByRole('option', { name: 'Custom range' }).click();
  await page.getByLabel('Last day').fill('2020-01-01');
  await expect(page.getByText('No entry matches.')).toBeVisible();
  await page.getByLabel('Last day').fill('');
  await expect(entries).toHaveCount(1);
  await page.reload();
  await page.getByRole('button', { name: 'Remove filter: action:settings.changed' }).click();
  await expect(entries).not.toHaveCount(1);
  await page.getByRole('row').filter({ hasText: 'auth.login' }).first().getByRole('button').click();
  await page.getByRole('button', { name: 'Only this: action:auth.login' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'settings.changed' })).toHaveCount(0);

  await page.setViewportSize({ width: 390, height: 800 });
  const items = page.getByRole('list', { name: 'Audit log' }).getByRole('button', { name: /^Details of entry/ });
  await items.last().click();
  await expect(page.getByRole('definition').filter({ hasText: 'auth.login' }).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
