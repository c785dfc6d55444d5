import { expect, type Page } from '@playwright/test';
import { answers, composer, whenWritten } from '../../support/people.js';
import { type Screen } from '../screen.js';

const isPhone = (page: Page) => page.viewportSize()!.width < 600;

const send = async (page: Page, text: string, button = 'Send') => {
  await composer(page).fill(text);
  await page.getByRole('button', { name: button }).click();
};

async function addModel(page: Page, model: string): Promise<void> {
  if (isPhone(page)) {
    await page.getByRole('button', { name: 'More about this chat' }).click();
    await page.getByRole('menuitem', { name: 'Add a model' }).click();
  } else await page.getByRole('button', { name: 'Add a model' }).last().click();
  await page.getByRole('menuitem', { name: model }).click();
  await expect(page.getByRole('button', { name: `Do not ask ${model}` })).toBeVisible();
}

const DIAGRAM = `So an answer finds its way:

\`\`\`mermaid
flowchart LR
  A[Question] --> B{Cached?}
  B -->|yes| C[Answer]
  B -->|no| D[Queue] --> E[Model] --> C
\`\`\``;

/** Several models, several questions, and what an answer draws. */
export const SEVERAL: readonly Screen[] = [
  {
    name: 'compare',
    as: 'grace',
    path: '/chat',
    act: async (page) => {
      await addModel(page, 'qwen3:4b');
      await send(page, `Write a debounce function. ${Math.random().toString(36).slice(2, 7)}`);
      await expect(page.getByRole('button', { name: 'Keep only this one' }).first()).toBeVisible();
    },
    states: {
      chips: { act: (page) => addModel(page, 'qwen3:4b') },
      failed: {
        act: async (page) => {
          await addModel(page, 'qwen3:4b');
          await send(page, 'scenario:errorMidStream Tell me a story.');
          await page.getByRole('alert').first().waitFor();
        },
      },
    },
  },
  {
    name: 'next-messages',
    as: 'grace',
    path: '/chat',
    before: (_, { fake }) => Promise.resolve(fake.setScenario('gated')),
    act: async (page, { fake }) => {
      await send(page, `How long is a day? ${Math.random().toString(36).slice(2, 7)}`);
      await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
      fake.release(6);
      for (const text of ['And a year?', 'Why does the moon always show the same side?'])
        await send(page, text, 'Ask next');
      await expect(page.getByRole('region', { name: 'Next messages' }).getByRole('listitem')).toHaveCount(2);
    },
    states: {
      held: {
        act: async (page, { fake }) => {
          await send(page, `How long is a month? ${Math.random().toString(36).slice(2, 7)}`);
          await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
          fake.release(6);
          await send(page, 'And a week?', 'Ask next');
          await expect(page.getByRole('region', { name: 'Next messages' }).getByRole('listitem')).toHaveCount(1);
          await page.getByRole('button', { name: 'Stop' }).click();
          await expect(page.getByText('Ask the next one?')).toBeVisible();
        },
      },
    },
  },
  {
    name: 'preview',
    as: 'grace',
    path: '/chat',
    before: (_, { fake }) => Promise.resolve(fake.setScenario({ text: DIAGRAM })),
    act: async (page) => {
      await send(page, `How does an answer find its way? ${Math.random().toString(36).slice(2, 7)}`);
      await whenWritten(page);
      await answers(page).last().getByRole('button', { name: 'Preview', exact: true }).click();
      await expect(page.locator('[data-preview="drawn"]')).toBeVisible({ timeout: 30_000 });
    },
  },
];
