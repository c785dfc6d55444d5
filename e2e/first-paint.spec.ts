import { expect, type Page } from '@playwright/test';
import { composer, newPerson } from './support/people.js';
import { test, url } from './support/portals.js';

const PROGRAM = /\/assets\/[^/]+\.js$/;

/** Where a text is painted, in whole pixels. */
async function placeOf(page: Page, text: string): Promise<number[]> {
  const box = (await page.getByText(text, { exact: true }).boundingBox())!;
  return [box.x, box.y, box.width, box.height].map(Math.round);
}

/** Opens a page without its program, then with it. @returns where the texts are, both times */
async function twice(page: Page, path: string, texts: string[], ready: () => Promise<void>) {
  const places = () => Promise.all(texts.map((text) => placeOf(page, text)));
  await page.route(PROGRAM, (route) => route.abort());
  await page.goto(url() + path);
  await page.evaluate(() => document.fonts.ready);
  const before = await places();
  await page.unroute(PROGRAM);
  await page.reload();
  await ready();
  await page.evaluate(() => document.fonts.ready);
  await expect(page.locator('#shell')).toHaveCount(0);
  return { before, after: await places() };
}

for (const width of [1280, 390]) {
  test(`at ${width} px the frame of a page is there before its program, and nothing moves when it comes`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    const button = page.getByRole('button', { name: 'Sign in', exact: true });
    const signIn = await twice(page, '/login', ['User name or e-mail', 'Create an account'], () =>
      expect(button).toBeVisible(),
    );
    expect(signIn.before).toEqual(signIn.after);
    const name = await newPerson(page);
    await page.evaluate((who) => localStorage.setItem('pocket-llm.signed-in', who), name);
    const chat = await twice(page, '/chat', [`What shall we work on, ${name}`], () =>
      expect(composer(page)).toBeVisible(),
    );
    expect(chat.before).toEqual(chat.after);
  });
}

test('a device keeps the name of who is signed in, and forgets it at the sign-out', async ({ page }) => {
  const name = await newPerson(page);
  await page.goto(`${url()}/chat`);
  await expect(composer(page)).toBeVisible();
  const stored = () => page.evaluate(() => localStorage.getItem('pocket-llm.signed-in'));
  expect(await stored()).toBe(name);
  await page.getByRole('button', { name: `Account: ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).not.toHaveURL(/chat/);
  expect(await stored()).toBe('');
});
