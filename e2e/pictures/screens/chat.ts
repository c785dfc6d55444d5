import { expect, type Page } from '@playwright/test';
import { answers, composer, whenWritten } from '../../support/people.js';
import { LONG_NAME } from '../portal.js';
import { ARABIC, type Screen } from '../screen.js';

/** With the button: on a phone Enter is a new line. */
const ask = async (page: Page, text: string) => {
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
};

const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
const isPhone = (page: Page) => page.viewportSize()!.width < 600;

/** Opens a chat of the list, which is a sheet on a phone. */
const openChat = (title: string) => async (page: Page) => {
  if (isPhone(page))
    await page
      .getByRole('button', { name: /sidebar|conversations|chats/i })
      .first()
      .click();
  await page.getByRole('link', { name: title }).first().click();
  // Until the renderer has loaded, the answer stands there as plain text.
  await expect(answers(page).last().locator('.prose > *').first()).toBeVisible();
};

const choose = (model: string) => async (page: Page) => {
  const name = /^Model/;
  await page.getByRole('button', { name }).or(page.getByRole('combobox', { name })).first().click();
  await page.getByRole('option', { name: model }).first().click();
};

/** Asks and waits until the answer stands. */
const answered = (text: string, model?: string) => async (page: Page) => {
  if (model) await choose(model)(page);
  await ask(page, text);
  await whenWritten(page);
};

const OUTAGE = { scenario: { text: '', refusal: { status: 503, body: { error: 'server busy' } } } };

/** Chats: empty, written, being written, failed. */
export const CHAT: readonly Screen[] = [
  {
    name: 'chat-new',
    as: 'ada',
    path: '/chat',
    widths: [1280, 768, 390],
    states: {
      ...ARABIC,
      newcomer: { as: 'noah' },
      'long-list': { as: LONG_NAME },
      draft: {
        act: (page) => page.getByRole('textbox', { name: 'Message' }).fill('A draft\nof several\nlines\n'.repeat(6)),
      },
      models: {
        act: (page) =>
          page
            .getByRole('button', { name: /^Model/ })
            .or(page.getByRole('combobox', { name: /^Model/ }))
            .first()
            .click(),
      },
      'no-model': { before: (page) => page.route('**/api/models', (route) => route.fulfill({ json: [] })) },
      offline: {
        act: async (page) => {
          await page.context().setOffline(true);
          await ask(page, 'Is anybody there?');
          await page.getByRole('alert').first().waitFor({ timeout: 30_000 });
        },
      },
      'list-loading': { widths: [1280], held: '**/api/chat/threads?*' },
      'list-error': { widths: [1280], refused: '**/api/chat/threads?*' },
    },
  },
  {
    name: 'chat-rich',
    as: 'ada',
    path: '/chat',
    act: openChat('Gradient descent in practice'),
    states: {
      ...{
        arabic: {
          language: 'ar',
          act: async (page: Page) => {
            if (isPhone(page)) await page.locator('header button').first().click();
            await page.getByRole('link', { name: 'Gradient descent in practice' }).first().click();
            await expect(page.locator('article').nth(1).locator('.prose > *').first()).toBeVisible();
          },
        },
      },
      long: { as: LONG_NAME, act: openChat('Everything about') },
      code: {
        act: async (page) => {
          await openChat('A debounce function')(page);
          // A worker colours it; it is plain until then.
          await expect(answers(page).last().locator('pre code span span').first()).toBeVisible();
        },
      },
      table: { act: openChat('A weekend in Lisbon') },
      menu: {
        act: async (page) => {
          await openChat('How database indexes')(page);
          await answers(page).last().hover();
          await answers(page).last().getByRole('button', { name: 'More actions' }).click();
          await page.getByRole('menu').waitFor();
        },
      },
      error: {
        widths: [1280],
        refused: '**/api/chat/threads/*',
        act: (page) => page.getByRole('link', { name: 'Gradient descent in practice' }).click(),
      },
    },
  },
  {
    name: 'chat-live',
    as: 'grace',
    path: '/chat',
    before: (_, { fake }) => Promise.resolve(fake.setScenario('gated')),
    act: async (page, { fake }) => {
      await ask(page, `How long is a day on ${Math.random().toString(36).slice(2, 7)}?`);
      await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
      fake.release(6);
      await expect(answers(page).last()).not.toBeEmpty();
    },
    states: {
      thinking: { before: undefined, act: answered('scenario:thinking What is six times seven?', 'qwen3:4b') },
      failed: {
        before: undefined,
        act: async (page) => {
          await ask(page, 'scenario:errorMidStream Tell me a story.');
          await page.getByRole('alert').first().waitFor();
        },
      },
      'model-down': {
        before: (_, { fake }) => Promise.resolve(fake.setScenario(OUTAGE.scenario)),
        act: async (page) => {
          await ask(page, `Are you there? ${Math.random().toString(36).slice(2, 7)}`);
          await page.getByRole('alert').first().waitFor({ timeout: 30_000 });
        },
      },
      branches: {
        before: undefined,
        act: async (page) => {
          await answered('Name one river. scenario:hello')(page);
          await answers(page).last().hover();
          await answers(page).last().getByRole('button', { name: 'Regenerate' }).click();
          await page.getByRole('menuitem', { name: 'With the same model' }).click();
          await expect(answers(page).last().getByRole('group', { name: 'Versions' })).toContainText('2/2');
          await whenWritten(page);
        },
      },
      stopped: {
        before: undefined,
        act: async (page) => {
          await ask(page, 'scenario:endless Count.');
          await expect(answers(page).last()).toContainText('40');
          await page.getByRole('button', { name: 'Stop' }).click();
          await expect(answers(page).last()).toContainText('Stopped');
        },
      },
      settings: {
        widths: [1280],
        before: undefined,
        act: (page) => page.getByRole('button', { name: 'Chat settings' }).first().click(),
      },
    },
  },
  {
    name: 'list',
    as: 'ada',
    path: '/chat',
    act: async (page) => {
      if (isPhone(page))
        await page
          .getByRole('button', { name: /sidebar|conversations|chats/i })
          .first()
          .click();
      await list(page).getByRole('link', { name: 'Names for a cat' }).waitFor();
    },
    states: {
      menu: {
        widths: [1280],
        act: async (page) => {
          const row = list(page).getByRole('listitem').filter({ hasText: 'Names for a cat' });
          await row.hover();
          await row.getByRole('button').last().click();
          await page.getByRole('menu').waitFor();
        },
      },
      selecting: {
        widths: [1280],
        act: async (page) => {
          await list(page)
            .getByRole('link', { name: 'Names for a cat' })
            .click({ modifiers: ['Shift'] });
        },
      },
    },
  },
];
