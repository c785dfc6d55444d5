import { expect } from '@playwright/test';
import { ask, call, newPerson, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

test('developer: a key with a limit is shown once, works, is rotated with a grace period and is revoked', async ({
  page,
}) => {
  await signInAsNew(page, 'developer', '/developer/keys');
  await page.getByRole('button', { name: 'Create key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('my script');
  await dialog.getByLabel('Requests per minute').fill('500');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const shown = dialog.getByRole('group', { name: 'API key' });
  const key = (await shown.innerText()).trim();
  expect(key).toMatch(/^pk_[\w-]{43}$/);
  const works = async (secret: string) =>
    (await page.request.get(`${url()}/api/models`, { headers: { 'x-api-key': secret } })).status();
  expect(await works(key)).toBe(200);
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeDisabled();
  await dialog.getByText('I have stored it').click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('my script')).toBeVisible();
  await expect(page.getByText('500 requests per minute')).toBeVisible();
  await expect(page.locator('body')).not.toContainText(key);

  await page.getByRole('button', { name: 'Rotate “my script”' }).click();
  await dialog.getByText('for one hour').click();
  await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect(shown).toBeVisible();
  const next = (await shown.innerText()).trim();
  expect(next).not.toBe(key);
  expect([await works(key), await works(next)]).toEqual([200, 200]);
  await dialog.getByText('I have stored it').click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(/Old secret works for/)).toBeVisible();

  await page.getByRole('button', { name: /^Revoke/ }).click();
  await expect(dialog.getByRole('button', { name: 'Revoke', exact: true })).toBeDisabled();
  await dialog.getByRole('textbox').fill('my script');
  await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByText('my script')).toHaveCount(0);
  expect([await works(key), await works(next)]).toEqual([401, 401]);
});

test("developer: usage counts gateway requests; playground and docs use this installation's address", async ({
  page,
}) => {
  const name = await newPerson(page, 'developer');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  await call(
    page,
    'POST',
    '/v1/chat/completions',
    { model: 'gemma2:2b', messages: [{ role: 'user', content: 'Count me' }] },
    token,
  );
  await page.goto(`${url()}/developer/usage`);
  await expect(page.getByRole('main')).toContainText('gemma2:2b');

  await page.goto(`${url()}/developer/playground`);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await page.goto(`${url()}/developer/docs`);
  await expect(page.getByRole('main')).toContainText(url());
});

test('admin: telemetry, logs, users, models, settings', async ({ page }) => {
  const name = await signInAsNew(page, 'admin');
  await ask(page, 'something to log');
  // A request is logged when its reply has ended.
  await expect(page.getByRole('status')).toContainText('Response complete');

  await page.goto(`${url()}/admin/telemetry`);
  await expect(page.getByText('chat.send')).toBeVisible();

  await page.goto(`${url()}/admin/logs`);
  await page.getByLabel('Search logs').fill(`user:${name}`);
  await page.getByLabel('Search logs').press('Enter');
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('row').filter({ hasText: 'chat.send' }).first()).toBeVisible();

  await page.goto(`${url()}/admin/users`);
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('you');

  await page.goto(`${url()}/admin/models`);
  await expect(page.getByRole('row').filter({ hasText: 'gemma2:2b' })).toContainText('default');

  await page.goto(`${url()}/admin/settings`);
  await expect(page.getByText(/approval/i).first()).toBeVisible();
});
