import { expect } from '@playwright/test';
import { answers, ask, composer, signIn, whenWritten } from './support/people.js';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { faultsOf } from './support/accessible.js';
import { freePort, test, withPortal } from './support/portals.js';

test('on a machine with nothing but Node: from the landing page to the first answer', async ({ page, bareUrl }) => {
  await page.goto(bareUrl);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Language models on your own machine');
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await signIn(page, bareUrl);
  await expect(page.getByText('You are still using the initial password of this account.')).toBeVisible();
  await expect(page.getByText('This is the built-in demo model.')).toBeVisible();

  await ask(page, 'Who are you?');
  await expect(answers(page).last()).toContainText('pocket-demo');
  await expect(answers(page).last()).toContainText('ollama pull gemma2:2b');
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('link', { name: 'Who are you?' })).toBeVisible();

  await page.reload();
  await expect(answers(page).last()).toContainText('pocket-demo');

  // What was left for later waits on the administration's start page.
  const thread = page.url();
  await page.goto(`${bareUrl}/admin`);
  await page.getByRole('link', { name: 'Connect a model' }).click();
  await expect(page.getByRole('heading', { name: 'Set up your portal' })).toBeVisible();
  await page.goto(thread);

  await ask(page, 'Please show me some markdown');
  await expect(answers(page).last().getByRole('table')).toBeVisible();
  await expect(answers(page).last().locator('pre')).toBeVisible();
});

test("Stop ends the demo model's endless answer", async ({ page, bareUrl }) => {
  await signIn(page, bareUrl);
  await ask(page, 'please count');
  await expect(answers(page).last()).toContainText('12');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(answers(page).last()).toContainText('Stopped');
  await expect(composer(page)).toBeFocused();
  await ask(page, 'hello again');
  await expect(answers(page).last()).toContainText('pocket-demo');
});

test('the first minutes: a password, a model that is pulled once its server runs, a first answer', async ({ page }) => {
  test.setTimeout(90_000);
  const port = await freePort();
  let ollama: FakeLlm | undefined;
  await withPortal({ OLLAMA_HOST: `http://127.0.0.1:${port}` }, async (base) => {
    await page.goto(`${base}/login`);
    await page.getByLabel('User name or e-mail').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('admin123');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Set up your portal' })).toBeVisible();
    await page.getByLabel('Current password').fill('admin123');
    await page.getByLabel('New password').fill('a longer horse battery');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByRole('button', { name: 'Your own password is set' })).toBeVisible();

    const steps = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }) });
    await expect(page.getByText(`Waiting for Ollama at http://127.0.0.1:${port}`)).toBeVisible();
    expect(await faultsOf(page, { phone: 'axe' })).toEqual([]);
    ollama = await startFakeLlm({ port, models: [] });
    await expect(steps.nth(1)).toContainText('is running and has no models yet');
    await page.getByRole('button', { name: 'Pull llama3.2:1b' }).click();
    await expect(page.getByRole('button', { name: 'llama3.2:1b is ready' })).toBeVisible();
    // Of two, the chat opens with the one that was chosen last, though the other is the default.
    await page.getByRole('button', { name: 'llama3.2:1b is ready' }).click();
    await page.getByRole('button', { name: 'Pull qwen2.5:3b' }).click();
    await expect(page.getByRole('button', { name: 'qwen2.5:3b is ready, and 1 more' })).toBeVisible();
    await page.getByRole('button', { name: 'Say hello' }).click();

    await page.getByLabel('Your first question').fill('hello there');
    await page.getByRole('button', { name: 'Open the chat' }).click();
    await expect(composer(page)).toHaveValue('hello there');
    await expect(page).toHaveURL(`${base}/chat`);
    await composer(page).press('Enter');
    await whenWritten(page);
    await expect(
      page.getByRole('button', { name: /^Model/ }).or(page.getByRole('combobox', { name: /^Model/ })),
    ).toHaveText(/qwen2.5:3b/);
  });
  await ollama?.close();
});
