import { expect, type Page } from '@playwright/test';
import { answers, ask, call, composer, PASSWORD, questions, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

const MESSAGES = 200;
/** The page reads so many at first. */
const PART = 60;
/** The oldest questions of the first part, and of what is shown of the next. */
const OLDEST = `Question ${MESSAGES - PART}?`;
const OLDER = `Question ${MESSAGES - PART - 30}?`;

const log = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const box = (page: Page) => log(page).locator('..');
const requests = (page: Page): URL[] => {
  const seen: URL[] = [];
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (/^\/api\/chat\/threads\/[^/]+$/.test(address.pathname)) seen.push(address);
  });
  return seen;
};

/** Signs somebody in who has a thread of many messages. @returns its id, and a call of the API in that person's name */
async function withLongThread(page: Page) {
  const username = await signInAsNew(page);
  const { token } = await call(page, 'POST', '/api/auth/login', { username, password: PASSWORD });
  const messages = Array.from({ length: MESSAGES }, (_, i) => ({
    role: i % 2 ? 'assistant' : 'user',
    content: i % 2 ? `Answer ${i} with **bold** words.\n\n- one\n- two\n` : `Question ${i}?`,
  }));
  const file = { id: 'long', title: 'A long thread', chat: { messages } };
  const { thread_ids } = await call(page, 'POST', '/api/chat/import', file, token);
  const thread = `/api/chat/threads/${thread_ids[0]}`;
  return {
    id: thread_ids[0] as string,
    messages: (await call(page, 'GET', thread, undefined, token)).messages as { id: string; content: string }[],
    change: (method: string, path: string, data: unknown) => call(page, method, path, data, token),
    thread,
  };
}

/** Scrolls up until the text is there. */
async function scrollBackTo(page: Page, text: string): Promise<void> {
  await expect(async () => {
    await box(page).evaluate((element) => (element.scrollTop = 0));
    await expect(log(page)).toContainText(text, { timeout: 250 });
  }).toPass({ intervals: [50] });
}

test('a long chat is read from its end, and its older messages when somebody scrolls up to them', async ({ page }) => {
  const { id } = await withLongThread(page);
  const seen = requests(page);
  await page.goto(`${url()}/c/${id}`);
  await expect(answers(page).last()).toContainText(`Answer ${MESSAGES - 1}`);
  expect(seen.map(({ search }) => search)).toEqual([`?limit=${PART}`]);
  await scrollBackTo(page, 'Question 0?');
  const order = await questions(page).allInnerTexts();
  expect(order).toEqual(Array.from({ length: MESSAGES / 2 }, (_, i) => expect.stringContaining(`Question ${2 * i}?`)));
  await expect(page.getByRole('button', { name: 'Load earlier' })).toHaveCount(0);
  // Each part is read once.
  expect(seen.length).toBeLessThanOrEqual(1 + Math.ceil((MESSAGES - PART) / PART));
  await ask(page, 'scenario:echo And one more');
  await whenWritten(page);
  await expect(questions(page)).toHaveCount(MESSAGES / 2 + 1);
});

test('older messages come without moving what is being read, and say so while they are waited for', async ({
  page,
}) => {
  const { id } = await withLongThread(page);
  await page.goto(`${url()}/c/${id}`);
  await expect(answers(page).last()).toContainText(`Answer ${MESSAGES - 1}`);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/before=/, async (route) => {
    await held;
    await route.continue();
  });
  await box(page).evaluate((element) => (element.scrollTop = 0));
  await scrollBackTo(page, OLDEST);
  await box(page).evaluate((element) => (element.scrollTop = 40));
  await expect(log(page).getByText('Older messages are being loaded')).toBeVisible();
  await expect(page.getByRole('status')).toContainText('Older messages are being loaded');
  const line = log(page).getByText(OLDEST, { exact: true });
  const before = (await line.boundingBox())!.y;
  release();
  await expect(log(page)).toContainText(OLDER);
  expect(Math.abs((await line.boundingBox())!.y - before)).toBeLessThanOrEqual(1);
});

test('older messages that could not be loaded are asked for again by hand', async ({ page }) => {
  const { id } = await withLongThread(page);
  await page.goto(`${url()}/c/${id}`);
  await expect(answers(page).last()).toContainText(`Answer ${MESSAGES - 1}`);
  await page.route(/before=/, (route) => route.fulfill({ status: 500, json: { code: 'internal', status: 500 } }));
  await scrollBackTo(page, OLDEST);
  const retry = log(page).getByRole('alert').getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  await page.unroute(/before=/);
  await retry.click();
  await expect(log(page)).toContainText(OLDER);
});

test('a link to an old message of a long chat leads there, and the end stays in reach', async ({ page }) => {
  const { id, messages } = await withLongThread(page);
  const target = messages[21]!;
  await page.goto(`${url()}/c/${id}?m=${target.id}`);
  await expect(page.locator(`#m-${target.id}`)).toBeFocused();
  await expect(page.locator(`#m-${target.id}`)).toBeInViewport();
  await page.getByRole('button', { name: 'To the latest', exact: true }).click();
  await expect(answers(page).last()).toBeInViewport();
  await composer(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('textbox', { name: 'Edit question' })).toHaveValue(`Question ${MESSAGES - 2}?`);
});

test('a long chat shows another version of an early question, and finds the way back', async ({ page }) => {
  const { id, messages, change } = await withLongThread(page);
  await change('POST', `/api/chat/messages/${messages[4]!.id}/edit`, { prompt: 'scenario:echo another way' });
  await page.goto(`${url()}/c/${id}`);
  await expect(answers(page)).toHaveCount(3);
  await expect(questions(page).nth(1)).toContainText('Question 2?');
  const versions = questions(page).nth(2).getByRole('group', { name: 'Versions' });
  await expect(versions).toContainText('2/2');
  await versions.getByRole('button', { name: 'Previous version' }).click();
  await expect(answers(page).last()).toContainText(`Answer ${MESSAGES - 1}`);
  await page.reload();
  await expect(answers(page).last()).toContainText(`Answer ${MESSAGES - 1}`);
  await scrollBackTo(page, 'Question 4?');
  await expect(questions(page).nth(2).getByRole('group', { name: 'Versions' })).toContainText('1/2');
});
