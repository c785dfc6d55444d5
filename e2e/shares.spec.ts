import { expect } from '@playwright/test';
import { axeFaults } from './support/accessible.js';
import { ask, call, newPerson, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

test('a chat is shared by a link, read signed out, continued by another member, and revoked', async ({
  page,
  browser,
}) => {
  const { token } = await call(page, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' });
  await call(page, 'PUT', '/api/admin/settings', { public_shares: true }, token);
  const owner = await signInAsNew(page);
  await ask(
    page,
    'scenario:echo An ![evil](https://evil.example/x.png) **picture** <form action="https://evil.example">',
  );
  await whenWritten(page);
  await ask(page, 'scenario:echo NOT SHARED');
  await whenWritten(page, 2);

  await page.getByRole('button', { name: 'More actions' }).first().click();
  await page.getByRole('menuitem', { name: 'Share up to here…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this chat' });
  const preview = dialog.getByRole('region', { name: 'What they will see' });
  await expect(preview).toContainText('picture');
  await expect(preview).not.toContainText('NOT SHARED');
  await dialog.getByRole('combobox', { name: 'Who may read it' }).click();
  await page.getByRole('option', { name: 'Anyone who has the link' }).click();
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const made = page.getByRole('dialog', { name: 'The link is ready' });
  await expect(made.getByRole('img', { name: 'The link as a QR code' })).toBeVisible();
  const link = await made.getByRole('group', { name: 'Link to the shared chat' }).innerText();

  const guest = await browser.newContext();
  const reader = await guest.newPage();
  const elsewhere: string[] = [];
  reader.on('request', (request) => !request.url().startsWith(url()) && elsewhere.push(request.url()));
  const reply = await reader.goto(link);
  expect(reply!.headers()).toMatchObject({ 'x-robots-tag': 'noindex, nofollow', 'referrer-policy': 'no-referrer' });
  const main = reader.getByRole('main');
  await expect(main.locator('strong')).toHaveText('picture');
  await expect(main).not.toContainText(owner);
  await expect(main).not.toContainText('NOT SHARED');
  await expect(main.locator('form, img')).toHaveCount(0);
  expect(await axeFaults(reader)).toEqual([]);
  expect([elsewhere.filter((one) => !one.startsWith('data:')), await guest.cookies()]).toEqual([[], []]);

  await newPerson(reader);
  await reader.evaluate(() => localStorage.setItem('pocket-llm.signed-in', '1'));
  await reader.reload();
  await reader.getByRole('button', { name: 'Continue this chat' }).click();
  await expect(reader).toHaveURL(/\/c\//);
  await ask(reader, 'scenario:echo And now?');
  await whenWritten(reader, 2);

  await expect(made.getByText(/^read \d times?$/)).toBeVisible();
  await made.getByRole('button', { name: 'Revoke', exact: true }).click();
  await made.getByRole('button', { name: 'Revoke the link' }).click();
  await expect(made.getByText('You share no chat.')).toBeVisible();
  await reader.goto(link);
  await expect(reader.getByText('This chat is no longer shared.')).toBeVisible();
  await guest.close();
});
