import { expect, type Locator, type Page } from '@playwright/test';
import { answers, ask, backendRequests, composer, questions, signInAsNew, whenWritten } from './support/people.js';
import { test } from './support/portals.js';

test.beforeEach(async ({ page }) => {
  await signInAsNew(page);
});

/** Opens the actions of the last answer and presses one. */
async function press(page: Page, button: string, item: string): Promise<void> {
  const answer = answers(page).last();
  await answer.hover();
  await answer.getByRole('button', { name: button }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

const version = (page: Page) => answers(page).last().getByRole('group', { name: 'Versions' });
const transcript = (page: Page) => page.getByRole('log', { name: 'Conversation' });

/** The scroll position, once it has not changed for five frames. */
const restOf = (box: Locator): Promise<number> =>
  box.evaluate(async (element) => {
    let last = element.scrollTop;
    for (let still = 0; still < 5; still = element.scrollTop === last ? still + 1 : 0, last = element.scrollTop)
      await new Promise(requestAnimationFrame);
    return last;
  });

test('another answer is another version, and the selected version survives a reload', async ({ page }) => {
  await ask(page, 'scenario:echo branches');
  await whenWritten(page);
  await expect(page.getByRole('group', { name: 'Versions' })).toHaveCount(0);
  await press(page, 'Regenerate', 'With the same model');
  await expect(version(page)).toContainText('2/2');
  await version(page).getByRole('button', { name: 'Previous version' }).click();
  await expect(version(page)).toContainText('1/2');
  await expect.poll(() => activeVersion(page)).toBe(1);
  await page.reload();
  await expect(version(page)).toContainText('1/2');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(version(page)).toContainText('2/2');
  await press(page, 'Regenerate', 'Shorter');
  await expect(version(page)).toContainText('3/3');
});

type Box = Awaited<ReturnType<Locator['boundingBox']>>;
/** How far the edges of two boxes are apart, in pixels, where most. */
const distance = (one: Box, other: Box): number =>
  Math.max(...(['x', 'y', 'width', 'height'] as const).map((edge) => Math.abs(one![edge] - other![edge])));

/** The version that the server stored, read through the page's session. */
async function activeVersion(page: Page): Promise<number> {
  const reply = await page.evaluate(async (id) => {
    const session = await (
      await fetch('/api/auth/refresh', { method: 'POST', headers: { 'X-Requested-With': 'test' } })
    ).json();
    return (await fetch(`/api/chat/threads/${id}`, { headers: { authorization: `Bearer ${session.token}` } })).json();
  }, page.url().split('/').pop());
  const siblings = reply.messages.filter(({ role }: { role: string }) => role === 'assistant');
  return siblings.findIndex(({ id }: { id: string }) => id === reply.active_leaf_id) + 1;
}

test('an edited question becomes another version when asked again, and stays the same when saved', async ({ page }) => {
  await ask(page, 'scenario:echo first words');
  await whenWritten(page);
  const before = await questions(page).first().locator('p').locator('..').boundingBox();
  const below = await answers(page).last().boundingBox();
  await composer(page).press('ArrowUp');
  const field = page.getByRole('textbox', { name: 'Edit question' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('scenario:echo first words');
  // Its size and place stay, and with them those of everything around.
  expect(distance(await field.boundingBox(), before)).toBeLessThanOrEqual(2);
  expect(distance(await answers(page).last().boundingBox(), below)).toBeLessThanOrEqual(1);
  await field.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Edit question' })).toBeFocused();

  await page.keyboard.press('Enter');
  await field.fill('scenario:echo other words');
  await field.press('Enter');
  await expect(answers(page).last()).toContainText('other words');
  await whenWritten(page);
  const picker = questions(page).first().getByRole('group', { name: 'Versions' });
  await expect(picker).toContainText('2/2');
  await picker.getByRole('button', { name: 'Previous version' }).click();
  await expect(answers(page).last()).toContainText('first words');

  await questions(page).first().hover();
  await page.getByRole('button', { name: 'Edit question' }).click();
  await field.fill('only corrected');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(questions(page).first()).toContainText('only corrected');
  await page.reload();
  await expect(questions(page).first()).toContainText('only corrected');
  await expect(answers(page).last()).toContainText('first words');
});

test('an answer that reached its limit continues in place', async ({ page }) => {
  await ask(page, 'scenario:cutOff go on');
  await whenWritten(page);
  const answer = answers(page).last();
  await expect(answer).toContainText('reached its length limit');
  const before = await answer.locator('.prose').innerText();
  await answer.getByRole('button', { name: 'Continue' }).click();
  await expect(answer.locator('.prose')).not.toHaveText(before);
  await whenWritten(page);
  await expect.poll(() => answer.locator('.prose').innerText()).toContain(before.trim());
  await expect(answers(page)).toHaveCount(1);
});

test('a cached answer says so, and regenerating asks the model', async ({ page }) => {
  const prompt = `scenario:echo cached ${Date.now()}`;
  for (let time = 0; time < 2; time += 1) {
    await page.goto(new URL('/chat', page.url()).href);
    await ask(page, prompt);
    await whenWritten(page);
  }
  await expect(answers(page).last()).toContainText(/From the cache · /);
  expect(await backendRequests(page, prompt)).toHaveLength(1);
  await answers(page).last().getByRole('paragraph').getByRole('button', { name: 'Regenerate' }).click();
  await expect(version(page)).toContainText('2/2');
  await expect(answers(page).last()).not.toContainText('From the cache');
  await expect.poll(() => backendRequests(page, prompt)).toHaveLength(2);
});

test('an answer is rated, shows its figures, is forked, and is deleted with undo', async ({ page }) => {
  await ask(page, 'scenario:echo keep me');
  await whenWritten(page);
  const answer = answers(page).last();
  await answer.getByRole('button', { name: 'Good answer' }).click();
  await expect(answer.getByRole('button', { name: 'Good answer' })).toHaveAttribute('aria-pressed', 'true');

  await press(page, 'More actions', 'Details');
  await expect(page.getByRole('dialog')).toContainText('Output tokens');
  // As the browser's region writes it, here the British one.
  await expect(page.getByRole('dialog').locator('time')).toHaveAttribute(
    'title',
    /^\d+ \p{L}+ \d{4}, \d\d:\d\d:\d\d$/u,
  );
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await press(page, 'More actions', 'Delete');
  await expect(answers(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(answer).toContainText('keep me');

  const original = page.url();
  await press(page, 'More actions', 'Fork from here');
  await expect(page).not.toHaveURL(original);
  await expect(answers(page).last()).toContainText('keep me');
  await page.goto(original);
  await expect(answer.getByRole('button', { name: 'Good answer' })).toHaveAttribute('aria-pressed', 'true');

  // Without undo the deletion happens even if the page is left at once.
  await press(page, 'More actions', 'Delete');
  await expect(answers(page)).toHaveCount(0);
  // The page that loads may overtake the request of the page that is left.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('log', { name: 'Conversation' })).toBeVisible();
    await expect(answers(page)).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
});

test('scroll position moves at most 1 px in two seconds after the user scrolls up during a 100 token/s stream', async ({
  page,
}) => {
  await ask(page, 'scenario:assistant plan a trip');
  await whenWritten(page);
  await ask(page, 'scenario:assistant explain an index');
  await whenWritten(page);
  await ask(page, 'scenario:long stream');
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();
  const box = transcript(page).locator('..');
  await box.hover();
  // The page follows the answer, so only the page knows where the wheel began: at its lowest position so far.
  await box.evaluate((element) => {
    const look = () => (element.dataset.lowest = `${Math.max(Number(element.dataset.lowest ?? 0), element.scrollTop)}`);
    element.addEventListener('scroll', look);
    look();
  });
  await page.mouse.wheel(0, -200);
  await expect
    .poll(() => box.evaluate((element) => Number(element.dataset.lowest) - element.scrollTop))
    .toBeGreaterThan(150);
  const start = await restOf(box);
  const [moved, grown] = await box.evaluate(async (element, rest) => {
    const height = element.scrollHeight;
    let most = 0;
    for (const end = performance.now() + 2000; performance.now() < end; await new Promise(requestAnimationFrame))
      most = Math.max(most, Math.abs(element.scrollTop - rest));
    return [most, element.scrollHeight - height];
  }, start);
  expect(moved).toBeLessThanOrEqual(1);
  expect(grown).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
});

test('a finished code block is coloured without changing its size, and can be copied and folded', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ask(page, 'scenario:echo ```ts\nconst answer: number = 42; // why\n```');
  await whenWritten(page);
  const code = answers(page).last().locator('pre');
  await expect(code.locator('.tok-keyword').first()).toHaveText('const');
  await expect(code).toHaveText('const answer: number = 42; // why');
  await page.keyboard.press('Control+Shift+;');
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe('const answer: number = 42; // why');
  const lines = Array.from({ length: 402 }, (_, line) => `${line + 1}`).join('\n');
  await ask(page, `scenario:echo \`\`\`text\n${lines}\n\`\`\``);
  await whenWritten(page);
  const long = answers(page).last().locator('figure');
  await expect(long.locator('pre')).not.toContainText('401');
  await long.getByRole('button', { name: 'Show all 402 lines' }).click();
  await expect(long.locator('pre')).toContainText('402');
});

test('a link to a message on another branch shows, scrolls to and highlights it', async ({ page }) => {
  await ask(page, 'scenario:echo find me');
  await whenWritten(page);
  const id = (await answers(page).last().getAttribute('id'))!.slice(2);
  await press(page, 'Regenerate', 'With the same model');
  await expect(version(page)).toContainText('2/2');
  await page.goto(`${page.url()}?m=${id}`);
  await expect(version(page)).toContainText('1/2');
  await expect(page.locator(`#m-${id}`)).toBeFocused();
});

test('a long conversation shows its end, and loads its beginning on demand without moving', async ({ page }) => {
  test.setTimeout(90_000);
  for (let turn = 1; turn <= 17; turn += 1) {
    await ask(page, `scenario:echo turn number ${turn}.`);
    await whenWritten(page, turn);
  }
  await page.reload();
  await expect(answers(page).last()).toContainText('turn number 17.');
  await expect(transcript(page).getByRole('article')).toHaveCount(30);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(answers(page).last()).toBeFocused();
  const id = await transcript(page).getByRole('article').first().getAttribute('id');
  // Scrolling near the beginning is enough.
  await page.getByRole('button', { name: 'Load earlier' }).scrollIntoViewIfNeeded();
  await expect(transcript(page).getByRole('article')).toHaveCount(34);
  await expect(page.locator(`#${id}`)).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Load earlier' })).toHaveCount(0);
});

test('each thread keeps its scroll position', async ({ page }) => {
  for (const name of ['first', 'second']) {
    await page.goto(new URL('/chat', page.url()).href);
    await ask(page, `scenario:assistant plan a trip, ${name}`);
    await whenWritten(page);
    await ask(page, `scenario:assistant explain an index, ${name}`);
    await whenWritten(page, 2);
  }
  // Leaves and returns by links: a position is kept while the page is open.
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const box = transcript(page).locator('..');
  await list.getByRole('link', { name: /first/ }).click();
  await expect(questions(page).first()).toContainText('first');
  await box.hover();
  await page.mouse.wheel(0, -150);
  await expect
    .poll(() => box.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop))
    .toBeGreaterThan(140);
  const left = await restOf(box);
  await list.getByRole('link', { name: /second/ }).click();
  await expect(questions(page).first()).toContainText('second');
  await list.getByRole('link', { name: /first/ }).click();
  await expect(questions(page).first()).toContainText('first');
  await expect
    .poll(() => box.evaluate((element, rest) => Math.abs(element.scrollTop - rest), left))
    .toBeLessThanOrEqual(1);
});

test('changes in one tab show in another', async ({ page, context }) => {
  await ask(page, 'scenario:echo shared');
  await whenWritten(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(answers(other).last()).toContainText('shared');
  await ask(page, 'scenario:slow both see me');
  await expect(other.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(answers(other).last()).toContainText('Hello');
  await whenWritten(page, 2);
  await whenWritten(other, 2);
  await press(page, 'Regenerate', 'With the same model');
  await expect(version(other)).toContainText('2/2');
  await version(page).getByRole('button', { name: 'Previous version' }).click();
  await expect(version(other)).toContainText('1/2');
});
