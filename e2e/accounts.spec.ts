import { expect } from '@playwright/test';
import { composer, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

test('a person registers, signs in and signs out', async ({ page }) => {
  const name = `visitor-${Date.now().toString(36)}`;
  await page.goto(`${url()}/register`);
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('E-mail').fill(`${name}@example.org`);
  await page.getByLabel(/^Password/).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create an account' }).click();
  await expect(composer(page)).toBeVisible();
  await page.getByRole('button', { name: new RegExp(`Account: ${name}`) }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(
    page
      .getByRole('button', { name: 'Sign in' })
      .or(page.getByRole('link', { name: 'Sign in' }))
      .first(),
  ).toBeVisible();
  await page.goto(`${url()}/chat`);
  await expect(page).toHaveURL(/\/login/);
});

test('a wrong password shows one message and keeps the input', async ({ page }) => {
  await page.goto(`${url()}/login`);
  await page.getByLabel('User name or e-mail').fill('nobody-here');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Wrong user name or password.')).toBeVisible();
  await expect(page.getByLabel('User name or e-mail')).toHaveValue('nobody-here');
});

test('X5: no token is stored where a script could read it', async ({ page }) => {
  await signInAsNew(page);
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  expect(stored).not.toMatch(/eyJ|refresh/);
  const cookies = await page.context().cookies(`${url()}/api/auth/refresh`);
  expect(cookies).toMatchObject([{ name: 'refresh', httpOnly: true, sameSite: 'Strict', path: '/api/auth' }]);
});

test('a page for another role says which role it needs', async ({ page }) => {
  await signInAsNew(page);
  await page.goto(`${url()}/admin/users`);
  await expect(page.getByText('This page needs the role Admin')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Telemetry' })).toHaveCount(0);
});
