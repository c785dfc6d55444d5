import { expect } from '@playwright/test';
import { axeFaults } from './support/accessible.js';
import { call, composer, newPerson, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

test('a banner comes without a reload, is dismissed on every device, and stands on the sign-in page', async ({
  page,
  browser,
}) => {
  await signInAsNew(page, 'admin', '/admin/announcements');
  await page.getByRole('button', { name: 'New announcement' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Text').fill('Maintenance on Sunday, see https://status.example.org.');
  await dialog.getByLabel(/Show it on the sign-in page/).check();
  await dialog.getByLabel('Ends').fill('2020-01-01T00:00');
  await expect(dialog.getByText('The end has to be later')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await dialog.getByLabel('Ends').fill('');
  expect(await axeFaults(page)).toEqual([]);

  const context = await browser.newContext();
  const phone = await context.newPage();
  const name = await newPerson(phone);
  await phone.goto(`${url()}/chat`);
  await expect(composer(phone)).toBeVisible();
  const asked = phone.waitForResponse(/\/api\/announcements$/);
  await asked;
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('list', { name: 'Shown now' })).toContainText('Maintenance on Sunday');
  const banner = phone.getByRole('status').filter({ hasText: 'Maintenance on Sunday' });
  await expect(banner).toHaveCount(0);
  // As when the window gets the focus.
  await phone.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect(banner).toContainText('Information: Maintenance on Sunday, see https://status.example.org.');
  await expect(banner.getByRole('link')).toHaveAttribute('href', 'https://status.example.org');
  expect(await axeFaults(phone)).toEqual([]);
  await banner.getByRole('button', { name: 'Dismiss' }).click();
  await expect(banner).toHaveCount(0);
  const { token } = await call(phone, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  expect(await call(phone, 'GET', '/api/announcements', undefined, token)).toEqual([]);

  await context.clearCookies();
  await phone.goto(`${url()}/login`);
  await expect(banner).toBeVisible();
  expect(await axeFaults(phone)).toEqual([]);
  await context.close();

  await page.getByRole('button', { name: 'End now' }).click();
  await expect(page.getByRole('list', { name: 'Over' })).toContainText('Maintenance on Sunday');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete the announcement' }).click();
  await expect(page.getByText('No announcements yet.')).toBeVisible();
});

test('terms of use come before everything else, and again when their text changes', async ({ page }) => {
  const boss = await signInAsNew(page, 'admin', '/admin/settings');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: boss, password: PASSWORD });
  const accept = async () => {
    const { version } = await call(page, 'GET', '/api/auth/terms', undefined, token);
    await call(page, 'POST', '/api/auth/terms/accept', { version }, token);
  };
  const name = await newPerson(page);
  await page.goto(`${url()}/login`);
  await page.context().clearCookies();
  await signInAgain(boss);
  await page.getByRole('button', { name: 'Write terms of use' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Text').fill('# Rules\n\nBe **kind**.');
  await dialog.getByLabel('Everybody has to accept this version').check();
  await dialog.getByRole('button', { name: 'Publish a new version' }).click();
  // The admin, too, is led there at once.
  await expect(page).toHaveURL(/\/terms/);
  await expect(page.getByRole('heading', { name: 'Rules' })).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await page.goto(`${url()}/chat`);
  await expect(page).toHaveURL(/\/terms/);
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(composer(page)).toBeVisible();

  try {
    await page.context().clearCookies();
    await signInAgain(name);
    await expect(page).toHaveURL(/\/terms/);
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Accept', exact: true })).toHaveCount(0);
    await call(page, 'PUT', '/api/admin/terms', { text: 'New rules.', required: true }, token);
    await page.goto(`${url()}/chat`);
    await expect(page.getByText('have changed')).toBeVisible();
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await expect(composer(page)).toBeVisible();
  } finally {
    await accept();
    await call(page, 'PUT', '/api/admin/terms', { text: 'New rules.' }, token);
  }
  await page.context().clearCookies();
  await signInAgain(boss, `/admin/users?q=${name}`);
  await page.getByRole('button', { name: `Open ${name}` }).click();
  await expect(page.getByText(/Accepted version 2 on/)).toBeVisible();

  async function signInAgain(username: string, path = '/admin/settings'): Promise<void> {
    await page.request.post(`${url()}/api/auth/login`, { data: { username, password: PASSWORD } });
    await page.goto(url() + path);
  }
});
