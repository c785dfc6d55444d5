import { expect, type Page } from '@playwright/test';
import { axeFaults, faultsOf } from './support/accessible.js';
import { ask, composer, fake, signInAsNew } from './support/people.js';
import { test } from './support/portals.js';

const column = (page: Page, model: string) => page.getByRole('region', { name: model });

/** Chooses further models beside that of the picker. */
async function add(page: Page, ...models: string[]): Promise<void> {
  for (const model of models) {
    await page.getByRole('button', { name: 'Add a model' }).last().click();
    await page.getByRole('menuitem', { name: model }).click();
    await expect(page.getByRole('button', { name: `Do not ask ${model}` })).toBeVisible();
    // Two places have such a menu, and one that closes still has its items for a moment.
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
}

test('three models answer side by side, each by itself; a reload goes on, and one is kept or undone', async ({
  page,
}) => {
  await signInAsNew(page);
  await add(page, 'fake-error-mid-stream', 'fake-gated');
  await expect(page.getByText('Counts as 3 answers.')).toBeVisible();
  await ask(page, 'Which of you?');
  await expect(column(page, 'gemma2:2b')).toContainText('are fine, too.');
  await expect(column(page, 'fake-error-mid-stream').getByRole('alert')).toBeVisible();
  await expect(page.getByText('Your next question continues the answer of gemma2:2b.')).toBeVisible();
  const boxes = await Promise.all(['gemma2:2b', 'fake-gated'].map((name) => column(page, name).boundingBox()));
  expect(boxes[0]!.y).toBe(boxes[1]!.y);

  await page.reload();
  await column(page, 'fake-error-mid-stream').getByRole('button', { name: 'Use another model' }).click();
  await page.getByRole('menuitem', { name: 'llava:7b' }).click();
  await expect(column(page, 'llava:7b')).toContainText('are fine, too.');
  await expect(column(page, 'fake-gated').getByRole('button', { name: 'Stop' })).toBeVisible();
  await fake(page, 'release', { n: 1_000 });
  await expect(column(page, 'fake-gated')).toContainText('are fine, too.');
  expect(await faultsOf(page)).toEqual([]);

  await column(page, 'llava:7b').getByRole('button', { name: 'Keep only this one' }).click();
  await expect(page.getByRole('region', { name: 'gemma2:2b' })).toHaveCount(0);
  // The toast covers nothing that sends the next message.
  const edges = async () => {
    const [toast, field] = await Promise.all(
      [page.locator('[data-sonner-toast]'), composer(page)].map((one) => one.boundingBox()),
    );
    return toast!.y + toast!.height < field!.y;
  };
  await expect.poll(edges).toBe(true);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(column(page, 'gemma2:2b')).toBeVisible();
  await page.getByRole('button', { name: 'Keep all as versions' }).click();
  // The failed answer of the model that another one replaced is a version too.
  await expect(page.getByRole('group', { name: 'Versions' })).toContainText('/4');
});

test('on a phone the answers are tabs, and the one that is shown is continued', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInAsNew(page);
  await page.getByRole('button', { name: 'More about this chat' }).click();
  await page.getByRole('menuitem', { name: 'Add a model' }).click();
  await page.getByRole('menuitem', { name: 'qwen3:4b' }).click();
  await expect(page.getByText('Counts as 2 answers.')).toBeVisible();
  await ask(page, 'Which of you?');
  await expect(page.getByRole('tabpanel')).toContainText('are fine, too.');
  await page.getByRole('tab', { name: 'qwen3:4b' }).click();
  await expect(page.getByText('Your next question continues the answer of qwen3:4b.')).toBeVisible();
  await expect(page.getByRole('tabpanel')).toContainText('are fine, too.');
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Do not ask qwen3:4b' }).click();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await ask(page, 'And now?');
  await expect(page.getByRole('tab')).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Versions' }).first()).toContainText('2/2');
  await expect(composer(page)).toBeEmpty();
});
