import { expect } from '@playwright/test';
import { answers, ask, composer, signIn } from './support/people.js';
import { test } from './support/portals.js';

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
