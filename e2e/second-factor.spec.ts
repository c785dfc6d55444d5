import { expect, type Page } from '@playwright/test';
import { createHmac } from 'node:crypto';
import { call, composer, newPerson, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

const PERIOD_MS = 30_000;
/** Passkeys need a name; the portal's own address is a number. */
const named = () => url().replace('127.0.0.1', 'localhost');

/** What an authenticator app shows (RFC 6238). @param ahead steps from now; the server takes one more and one less */
function codeOf(secret: string, ahead = 0): string {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'));
  const key = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / PERIOD_MS) + ahead));
  const hash = createHmac('sha1', key).update(step).digest();
  return String((hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** As when the password was given too long ago: the next call of this route asks for it again. */
const wantPassword = async (page: Page, address: string) => {
  let isFirst = true;
  // Not `times: 1`: when that ends, requests that are on their way at that moment may never be answered.
  await page.route(`**${address}`, (request) => {
    if (!isFirst) return request.continue();
    isFirst = false;
    return request.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 403, code: 'auth.confirm-required', detail: 'Confirm your password.' }),
    });
  });
};

/** Sets up an authenticator app through the page and stores the recovery codes. */
async function setUpApp(page: Page): Promise<{ secret: string; codes: string[] }> {
  await wantPassword(page, '/api/auth/totp');
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const asked = page.getByRole('dialog', { name: 'Confirm your password' });
  await asked.getByLabel('Your password').fill(PASSWORD);
  await asked.getByRole('button', { name: 'Confirm and continue' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  await expect(dialog.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  const secret = (await dialog.locator('code').innerText()).replaceAll(' ', '');
  await dialog.getByLabel('Code that the app shows now').fill(codeOf(secret, -1));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  const stored = page.getByRole('dialog', { name: 'Your recovery codes' });
  await expect(stored.getByRole('listitem')).toHaveCount(10);
  const codes = await stored.getByRole('listitem').allInnerTexts();
  await stored.getByRole('button', { name: 'I have stored them' }).click();
  await expect(stored).toBeHidden();
  return { secret, codes };
}

async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`Account: ${name}`) }).click();
  // An event, because a passkey that needs no touch leads on from there at once.
  const left = page.waitForURL(/\/login/);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await left;
}

async function givePassword(page: Page, name: string): Promise<void> {
  await page.getByLabel('User name or e-mail').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an authenticator app: set up, asked for at the next sign-in, or a recovery code in its place', async ({
  page,
}) => {
  const name = await signInAsNew(page, 'user', '/settings/security');
  const { secret, codes } = await setUpApp(page);
  await expect(page.getByText('10 codes left')).toBeVisible();

  await signOut(page, name);
  await givePassword(page, name);
  const field = page.getByLabel('Code', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await field.fill('000 000');
  await expect(field).toHaveValue('000000');
  await page.keyboard.press('Enter');
  await expect(page.getByText('That code is wrong or was already used.')).toBeVisible();
  await field.fill(codeOf(secret));
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeVisible();

  await signOut(page, name);
  await givePassword(page, name);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]!);
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeVisible();
  await page.goto(`${url()}/settings/security`);
  await expect(page.getByText('9 codes left')).toBeVisible();
});

test('too many wrong codes: the wait counts down, and a recovery code still works', async ({ page }) => {
  const name = await signInAsNew(page, 'user', '/settings/security');
  const { codes } = await setUpApp(page);
  await signOut(page, name);
  const { challenge } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  for (let i = 0; i < 5; i++)
    await page.request.post(`${url()}/api/auth/login/second`, { data: { challenge, code: '000000' } });
  await givePassword(page, name);
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Too many attempts. Try again in \d+ seconds?/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0]!);
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeVisible();
});

test('a passkey: added, named, offered by the sign-in page, and enough alone', async ({ page }) => {
  const name = await signInAsNew(page, 'user', '/settings/security');
  await expect(page.getByText(/Passkeys need a name/)).toBeVisible();

  const browser = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: false,
    },
  });
  const touch = (enabled: boolean) =>
    browser.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });

  await page.goto(`${named()}/login`);
  await givePassword(page, name);
  await expect(composer(page)).toBeVisible();
  await page.goto(`${named()}/settings/security`);
  await touch(true);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'I have stored them' }).click();
  await page.getByRole('button', { name: /^Rename / }).click();
  await page.getByLabel('Name of the passkey').fill('My laptop');
  await page.keyboard.press('Enter');
  await expect(page.getByText('My laptop')).toBeVisible();
  await touch(false);

  await signOut(page, name);
  await givePassword(page, name);
  await touch(true);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(composer(page)).toBeVisible();

  // The sign-in page offers it in the field; the person touches the device instead of typing.
  await signOut(page, name);
  await expect(composer(page)).toBeVisible();
  await page.goto(`${named()}/settings/security`);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove My laptop' }).click();
  await expect(page.getByText('No passkeys yet.')).toBeVisible();
});

test('a portal that requires it of admins leads to its own page first, and an admin helps who lost it', async ({
  page,
}) => {
  const name = await signInAsNew(page, 'admin');
  const admin = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  const rule = (second_factor_required: string, token: string) =>
    call(page, 'PUT', '/api/admin/settings', { second_factor_required }, token);
  await page.goto(`${url()}/admin/settings`);
  // A click: the page leaves at once, so that check() could not see the radio set.
  await page.getByRole('radio', { name: 'Required for administrators' }).click();
  await expect(page).toHaveURL(/\/second-factor/);
  await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
  await page.goto(`${url()}/admin/users`);
  await expect(page).toHaveURL(/\/second-factor/);
  await setUpApp(page);
  await expect(page).toHaveURL(/\/admin\/users/);
  await rule('none', admin.token);

  const other = await signInAsNew(page, 'user', '/settings/security');
  await setUpApp(page);
  await page.context().clearCookies();
  const boss = await newPerson(page, 'admin');
  expect(boss).not.toBe(other);
  await page.goto(`${url()}/admin/users?q=${other}`);
  await page.getByRole('button', { name: `Open ${other}` }).click();
  await page.getByRole('button', { name: 'Remove the second factor' }).click();
  await page.getByRole('button', { name: `Remove it from ${other}` }).click();
  await expect(page.getByRole('button', { name: /Remove/ })).toHaveCount(0);
  expect(await call(page, 'POST', '/api/auth/login', { username: other, password: PASSWORD })).toHaveProperty('token');
});
