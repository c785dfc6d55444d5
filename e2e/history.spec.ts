import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { axeFaults } from './support/accessible.js';
import { chatGptFile, haveChats, openWebUiFile } from './support/exports.js';
import { ask, answers, composer, newPerson, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

const FEW = [
  { title: 'Rivers', question: 'Which animals swim well?', answer: 'The capybara swims very well in slow rivers.' },
  { title: 'Sorting', question: 'Show me a sort.', answer: 'Here:\n\n```python\nsorted(items)\n```\n', age: 3 },
  { title: 'Old plans', question: 'What did we plan?', answer: 'A boat trip.', age: 20, pinned: true },
  { title: 'Put away', question: 'Anything else?', answer: 'No.', age: 40, archived: true },
];

const hits = (page: Page) =>
  page
    .getByRole('main')
    .getByRole('link')
    .filter({ has: page.locator('time') });
const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search titles and messages' });

/** Chooses a file in the settings like a person. */
async function take(page: Page, name: string, content: string): Promise<void> {
  await page
    .getByLabel('Choose a file')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
}

test('search finds the prefix of a word in a message, shows it in context and opens it', async ({ page }) => {
  await haveChats(page, await newPerson(page), FEW);
  await page.goto(`${url()}/history`);
  await search(page).fill('capyb');
  await expect(hits(page)).toHaveCount(1);
  await expect(hits(page).locator('mark')).toHaveText('capybara');
  await expect(page).toHaveURL(/q=capyb/);
  expect(await axeFaults(page)).toEqual([]);
  await hits(page).click();
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}\?m=[0-9a-f-]{36}$/);
  await expect(answers(page).last()).toContainText('The capybara swims');
  await page.goBack();
  await expect(search(page)).toHaveValue('capyb');
  await search(page).fill('nothing is called so');
  await expect(page.getByText('Nothing found for “nothing is called so”.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear search' }).last().click();
  await expect(hits(page)).toHaveCount(3);
});

test('a search that takes long says how far it has come, and goes on', async ({ page }) => {
  const many = Array.from({ length: 1_100 }, (_, i) => ({
    title: `Chat ${i}`,
    question: 'What?',
    answer: 'That.',
    age: i,
  }));
  const oldest = { title: 'Arrows', question: 'What is => called?', answer: 'An arrow.', age: many.length };
  await haveChats(page, await newPerson(page), [...many, oldest]);
  await page.goto(`${url()}/history?q=${encodeURIComponent('=>')}`);
  await expect(page.getByText(/^Searched back to /)).toBeVisible();
  await expect(hits(page)).toHaveCount(0);
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Search further back' }).click();
  await expect(hits(page)).toHaveText([/Arrows/]);
  await expect(page.getByText(/^Searched back to /)).toHaveCount(0);
});

test('filters are in the address and survive a reload', async ({ page }) => {
  await haveChats(page, await newPerson(page), FEW);
  await page.goto(`${url()}/history`);
  await page.getByRole('button', { name: 'Has code' }).click();
  await expect(hits(page)).toHaveText([/Sorting/]);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Has code' })).toHaveAttribute('aria-pressed', 'true');
  await expect(hits(page)).toHaveText([/Sorting/]);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('combobox', { name: 'Date' }).click();
  await page.getByRole('option', { name: 'Last 7 days' }).click();
  await expect(hits(page)).toHaveText([/Rivers/, /Sorting/]);
  await expect(page).toHaveURL(/date=7d/);
  await page.getByRole('button', { name: 'Pinned' }).click();
  await expect(page.getByText('No chats match.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await page.getByRole('button', { name: 'Archived' }).click();
  await expect(hits(page)).toHaveText([/Put away/]);
});

test('the keyboard selects a range, archives and restores it, deletes and undoes', async ({ page }) => {
  await haveChats(page, await newPerson(page), FEW);
  await page.goto(`${url()}/history`);
  await expect(hits(page)).toHaveText([/Old plans/, /Rivers/, /Sorting/]);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(hits(page).nth(1)).toBeFocused();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+J');
  const bar = page.getByRole('toolbar', { name: 'Selected conversations' });
  await expect(bar).toContainText('2 selected');
  expect(await axeFaults(page)).toEqual([]);
  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(hits(page)).toHaveText([/Old plans/]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(hits(page)).toHaveText([/Old plans/, /Rivers/, /Sorting/]);
  await hits(page).nth(2).focus();
  await page.keyboard.press('x');
  await bar.getByRole('button', { name: 'Delete' }).click();
  await expect(hits(page)).toHaveText([/Old plans/, /Rivers/]);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(hits(page)).toHaveCount(3);
  // Without undo the deletion happens even if the page is left at once.
  await page.keyboard.press('Escape');
  await hits(page).nth(2).focus();
  await page.keyboard.press('x');
  await bar.getByRole('button', { name: 'Delete' }).click();
  await expect(hits(page)).toHaveCount(2);
  await page.reload();
  await expect(hits(page)).toHaveText([/Old plans/, /Rivers/]);
  await page.keyboard.press('/');
  await expect(search(page)).toBeFocused();
});

test('an export is imported once and never duplicated', async ({ page }) => {
  await haveChats(page, await newPerson(page), FEW);
  await page.goto(`${url()}/history`);
  await hits(page).nth(1).focus();
  await page.keyboard.press('x');
  await page.getByRole('button', { name: /Select all/ }).click();
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'As JSON' }).click(),
  ]);
  const text = await readFile(await file.path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    format: 'pocket-llm',
    threads: [{ title: 'Old plans' }, { title: 'Rivers' }, { title: 'Sorting' }],
  });

  await page.goto(`${url()}/settings/data`);
  await take(page, 'mine.json', text);
  await expect(page.getByText('Nothing new: all 3 chats in this file are here already')).toBeVisible();
  const [all] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export all chats' }).click(),
  ]);
  const everything = await readFile(await all.path(), 'utf8');
  expect(JSON.parse(everything).threads).toHaveLength(4);

  await signInAsNew(page, 'user', '/settings/data');
  await take(page, 'mine.json', everything);
  await expect(page.getByText('4 imported')).toBeVisible();
  await take(page, 'mine.json', everything);
  await expect(page.getByText('Nothing new: all 4 chats in this file are here already')).toBeVisible();
});

