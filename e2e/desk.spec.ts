import { expect, test } from '@playwright/test';
import { ask, answers, signIn, signInAsNew, url } from './support/people.js';

test('developer: a key is shown once, works, and is revoked', async ({ page }) => {
  await signInAsNew(page, 'developer');
  await page.goto(`${url()}/developer/keys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('my script');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = (await dialog.getByLabel('API key').innerText()).trim();
  expect(key).toMatch(/^pk_[\w-]{43}$/);
  expect((await page.request.get(`${url()}/api/models`, { headers: { 'x-api-key': key } })).status()).toBe(200);
  await dialog.getByLabel('I have stored it').click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('my script')).toBeVisible();
  await expect(page.locator('body')).not.toContainText(key);
  await page.getByRole('button', { name: /Revoke/ }).first().click();
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('my script')).toHaveCount(0);
  expect((await page.request.get(`${url()}/api/models`, { headers: { 'x-api-key': key } })).status()).toBe(401);
});

test('admin: telemetry, logs, users, models, settings', async ({ page }) => {
  const name = await signInAsNew(page, 'admin');
  await ask(page, 'something to log');
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();

  await page.goto(`${url()}/admin/telemetry`);
  await expect(page.getByText('chat.send')).toBeVisible();

  await page.goto(`${url()}/admin/logs`);
  await page.getByLabel('Search logs').fill(name);
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('row').filter({ hasText: 'chat.send' }).first()).toBeVisible();

  await page.goto(`${url()}/admin/users`);
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('you');

  await page.goto(`${url()}/admin/models`);
  await expect(page.getByRole('row').filter({ hasText: 'gemma2:2b' })).toContainText('default');

  await page.goto(`${url()}/admin/settings`);
  await expect(page.getByText(/approval/i).first()).toBeVisible();
});

test('admin: the SQL console answers, marks NULL, and says where a mistake is', async ({ page }) => {
  await signIn(page, url());
  await page.goto(`${url()}/admin/sql`);
  await expect(page.getByText('READ-ONLY')).toBeVisible();
  const editor = page.getByLabel('SQL', { exact: true });
  await editor.fill("SELECT username, NULL AS nothing FROM users WHERE username = 'admin'");
  await editor.press('Control+Enter');
  const results = page.getByRole('table');
  await expect(results.getByRole('cell', { name: 'admin', exact: true })).toBeVisible();
  await expect(results.getByText('NULL')).toBeVisible();
  await editor.fill('SELECT password_hash FROM users');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByRole('alert')).toContainText('42703');
  await editor.fill('DELETE FROM users');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByRole('alert')).toContainText('42501');
});
