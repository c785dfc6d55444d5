import { withinOne } from '../apps/api/test/clock.js';
import { expect } from '@playwright/test';
import { ask, call, composer, PASSWORD, signIn, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

const NEW_PASSWORD = 'seven purple umbrellas';

test('an invitation works once and sets the role', async ({ page, browser }) => {
  await signInAsNew(page, 'admin', '/admin/users');
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog');
  const email = `guest-${Date.now()}@example.org`;
  await dialog.getByLabel(/Limit to this e-mail/).fill(email);
  await dialog.getByLabel('Role').click();
  await page.getByRole('option', { name: 'Developer' }).click();
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const link = (await dialog.getByLabel('Link').innerText()).trim();
  expect(link).toMatch(new RegExp(`^${url()}/register#[\\w-]{43}$`));
  await dialog.getByRole('button', { name: 'Done' }).click();

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link);
  await expect(guest.getByText('with the role Developer')).toBeVisible();
  await expect(guest.getByLabel('E-mail')).toHaveValue(email);
  await guest.getByLabel('User name').fill(`guest-${Date.now().toString(36)}`);
  await guest.getByLabel(/^Password/).fill(PASSWORD);
  await guest.getByRole('button', { name: 'Create an account' }).click();
  await expect(composer(guest)).toBeVisible();
  await expect(guest.getByRole('link', { name: 'Developer' })).toBeVisible();
  await guest.context().close();

  await page.goto(link);
  await page.reload();
  await expect(page.getByText('This link does not work.')).toBeVisible();
});

test('several accounts are changed together, heads sort the list, an invitation gets a new link', async ({ page }) => {
  const { token } = await call(page, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' });
  const both = `bulk-${Date.now().toString(36)}`;
  const [first, second, email] = [`${both}-a`, `${both}-b`, `${both}@example.org`];
  for (const username of [first, second])
    await call(
      page,
      'POST',
      '/api/admin/users',
      { username, email: `${username}@example.org`, password: PASSWORD },
      token,
    );
  await call(page, 'POST', '/api/admin/invites', { email }, token);
  await page.context().clearCookies();
  await signInAsNew(page, 'admin', `/admin/users?q=${both}`);
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await page.getByRole('button', { name: 'User', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'User', exact: true })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: 'User', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'User', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
  );

  await page.getByRole('button', { name: `Open ${first}` }).focus();
  await page.keyboard.press('x');
  await page.getByRole('checkbox', { name: `Select ${second}` }).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected accounts' });
  await expect(bar.getByRole('status')).toHaveText('2 accounts selected');
  await expect(bar.getByRole('button', { name: 'Activate', exact: true })).toBeDisabled();
  await expect(bar).toContainText('All of them are active already.');
  await bar.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByText('2 accounts changed.')).toBeVisible();
  await expect(row(first)).toContainText('inactive');
  await expect(row(second)).toContainText('inactive');

  await page.getByRole('checkbox', { name: `Select ${first}` }).click();
  await page.getByRole('checkbox', { name: `Select ${second}` }).click();
  await bar.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Delete' })).toBeDisabled();
  await page.getByRole('dialog').getByLabel('Type “2”').fill('2');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row(first)).toHaveCount(0);

  await page.getByRole('button', { name: `New link for ${email}` }).click();
  await expect(page.getByRole('dialog').getByLabel('Link')).toContainText('/register#');
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: `Withdraw the invitation for ${email}` }).click();
  await expect(page.getByText(email)).toHaveCount(0);
});

test('a reset link sets a new password and signs out all other devices', async ({ page, browser }) => {
  const other = await (await browser.newContext()).newPage();
  const name = await signInAsNew(other);
  await signInAsNew(page, 'admin', `/admin/users?q=${name}`);
  await page.getByRole('button', { name: `Open ${name}` }).click();
  const sheet = page.getByRole('dialog', { name });
  await expect(sheet.getByRole('region', { name: 'Signed-in devices' })).toContainText(/Chrome on/);
  await expect(page).toHaveURL(/user=/);
  await sheet.getByRole('button', { name: 'Create a password reset link' }).click();
  const link = (await sheet.getByLabel('Link').innerText()).trim();

  const forgetful = await (await browser.newContext()).newPage();
  await forgetful.goto(link);
  await expect(forgetful.getByText(`For the account ${name}.`)).toBeVisible();
  await forgetful.getByLabel(/^Password/).fill('short');
  await forgetful.getByRole('button', { name: 'Set the password' }).click();
  await expect(forgetful.getByText('At least 8 characters.')).toBeVisible();
  await forgetful.getByLabel(/^Password/).fill('password123');
  await forgetful.getByRole('button', { name: 'Set the password' }).click();
  await expect(forgetful.getByText('is among the first that are tried')).toBeVisible();
  await forgetful.getByLabel(/^Password/).fill(NEW_PASSWORD);
  await forgetful.getByRole('button', { name: 'Set the password' }).click();
  await expect(forgetful.getByText('Password set.')).toBeVisible();
  await forgetful.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
  await forgetful.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(composer(forgetful)).toBeVisible();
  await other.getByRole('link', { name: 'History' }).click();
  await other.reload();
  await expect(other).toHaveURL(/\/login/);
  await forgetful.context().close();
  await other.context().close();
});

