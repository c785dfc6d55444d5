import { expect } from '@playwright/test';
import { faultsOf, watchErrors } from './support/accessible.js';
import { ask, call, composer, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

test('the administration has a navigation of its own, on a phone as a sheet; chats are one row away', async ({
  page,
}) => {
  await signInAsNew(page, 'admin');
  await page.getByRole('link', { name: 'Admin' }).click();
  const nav = page.getByRole('navigation', { name: 'Admin' });
  await expect(nav.getByRole('list', { name: 'Watch' }).getByRole('link')).toHaveText([
    'Overview',
    'Telemetry',
    'Logs',
    'Audit',
  ]);
  await expect(nav.getByRole('link', { name: 'Overview' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toHaveCount(0);
  await nav.getByRole('list', { name: 'System' }).getByRole('link', { name: 'Doctor' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Doctor' })).toBeVisible();
  await expect(nav.locator('[aria-current=page]')).toHaveText(['Doctor']);

  await page.keyboard.press('Control+Shift+s');
  await expect(nav).toHaveCount(0);
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await expect(nav).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(nav).toHaveCount(0);
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await nav.getByRole('link', { name: 'Users' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Users' })).toBeVisible();
  await expect(nav).toHaveCount(0);
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await page.getByRole('link', { name: 'Back to chats' }).click();
  await expect(composer(page)).toBeVisible();

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('api keys');
  await page.getByRole('option', { name: 'Developer: API keys' }).click();
  await expect(page.getByRole('navigation', { name: 'Developer' }).locator('[aria-current=page]')).toHaveText([
    'API keys',
  ]);
});

test('the start page says what needs an administrator, and leads there', async ({ page, browser }) => {
  const errors = watchErrors(page);
  const name = await signInAsNew(page, 'admin', '/admin');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  const registration = async (mode: string) =>
    call(page, 'PUT', '/api/admin/settings', { registration_mode: mode }, token);
  await registration('approval');
  const waiting = `waits-${Date.now().toString(36)}`;
  await call(page, 'POST', '/api/auth/register', {
    username: waiting,
    email: `${waiting}@example.org`,
    password: PASSWORD,
  });
  await registration('open');
  const someone = await browser.newPage({ baseURL: url() });
  const asking = await signInAsNew(someone);
  await ask(someone, 'scenario:endless For the overview');
  await expect(someone.getByRole('button', { name: 'Stop' })).toBeVisible();

  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: asking })).toContainText('gemma2:2b');
  await expect(page.getByText('Requests', { exact: true })).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await someone.close();
  await page
    .getByRole('listitem')
    .filter({ hasText: /waits? for approval/ })
    .getByRole('link', { name: 'Review' })
    .click();
  await expect(page.getByRole('row').filter({ hasText: waiting })).toBeVisible();
  expect(errors).toEqual([]);
});
