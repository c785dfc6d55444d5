import { expect, type Page } from '@playwright/test';
import { DEFAULT_MODELS } from '@pocket-llm/fake-llm';
import { answers, ask, call, composer, fake, questions, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

const picker = (page: Page) =>
  page.getByRole('button', { name: /^Model:/ }).or(page.getByRole('combobox', { name: /^Model:/ }));

async function pick(page: Page, name: string): Promise<void> {
  await picker(page).click();
  await page.getByRole('combobox', { name: 'Search models' }).fill(name);
  // Before the list has come and is filtered, Enter chooses nothing.
  await expect(page.getByRole('option', { name })).toHaveAttribute('data-highlighted');
  await page.keyboard.press('Enter');
  await expect(picker(page)).toHaveAccessibleName(new RegExp(`^Model: ${name}`));
}

/** Takes the browser's own session, so it comes first or last. */
const asAdmin = async (page: Page): Promise<string> =>
  (await call(page, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' })).token;

/** Waits until the portal has seen the model at the backend. Signs the browser out. */
async function whenListed(page: Page, name: string): Promise<void> {
  const admin = await asAdmin(page);
  const names = async () =>
    (await call(page, 'GET', '/api/models', undefined, admin)).map((model: { name: string }) => model.name);
  await expect.poll(names).toContain(name);
}

test('a chat opens with its own model, in every tab; choosing another there changes no other chat', async ({
  page,
  context,
}) => {
  await signInAsNew(page);
  await pick(page, 'qwen3:4b');
  await ask(page, 'scenario:hello first');
  await whenWritten(page);
  await expect(picker(page)).toHaveAccessibleName(/^Model: qwen3:4b/);
  const first = page.url();

  await page.getByRole('link', { name: 'New chat' }).first().click();
  await pick(page, 'llava:7b');
  await ask(page, 'scenario:hello second');
  await whenWritten(page);
  await page.goto(first);
  await expect(picker(page)).toHaveAccessibleName(/^Model: qwen3:4b/);

  const other = await context.newPage();
  await other.goto(first);
  await expect(picker(other)).toHaveAccessibleName(/^Model: qwen3:4b/);
  await pick(page, 'gemma2:2b');
  await ask(page, 'scenario:hello again');
  await whenWritten(page, 2);
  await expect(picker(other)).toHaveAccessibleName(/^Model: gemma2:2b/);
  await other.getByRole('link', { name: 'New chat' }).first().click();
  await expect(picker(other)).toHaveAccessibleName(/^Model: llava:7b/);
});

test('a model that is gone keeps its name and says so; another answers only by choice', async ({ page }) => {
  const gone = `passing${Date.now().toString(36)}:1b`;
  await fake(page, 'models', { models: [{ ...DEFAULT_MODELS[0]!, name: gone }, ...DEFAULT_MODELS] });
  await whenListed(page, gone);
  await signInAsNew(page);
  await pick(page, gone);
  await ask(page, 'scenario:hello first');
  await whenWritten(page);
  await fake(page, 'models', { models: DEFAULT_MODELS });

  await ask(page, 'scenario:hello anybody there');
  const notice = answers(page).last().getByRole('alert');
  await expect(notice).toContainText(`${gone} is no longer on the model server.`);
  await expect(notice.getByRole('button', { name: 'Copy error id' })).toBeVisible();
  await expect(picker(page)).toHaveAccessibleName(`Model: ${gone}, not available`);
  await page.reload();
  await expect(picker(page)).toHaveAccessibleName(`Model: ${gone}, not available`);
  await expect(page.getByText(`${gone} is not available.`)).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(answers(page).last()).toContainText('2/2');
  await expect(notice).toContainText('no longer on the model server');

  await notice.getByRole('button', { name: 'Use another model' }).click();
  await page.getByRole('menuitem', { name: 'gemma2:2b' }).click();
  await expect(answers(page).last()).toContainText('are fine, too.');
  await expect(picker(page)).toHaveAccessibleName(/^Model: gemma2:2b/);

  const token = await asAdmin(page);
  const models = await call(page, 'GET', '/api/admin/models', undefined, token);
  const { id } = models.find(({ name }: { name: string }) => name === gone);
  await call(page, 'DELETE', `/api/admin/models/${id}`, undefined, token);
});

test('a used-up quota says when it ends, and leaves the question to be edited, not a turn in the chat', async ({
  page,
}) => {
  const token = await asAdmin(page);
  const name = await signInAsNew(page);
  const [{ id }] = await call(page, 'GET', `/api/admin/users?q=${name}`, undefined, token);
  await call(page, 'PUT', `/api/admin/users/${id}/quota`, { requests_per_day: 1 }, token);
  await ask(page, 'scenario:hello the only one');
  await whenWritten(page);
  await ask(page, 'one too many');
  const notice = questions(page).last().getByRole('alert');
  await expect(notice).toContainText('You have used all your answers for today. You get new ones at');
  await expect(notice.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await notice.getByRole('button', { name: 'Edit' }).click();
  await expect(composer(page)).toHaveValue('one too many');
  await page.reload();
  await expect(answers(page)).toHaveCount(1);
  await expect(questions(page)).toHaveCount(1);
});

test('while a model is out its fallback answers, and the details say in place of which', async ({ page }) => {
  const name = 'unlucky:1b';
  await fake(page, 'models', { models: [...DEFAULT_MODELS, { name }] });
  await whenListed(page, name);
  await signInAsNew(page, 'admin', '/admin/models');
  await page.getByRole('button', { name: `Open ${name}` }).click();
  const fallbacks = page.getByRole('group', { name: 'Fallbacks' });
  await fallbacks.getByRole('combobox', { name: 'Add a fallback' }).click();
  await page.getByRole('option', { name: 'gemma2:2b' }).click();
  await expect(fallbacks.getByRole('listitem')).toHaveText(['1. gemma2:2b']);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  await page.goto(`${url()}/chat`);
  await pick(page, name);
  await fake(page, 'models', { models: DEFAULT_MODELS });
  await ask(page, 'scenario:echo Are you there?');
  await whenWritten(page);
  await expect(answers(page).last()).toContainText('Are you there?');
  await page.reload();
  await page.getByRole('button', { name: 'More actions' }).last().click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  const details = page.getByRole('dialog');
  await expect(details.getByText('In place of')).toBeVisible();
  await expect(details.getByText(name)).toBeVisible();
});