test('chats from ChatGPT and Open WebUI are imported', async ({ page }) => {
  await signInAsNew(page, 'user', '/settings/data');
  await take(page, 'conversations.json', JSON.stringify(chatGptFile('Walrus questions')));
  await expect(page.getByText('1 imported')).toBeVisible();
  await take(page, 'chat-export.json', JSON.stringify(openWebUiFile('Marsupials')));
  await page.getByRole('main').getByRole('link', { name: 'Marsupials' }).click();
  await expect(answers(page).last()).toContainText('The quokka.');
  await sidebar(page).getByRole('link', { name: 'Walrus questions' }).click();
  await expect(answers(page).last()).toContainText('Polar bears and orcas.');
});

test('a file that is not an export shows what is wrong with it', async ({ page }) => {
  await signInAsNew(page, 'user', '/settings/data');
  const whole = JSON.stringify(chatGptFile('Half'));
  await take(page, 'half.json', whole.slice(0, whole.length / 2));
  await expect(page.getByRole('alert')).toContainText('The file ends in the middle');
  await take(page, 'diary.txt', 'Dear diary');
  await expect(page.getByRole('alert')).toContainText('is not a JSON file');
  await take(page, 'other.json', JSON.stringify([{ speaker: 'me', words: 'hello' }]));
  await expect(page.getByRole('alert')).toContainText('Files that can be taken in');
  expect(await axeFaults(page)).toEqual([]);
});

test('sidebar: an answer finished in another thread is marked until read; Ctrl and Shift select several', async ({
  page,
}) => {
  const name = await signInAsNew(page);
  await haveChats(page, name, FEW);
  await page.reload();
  // A new question each time: the cache would answer a repeated one at once.
  await ask(page, `scenario:slow finish without me, ${name}`);
  const row = sidebar(page).getByRole('link', { name: /finish without me/ });
  await expect(row).toContainText('An answer is being written');
  await sidebar(page).getByRole('link', { name: 'Rivers' }).click();
  await expect(row).toContainText('New answer');
  await row.click();
  await whenWritten(page);
  await expect(row).not.toContainText('New answer');

  await sidebar(page)
    .getByRole('link', { name: 'Rivers' })
    .click({ modifiers: ['ControlOrMeta'] });
  await sidebar(page)
    .getByRole('link', { name: 'Sorting' })
    .click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar', { name: 'Selected conversations' });
  await expect(bar).toContainText('2 selected');
  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(sidebar(page).getByRole('link', { name: 'Rivers' })).toBeHidden();
  await expect(sidebar(page).getByRole('link', { name: 'Sorting' })).toBeHidden();

  await row.focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Title' }).last().fill('By hand');
  await page.keyboard.press('Enter');
  await expect(sidebar(page).getByRole('link', { name: 'By hand' })).toBeVisible();
  await expect(composer(page)).toBeVisible();
});

test('on a phone a swipe archives, and so does the menu', async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await haveChats(page, await newPerson(page), FEW);
  await page.goto(`${url()}/history`);
  await expect(hits(page)).toHaveCount(3);
  const box = (await hits(page).nth(1).boundingBox())!;
  const client = await context.newCDPSession(page);
  const touch = (type: string, x: number) =>
    client.send('Input.dispatchTouchEvent', {
      type: type as 'touchStart',
      touchPoints: type === 'touchEnd' ? [] : [{ x, y: box.y + 20 }],
    });
  await touch('touchStart', 300);
  for (const x of [280, 240, 200, 160]) await touch('touchMove', x);
  await touch('touchEnd', 160);
  await expect(hits(page)).toHaveText([/Old plans/, /Sorting/]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(hits(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Actions for Sorting' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(hits(page)).toHaveText([/Old plans/, /Rivers/]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await context.close();
});
