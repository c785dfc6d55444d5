import { expect } from '@playwright/test';
import { answers, ask, backendRequests, composer, fake, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

test.beforeEach(async ({ page }) => {
  await signInAsNew(page);
});

test('a streamed answer grows on the screen before it is complete', async ({ page }) => {
  await ask(page, 'scenario:gated grow');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await fake(page, 'release', { n: 2 });
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await fake(page, 'release', { n: 10_000 });
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('a reload during an answer loses and repeats nothing', async ({ page }) => {
  await ask(page, 'scenario:slow reload me');
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();
  await expect(page).toHaveURL(/\/c\//);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible({ timeout: 20_000 });
  const text = answers(page).last().locator('p').first();
  await expect(text).toContainText('are fine, too.');
  const shown = await text.innerText();
  await expect
    .poll(() => backendRequests(page, 'scenario:slow reload me'))
    .toMatchObject([{ finished: true, aborted: false }]);
  await page.reload();
  await expect(answers(page)).toHaveCount(1);
  await expect(text).toHaveText(shown);
});

test('Stop stops the backend, keeps the text and marks the answer as stopped', async ({ page }) => {
  await ask(page, 'scenario:endless stop me');
  await expect(answers(page).last()).toContainText(' 7');
  await composer(page).press('Escape');
  await expect(answers(page).last()).toContainText('Stopped');
  await expect.poll(async () => (await backendRequests(page, 'scenario:endless stop me'))[0]?.aborted).toBe(true);
  await page.reload();
  await expect(answers(page).last()).toContainText(' 7');
  await expect(answers(page).last()).toContainText('Stopped');
});

test('an error during an answer keeps the partial text and offers to try again', async ({ page }) => {
  await ask(page, 'scenario:errorMidStream break');
  await expect(answers(page).last().getByRole('alert')).toBeVisible();
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('the reasoning is collapsed above the answer', async ({ page }) => {
  await page.getByRole('button', { name: /model/i }).first().click();
  await page
    .getByRole('menuitemradio', { name: /fake-thinking/ })
    .or(page.getByRole('option', { name: /fake-thinking/ }))
    .first()
    .click();
  await ask(page, 'think about it');
  const thought = answers(page)
    .last()
    .getByText(/^Thought/);
  await expect(thought).toBeVisible();
  await expect(answers(page).last()).toContainText('forty-two');
  await thought.click();
  await expect(answers(page).last()).toContainText('six times seven');
});

test('threads can be renamed, pinned, deleted and restored', async ({ page }) => {
  await ask(page, 'my first question');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  const list = page
    .getByRole('navigation', { name: 'Conversations' })
    .or(page.getByRole('list', { name: 'Conversations' }))
    .first();
  const row = list.getByRole('link', { name: 'my first question' });
  await expect(row).toBeVisible();
  await row.hover();
  await page.getByRole('button', { name: 'Actions for my first question' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Title' }).last().fill('A better name');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('link', { name: 'A better name' })).toBeVisible();
  await page.reload();
  await list.getByRole('link', { name: 'A better name' }).hover();
  await page.getByRole('button', { name: 'Actions for A better name' }).first().click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(list.getByRole('link', { name: 'A better name' })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(list.getByRole('link', { name: 'A better name' })).toBeVisible();
});

test('a draft survives a reload, and Enter during IME composition does not send', async ({ page }) => {
  await composer(page).fill('half a thought');
  await page.evaluate(() => {
    const field = document.querySelector('textarea')!;
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }),
    );
  });
  await expect(page).toHaveURL(`${url()}/chat`);
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('half a thought');
  await page.reload();
  await expect(composer(page)).toHaveValue('half a thought');
});
