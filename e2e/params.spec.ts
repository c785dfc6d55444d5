import { expect, type Page } from '@playwright/test';
import { axeFaults } from './support/accessible.js';
import { answers, ask, backendRequests, signIn, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

const panel = (page: Page) => page.getByRole('complementary', { name: 'Chat settings' });
const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
const openPanel = (page: Page) => page.getByRole('button', { name: /^Chat settings/ }).click();
const last = async (page: Page, prompt: string) => (await backendRequests(page, prompt)).at(-1)?.body;

test('settings of a new chat are sent with its first question and stay with the thread', async ({ page }) => {
  await signInAsNew(page);
  await openPanel(page);
  await panel(page).getByLabel('System prompt').fill('You are a lighthouse keeper.');
  await panel(page).getByLabel('Temperature', { exact: true }).fill('0,3');
  await panel(page).getByLabel('Stop at').fill('END');
  await panel(page).getByLabel('Stop at').press('Enter');
  expect(await axeFaults(page)).toEqual([]);
  const first = 'scenario:hello with settings, once';
  await ask(page, first);
  await whenWritten(page);
  expect(await last(page, first)).toMatchObject({
    messages: [{ role: 'system', content: 'You are a lighthouse keeper.' }, { role: 'user' }],
    options: { temperature: 0.3, stop: ['END'] },
  });
  const second = 'scenario:hello with settings, again';
  await ask(page, second);
  await whenWritten(page, 2);
  expect(await last(page, second)).toMatchObject({
    messages: [{ role: 'system' }, {}, {}, {}],
    options: { temperature: 0.3, stop: ['END'] },
  });

  await page.reload();
  await expect(page.getByRole('button', { name: 'Chat settings, changed' })).toBeVisible();
  await openPanel(page);
  await expect(panel(page).getByLabel('Temperature', { exact: true })).toHaveValue('0.3');
  await panel(page).getByRole('button', { name: 'Reset Temperature' }).click();
  const third = 'scenario:hello with settings, less';
  await ask(page, third);
  await whenWritten(page, 3);
  const sent = await last(page, third);
  expect(sent).toMatchObject({ options: { stop: ['END'] } });
  expect(sent?.options).not.toHaveProperty('temperature');

  await page
    .getByRole('link', { name: /^New chat/ })
    .first()
    .click();
  await expect(panel(page).getByLabel('System prompt')).toHaveValue('');
});

test('an invalid value shows an error at its field and is not sent', async ({ page }) => {
  await signInAsNew(page);
  await openPanel(page);
  await panel(page).getByLabel('Temperature', { exact: true }).fill('3');
  await expect(panel(page).getByText('Between 0 and 2. Not used.')).toBeVisible();
  await panel(page).getByLabel('Top K').fill('1.5');
  await expect(panel(page).getByText('This has to be a whole number. Not used.')).toBeVisible();
  await panel(page).getByLabel('Context length', { exact: true }).fill('99999');
  await expect(panel(page).getByText('Between 256 and 8,192. Not used.')).toBeVisible();
  const prompt = 'scenario:hello nothing of that';
  await ask(page, prompt);
  await whenWritten(page);
  const options = (await last(page, prompt))?.options ?? {};
  expect(options).not.toHaveProperty('temperature');
  expect(options).not.toHaveProperty('top_k');
});

test('a preset is saved under a unique name and starts another chat', async ({ page }) => {
  await signInAsNew(page);
  await openPanel(page);
  await panel(page).getByLabel('System prompt').fill('Answer like a pirate.');
  await panel(page).getByLabel('Seed', { exact: true }).fill('7');
  await panel(page).getByRole('button', { name: 'Keep as preset' }).click();
  await panel(page).getByLabel('Name of the preset').fill('Pirate');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByRole('button', { name: /^Pirate/ })).toHaveAttribute('aria-pressed', 'true');
  await panel(page).getByRole('button', { name: 'Keep as preset' }).click();
  await panel(page).getByLabel('Name of the preset').fill('Pirate');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByText('A preset with this name exists already.')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await panel(page).getByRole('button', { name: 'Reset all' }).click();
  await expect(panel(page).getByLabel('Seed', { exact: true })).toHaveValue('');

  await page.reload();
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('menuitem', { name: 'Pirate' }).click();
  const prompt = 'scenario:hello ahoy';
  await ask(page, prompt);
  await whenWritten(page);
  expect(await last(page, prompt)).toMatchObject({
    messages: [{ role: 'system', content: 'Answer like a pirate.' }, {}],
    options: { seed: 7 },
  });

  await openPanel(page);
  await panel(page).getByRole('button', { name: 'Actions for the preset Pirate' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await panel(page).getByLabel('Name of the preset').fill('Captain');
  await page.keyboard.press('Enter');
  await panel(page).getByRole('button', { name: 'Actions for the preset Captain' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(panel(page).getByRole('button', { name: /^Captain/ })).toHaveCount(0);
});

test('the model picker searches by name and selects by keyboard', async ({ page }) => {
  await signInAsNew(page);
  await page.getByRole('button', { name: /^Model:/ }).click();
  const field = page.getByRole('combobox', { name: 'Search models' });
  await expect(field).toBeFocused();
  await expect(page.getByRole('option').filter({ hasText: 'gemma2:2b' })).toContainText('Default');
  expect(await axeFaults(page)).toEqual([]);
  await field.fill('llav');
  await expect(page.getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('option').getByRole('img', { name: 'Sees images' })).toBeVisible();
  await field.fill('no such model');
  await expect(page.getByText('No model has that name.')).toBeVisible();
  await field.fill('qwen');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: /^Model: qwen3:4b/ })).toBeVisible();
  await ask(page, 'scenario:hello which model');
  await whenWritten(page);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Model: qwen3:4b, in memory' })).toBeVisible();
});

test('a temporary chat is in no list until it is kept', async ({ page }) => {
  await signInAsNew(page);
  await page.getByRole('switch', { name: 'Temporary' }).click();
  await expect(page.getByText('in no list, deleted after 24 hours.')).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await ask(page, 'scenario:hello between us');
  await whenWritten(page);
  await expect(page).toHaveURL(/\/c\//);
  await expect(page.getByText(/in no list, deleted (in \d+ hours|tomorrow)/)).toBeVisible();
  await expect(sidebar(page).getByText('Your chats appear here.')).toBeVisible();
  const address = page.url();
  await page.goto(`${url()}/history`);
  await expect(page.getByText('No chats yet.')).toBeVisible();
  await page.goto(address);
  await expect(answers(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Keep this chat' }).click();
  await expect(page.getByText('Temporary chat: in no list')).toBeHidden();
  await expect(sidebar(page).getByRole('link', { name: /between us/ })).toBeVisible();
});

test('the gauge shows how full the context is, and warns before it overflows', async ({ page }) => {
  await signInAsNew(page);
  await ask(page, 'scenario:hello a short one');
  await whenWritten(page);
  await expect(page.getByRole('button', { name: /^Context: [\d,]+ of 4,096 tokens/ })).toBeVisible();
  await page.getByRole('button', { name: /^Context:/ }).click();
  await panel(page).getByLabel('Context length', { exact: true }).fill('256');
  await panel(page).getByLabel('Context length', { exact: true }).press('Enter');
  await ask(page, `scenario:hello ${'many words of no importance '.repeat(40)}`);
  await whenWritten(page, 2);
  // A figure beyond the whole would tell nothing: it says what happens instead.
  const full = page.getByRole('button', { name: /^Context: More than the 256 tokens that the model can read/ });
  await expect(full).toHaveAccessibleName(/no longer (fits|fit): the model no longer reads (it|them)/);
  await expect(full).toContainText('Full');
  await expect(panel(page).getByRole('meter', { name: 'Context' })).toHaveAttribute('aria-valuemax', '256');
});

test('header: rename, copy the link, and open the settings on a phone', async ({ page }) => {
  await signInAsNew(page);
  await ask(page, 'scenario:hello a title that is changed');
  await whenWritten(page);
  await page.getByRole('button', { name: /, Rename$/ }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('A new name for this rather long conversation');
  await page.keyboard.press('Enter');
  await expect(sidebar(page).getByRole('link', { name: 'A new name for this rather long conversation' })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'More about this chat' }).click();
  await page.getByRole('menuitem', { name: 'Chat settings' }).click();
  const sheet = page.getByRole('dialog', { name: 'Chat settings' });
  await expect(sheet.getByLabel('System prompt')).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'More about this chat' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page).toHaveURL(`${url()}/chat`);
  await page.getByRole('button', { name: 'Undo' }).click();
});

test('admin: the cache page counts repeated questions and clears the cache', async ({ page, bareUrl }) => {
  await signIn(page, bareUrl);
  const figure = async (name: string) =>
    Number((await page.locator('dl > div').filter({ hasText: name }).locator('dd').innerText()).replace(/\D/g, ''));
  for (let time = 0; time < 2; time++) {
    await page.goto(`${bareUrl}/chat`);
    await ask(page, 'Who are you, dear cache?');
    await whenWritten(page);
  }
  await page.goto(`${bareUrl}/admin/cache`);
  await expect(page.getByRole('heading', { name: 'Answer cache' })).toBeVisible();
  await expect.poll(() => figure('Answers kept')).toBeGreaterThan(0);
  expect(await figure('Tokens saved')).toBeGreaterThan(0);
  await expect(page.getByRole('table', { name: 'Last 30 days' }).getByRole('row')).not.toHaveCount(0);

  await page.getByRole('link', { name: 'Back to chats' }).click();
  await page.getByRole('link', { name: 'Who are you, dear cache?' }).first().click();
  await whenWritten(page);
  await answers(page).last().getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Pin for everyone' }).click();
  await expect(page.getByText(/^Pinned\. Everyone who asks/)).toBeVisible();
  await page.goto(`${bareUrl}/admin/cache`);
  const pins = page.getByRole('table', { name: 'Pinned answers' });
  await expect(pins).toContainText('Who are you, dear cache?');
  await pins.getByRole('button', { name: 'Unpin' }).first().click();
  await expect(page.getByText('No pinned answers yet.')).toBeVisible();

  await page.getByRole('button', { name: 'Purge' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Purge' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect.poll(() => figure('Answers kept')).toBe(0);
});

test('admin: the retention of chats must be a whole number of days', async ({ page, bareUrl }) => {
  await signIn(page, bareUrl);
  await page.goto(`${bareUrl}/admin/settings`);
  const days = page.getByLabel('Days without use');
  const form = page.locator('form').filter({ has: days });
  await expect(page.getByText('0: chats are kept forever.')).toBeVisible();
  await days.fill('-4');
  await expect(page.getByText('Enter a whole number from 0 to 3,650; 0 keeps everything.')).toBeVisible();
  await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled();
  await days.fill('3650');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await days.fill('0');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('0: chats are kept forever.')).toBeVisible();
});
