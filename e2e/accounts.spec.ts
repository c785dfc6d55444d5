import { expect } from '@playwright/test';
import { ask, backendRequests, call, composer, PASSWORD, signIn, signInAsNew, whenWritten } from './support/people.js';
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
  await signInAsNew(page, 'user', '/admin/users');
  await expect(page.getByText('This page needs the role Admin')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Telemetry' })).toHaveCount(0);
});

test('a first password leads to its own page, and may wait', async ({ page }) => {
  const name = `first-${Date.now().toString(36)}`;
  const { token } = await call(page, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' });
  const account = { username: name, email: `${name}@example.org`, password: PASSWORD };
  await call(page, 'POST', '/api/admin/users', account, token);
  await page.context().clearCookies();
  const enter = async () => {
    await page.goto(`${url()}/login?redirect=%2Fsettings`);
    await page.getByLabel('User name or e-mail').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible();
  };
  await enter();
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(page.getByText('You are still using the initial password of this account.')).toBeVisible();
  await page.context().clearCookies();
  await enter();
  await expect(page.getByLabel('Current password')).toBeFocused();
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByLabel('New password').fill('a longer horse battery');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page).toHaveURL(/\/settings\/profile$/);
  await expect(page.getByText('You are still using the initial password of this account.')).toHaveCount(0);
});

test('another device tells what was changed, until it is dismissed', async ({ page, browser }) => {
  const name = await signInAsNew(page);
  const other = await browser.newPage();
  await signIn(other, url(), name, PASSWORD);
  await other.goto(`${url()}/settings`);
  await other.getByLabel('E-mail').fill(`${name}@elsewhere.example`);
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.reload();
  const notices = page.getByRole('region', { name: 'Changes to your account' });
  await expect(notices).toContainText(`from ${name}@example.org to ${name}@elsewhere.example`);
  await notices.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notices).toHaveCount(0);
  await other.reload();
  await expect(composer(other).or(other.getByRole('heading', { name: 'Profile' }))).toBeVisible();
  await expect(other.getByRole('region', { name: 'Changes to your account' })).toHaveCount(0);
  await other.close();
});

test('a person erases the own account after typing its name', async ({ page }) => {
  const name = await signInAsNew(page, 'user', '/settings/data');
  await page.getByRole('button', { name: 'Erase account…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Backups that were made before still hold everything.')).toBeVisible();
  await dialog.getByLabel(`Type “${name}” to erase it`).fill('somebody');
  await expect(dialog.getByRole('button', { name: 'Erase permanently' })).toBeDisabled();
  await dialog.getByLabel(`Type “${name}” to erase it`).fill(name);
  await dialog.getByRole('button', { name: 'Erase permanently' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
  await page.goto(`${url()}/login`);
  await page.getByLabel('User name or e-mail').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Wrong user name or password.')).toBeVisible();
});

test('settings are sections, each at its own address', async ({ page }) => {
  await signInAsNew(page, 'user', '/settings');
  const sections = page.getByRole('navigation', { name: 'Settings' });
  for (const name of [
    'Appearance',
    'Language',
    'Chat',
    'Scheduled prompts',
    'Security',
    'Your data',
    'Privacy',
    'Profile',
  ]) {
    await sections.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
    await expect(sections.locator('[aria-current=page]')).toHaveText(name);
  }
  await page.goto(`${url()}/settings/privacy`);
  await expect(page.getByRole('definition').first()).toHaveText('Kept until you delete them.');
  // The address of the form before there were sections.
  await page.goto(`${url()}/settings#password`);
  await expect(page.getByLabel('Current password')).toBeFocused();
});

test('instructions for every chat reach the model, and not from a temporary chat', async ({ page }) => {
  await signInAsNew(page, 'user', '/settings/chat');
  await page.getByLabel('About you').fill('I keep bees.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('Saved');
  await page.reload();
  await expect(page.getByLabel('About you')).toHaveValue('I keep bees.');
  const systemFor = async (path: string, prompt: string) => {
    await page.goto(url() + path);
    await ask(page, prompt);
    await whenWritten(page);
    const [request] = await backendRequests(page, prompt);
    return request!.body!.messages!.filter(({ role }) => role === 'system').map(({ content }) => content);
  };
  expect(await systemFor('/chat', 'What is honey?')).toEqual([expect.stringContaining('I keep bees.')]);
  expect(await systemFor('/chat?temporary=1', 'What is wax?')).toEqual([]);
});

test('a scheduled prompt is made, run at once, paused and deleted with an undo', async ({ page }) => {
  const name = await signInAsNew(page, 'user', '/settings/schedules');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  await call(page, 'POST', '/api/chat/presets', { name: 'Brief', system_prompt: 'Be brief.' }, token);
  await page.getByRole('button', { name: 'New scheduled prompt' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Please fill this in.')).toHaveCount(2);
  await dialog.getByLabel('Name').fill('Briefing');
  await dialog.getByLabel('Prompt', { exact: true }).fill('What should I know today?');
  await dialog.getByRole('combobox', { name: 'Preset for new chats' }).click();
  await page.getByRole('option', { name: 'Brief' }).click();
  await dialog.getByRole('combobox', { name: 'How often' }).click();
  await page.getByRole('option', { name: 'Cron expression' }).click();
  await dialog.getByRole('textbox', { name: 'Cron expression' }).fill('* * * * *');
  await expect(dialog.getByText('A prompt is asked at most every 15 minutes.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Cron expression' }).fill('0 18 * * 5');
  await expect(dialog.getByText(/^Next times: Fri/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('list', { name: 'Your scheduled prompts' }).getByRole('listitem');
  await expect(row).toContainText('Every Friday at 18:00');
  await row.getByRole('button', { name: 'Run Briefing now' }).click();
  await row.getByRole('link', { name: 'Last chat of Briefing' }).click();
  await expect(page.getByText('What should I know today?')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Conversations' }).getByText(/^Briefing · /)).toBeVisible();
  const [asked] = await backendRequests(page, 'What should I know today?');
  expect(asked!.body!.messages![0]).toMatchObject({ role: 'system', content: 'Be brief.' });

  await page.goto(`${url()}/settings/schedules`);
  await row.getByRole('button', { name: 'Actions for Briefing' }).click();
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  await expect(row.getByText('Paused')).toBeVisible();
  await row.getByRole('button', { name: 'Actions for Briefing' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toContainText('Briefing');
});
