import { expect, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { FakeLdap } from '../apps/api/test/fake-ldap.js';
import { addPerson, furnish, ldapEnv, passwordOf } from '../apps/api/test/ldap.js';
import { composer } from './support/people.js';
import { freePort, test, withPortal } from './support/portals.js';

/** A real provider on loopback; whoever gives a name at its page is that person. */
async function startProvider(): Promise<{ issuer: string; child: ChildProcess }> {
  const file = path.resolve(import.meta.dirname, '../apps/api/test/oidc-provider.mjs');
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'ignore'] });
  for (let said = ''; ;) {
    said += String(((await once(child.stdout, 'data')) as [Buffer])[0]);
    const [issuer] = /http:\/\/127\.0\.0\.1:\d+(?=\n)/.exec(said) ?? [];
    if (issuer) return { issuer, child };
  }
}

const tell = (issuer: string, what: string, body: object) =>
  fetch(`${issuer}/test/${what}`, { method: 'POST', body: JSON.stringify(body) });

async function signInThere(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}

test('a person signs in at a provider, is back in the portal, and signs out of both', async ({ page }) => {
  const { issuer, child } = await startProvider();
  const env = {
    OLLAMA_HOST: 'off',
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'portal',
    OIDC_CLIENT_SECRET: 'a secret & more',
    OIDC_NAME: 'the Institute',
    OIDC_AUTO_REGISTER: 'yes',
    OIDC_PROVIDERS: 'oidc,away',
    OIDC_AWAY_ISSUER: `http://127.0.0.1:${await freePort()}`,
    OIDC_AWAY_CLIENT_ID: 'portal',
    OIDC_AWAY_NAME: 'Another one',
  };
  await withPortal(env, async (url) => {
    await tell(issuer, 'portal', { url });
    await tell(issuer, 'people', { ada: { preferred_username: 'ada', email: 'ada@institute.example' } });
    await page.goto(`${url}/settings/security`);
    const enter = page.getByRole('link', { name: 'Continue with the Institute' });
    await expect(page.getByRole('button', { name: 'Another one cannot be reached' })).toBeDisabled();
    await expect(page.getByLabel('User name or e-mail')).toBeVisible();
    await enter.click();
    await signInThere(page, 'ada');
    await expect(page).toHaveURL(`${url}/settings/security`);
    const own = page.getByRole('listitem').filter({ hasText: 'the Institute' });
    await expect(own).toContainText('ada@institute.example');
    await expect(own).toContainText('your only way to sign in');

    // What somebody who is signed in went there for never becomes a sign-in, which could be another person's.
    for (const failed of [
      '/api/auth/oidc/oidc/callback?code=c&state=s',
      '/login?via=oidc&problem=oidc.other-person&purpose=confirm',
      '/login?via=oidc&problem=oidc.denied&purpose=connect',
    ]) {
      await page.goto(`${url}${failed}`);
      await expect(page.getByRole('alert')).toBeVisible();
      await expect(page.locator('a[href*="/start"]')).toHaveCount(0);
    }
    await page.getByRole('link', { name: 'Back to the portal' }).click();
    await expect(own).toBeVisible();
    await page.goto(`${url}/login?via=oidc&done=confirm`);
    await page.getByRole('link', { name: 'Back to the portal' }).click();
    await expect(composer(page)).toBeVisible();

    // The session ends while the page is open: the page stays, and offers the provider.
    const headers = { 'x-requested-with': 'journey' };
    const { token } = await (await page.request.post(`${url}/api/auth/refresh`, { headers })).json();
    await page.request.post(`${url}/api/auth/logout`, { headers: { authorization: `Bearer ${token}` } });
    await composer(page).fill('Hello');
    await composer(page).press('Enter');
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByRole('link', { name: 'Continue with the Institute' }).click();
    await expect(composer(page)).toBeVisible();
    await page.getByRole('button', { name: /Account: ada/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await expect(page).toHaveURL(`${url}/login`);
    await expect(enter).toBeVisible();

    // The way back of a sign-in that another browser began, and an address that somebody made up.
    await page.goto(`${url}/api/auth/oidc/oidc/callback?code=c&state=s`);
    await expect(page.getByRole('alert')).toContainText('begun in another browser');
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page.getByPlaceholder('Enter any login')).toBeVisible();
    await page.goto(`${url}/login?via=%2F%2Fevil.example&problem=%3Cb%3Eevil%3C/b%3E`);
    await expect(page.getByRole('alert')).toHaveText(/^Something unexpected went wrong/);
    await expect(page.getByRole('link')).toHaveCount(2);
    await page.getByRole('link', { name: 'Back to the sign-in page' }).click();
    await expect(enter).toBeVisible();
  });
  child.kill();
});

test('a person of a directory signs in with its password, which the settings say is kept there', async ({ page }) => {
  const directory = await FakeLdap.start();
  try {
    await furnish(directory);
    await addPerson(directory, 'ada');
    const address = directory.url.replace('localhost', '127.0.0.1');
    await withPortal({ OLLAMA_HOST: 'off', ...ldapEnv(address) }, async (url) => {
      await page.goto(`${url}/settings/security`);
      await expect(page.getByText('Sign in with your Example Inc. account.')).toBeVisible();
      const enter = async (password: string) => {
        await page.getByLabel('User name or e-mail').fill('ada');
        await page.getByLabel('Password', { exact: true }).fill(password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      };
      await enter('wrong');
      await expect(page.getByRole('alert')).toContainText('Wrong user name or password.');
      await enter(passwordOf('ada'));
      await expect(page).toHaveURL(`${url}/settings/security`);
      const own = page.getByRole('listitem').filter({ hasText: 'ada@corp.example' });
      await expect(own).toContainText('You use the Example Inc. password here, and change it there.');
      await expect(page.getByLabel('Current password')).toHaveCount(0);
    });
  } finally {
    await directory.close();
  }
});

test('behind a proxy that says who people are: in by itself, out for good, and each in the own account', async ({
  page,
}) => {
  const env = {
    OLLAMA_HOST: 'off',
    TRUSTED_HEADER_AUTH: 'Remote-User',
    TRUSTED_HEADER_NETWORKS: '127.0.0.1',
    TRUSTED_HEADER_AUTO_REGISTER: 'yes',
  };
  const names = (name: string) => page.setExtraHTTPHeaders(name ? { 'Remote-User': name } : {});
  await withPortal(env, async (url) => {
    await names('ada');
    await page.goto(`${url}/chat`);
    await page.getByRole('button', { name: 'Account: ada' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    const enter = page.getByRole('button', { name: 'Continue as ada' });
    await expect(enter).toBeEnabled();
    await page.reload();
    await expect(enter).toBeEnabled();
    await expect(page.getByLabel('User name or e-mail')).toBeVisible();
    await enter.click();
    await expect(page.getByRole('button', { name: 'Account: ada' })).toBeVisible();

    // Somebody else at the same browser: what the page asked for is not asked for again in the other one's name.
    await names('bob');
    await composer(page).fill('From ada');
    const repeated: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && repeated.push(new URL(request.url()).pathname));
    await composer(page).press('Enter');
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByRole('button', { name: 'Continue as bob' }).click();
    await expect(page.getByRole('button', { name: 'Account: bob' })).toBeVisible();
    await expect(composer(page)).toHaveText('');
    expect(repeated.filter((path) => path.startsWith('/api/chat'))).toHaveLength(1);
    await page.goto(`${url}/settings/security`);
    await expect(page.getByRole('listitem').filter({ hasText: 'Proxy' })).toContainText('your only way to sign in');
    await page.goto(`${url}/chat`);
    await expect(page.getByRole('button', { name: 'Account: bob' })).toBeVisible();

    await names('');
    await page.context().clearCookies();
    await page.goto(`${url}/login`);
    await expect(page.getByRole('link', { name: 'Sign in at the proxy' })).toBeVisible();
    await expect(page.getByLabel('User name or e-mail')).toBeVisible();
  });
});