test('an admin changes roles and quota, signs out a device and deletes an account', async ({ page }) => {
  const name = await signInAsNew(page);
  await page.context().clearCookies();
  await signInAsNew(page, 'admin', '/admin/users');
  await page.getByLabel('Search name or e-mail').fill(name);
  await expect(page).toHaveURL(/q=/);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(page.getByText('1 account', { exact: true })).toBeVisible();

  await row.getByLabel(`Role of ${name}`).click();
  await page.getByRole('option', { name: 'Developer' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Change role' }).click();
  await expect(row.getByLabel(`Role of ${name}`)).toContainText('Developer');
  await page.reload();
  await expect(row.getByLabel(`Role of ${name}`)).toContainText('Developer');

  await row.getByRole('button', { name: `Open ${name}` }).click();
  const sheet = page.getByRole('dialog', { name });
  await sheet.getByRole('region', { name: 'Signed-in devices' }).getByRole('button', { name: 'Sign out' }).click();
  await expect(sheet.getByText('Not signed in anywhere.')).toBeVisible();
  await sheet.getByLabel('Answers per day').fill('none');
  await expect(sheet.getByText('Enter a whole number from 1 to 1,000,000,000.')).toBeVisible();
  await sheet.getByLabel('Answers per day').fill('3');
  await sheet.getByRole('button', { name: 'Save quota' }).click();
  await expect(sheet.getByText('Custom quota')).toBeVisible();
  await sheet.getByRole('button', { name: 'Use the role’s quota' }).click();
  await expect(sheet.getByText('Uses the quota of the role Developer.')).toBeVisible();

  await sheet.getByRole('button', { name: 'Delete account' }).click();
  const asking = page.getByRole('dialog', { name: `Delete the account of ${name}` });
  await expect(asking.getByRole('button', { name: 'Delete account' })).toBeDisabled();
  await asking.getByLabel(`Type “${name}” to delete it`).fill(name);
  await asking.getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByText('No users match.')).toBeVisible();
});

test("a person sees today's usage and limits", async ({ page, browser }) => {
  await withinOne('day', async () => {
    const name = await signInAsNew(page);
    // Elsewhere: signing in here would change whose page this is.
    const desk = await (await browser.newContext()).newPage();
    const { token } = await call(desk, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' });
    const users = await call(desk, 'GET', `/api/admin/users?q=${name}`, undefined, token);
    await page.goto(`${url()}/settings`);
    const today = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Your usage today' }) });
    await expect(today).toContainText('There is no daily limit.');
    await call(desk, 'PUT', `/api/admin/users/${users[0].id}/quota`, { requests_per_day: 1, parallel_runs: 2 }, token);
    await page.goto(`${url()}/chat`);
    await ask(page, 'scenario:echo the one of today');
    await whenWritten(page);
    await page.getByRole('link', { name: 'New chat' }).first().click();
    await ask(page, 'scenario:echo one too many');
    await expect(page.getByText(/You have used all your answers for today/)).toBeVisible();
    await page.goto(`${url()}/settings`);
    await expect(today).toContainText('1 of 1');
    await expect(today).toContainText('2 answers at a time.');
    await expect(today.getByRole('progressbar', { name: 'Answers' })).toHaveAttribute('value', '1');
    await desk.context().close();
  });
});

test('an admin approves a waiting account, and creates an account that gets a link', async ({ page }) => {
  await signIn(page, url());
  const { token } = await call(page, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' });
  await call(page, 'PUT', '/api/admin/settings', { registration_mode: 'approval' }, token);
  const name = `waiting-${Date.now().toString(36)}`;
  await call(page, 'POST', '/api/auth/register', { username: name, email: `${name}@example.org`, password: PASSWORD });
  await call(page, 'PUT', '/api/admin/settings', { registration_mode: 'open' }, token);
  await page.goto(`${url()}/admin/users?state=pending`);
  await page.getByRole('button', { name: `Approve: ${name}` }).click();
  await expect(page.getByRole('button', { name: `Approve: ${name}` })).toHaveCount(0);

  await page.getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('User name').fill('admin');
  await dialog.getByLabel('E-mail').fill(`${name}-2@example.org`);
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(dialog.getByText('is taken')).toBeVisible();
  await dialog.getByLabel('User name').fill(`${name}-2`);
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(dialog.getByLabel('Link')).toContainText('/reset-password#');
});
