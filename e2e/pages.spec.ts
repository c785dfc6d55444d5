import { expect, type Page } from '@playwright/test';
import { faultsOf } from './support/accessible.js';
import { ask, newPerson, whenWritten } from './support/people.js';
import { PAGES } from './support/pages.js';
import { test, url } from './support/portals.js';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** How far the document itself can be scrolled after a wheel, the End key and a jump to every field have tried. */
async function documentScroll(page: Page): Promise<number> {
  const { width, height } = page.viewportSize()!;
  await page.mouse.move(width / 2, height / 2);
  await page.mouse.wheel(0, 20_000);
  await page.keyboard.press('End');
  return page.evaluate(() => {
    for (const field of document.querySelectorAll('main input, main a, main button')) field.scrollIntoView();
    const { scrollHeight, clientHeight } = document.documentElement;
    return Math.max(scrollHeight - clientHeight, document.documentElement.scrollTop);
  });
}

test('no page of the app scrolls the document: each has one box that scrolls', async ({ page }) => {
  test.setTimeout(60_000);
  await page.goto(url());
  await newPerson(page, 'admin');
  await page.goto(`${url()}/chat`);
  await ask(page, 'scenario:markdown show');
  await whenWritten(page);
  const found: [string, number, number][] = [];
  for (const path of [new URL(page.url()).pathname, ...PAGES]) {
    await page.goto(url() + path);
    await expect(page.locator('main').getByRole('heading').first()).toBeAttached();
    await page.waitForLoadState('networkidle');
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const beyond = await documentScroll(page);
      if (beyond > 0) found.push([path, size.width, beyond]);
    }
  }
  expect(found).toEqual([]);
});

test('the guide is read without an account, found by its search, and leads from page to page', async ({ page }) => {
  await page.goto(url());
  await page.getByRole('link', { name: 'Guide', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Guide');
  // The search comes with its script.
  await expect(page.getByRole('searchbox', { name: 'Search the guide' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search the guide' }).focus();
  await page.keyboard.type('qqq');
  await expect(page.getByText('Nothing found')).toBeVisible();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Backspace');
  await page.keyboard.type('how do temporary chats work');
  const results = page.getByRole('list', { name: 'Results' });
  await expect(results.getByRole('link').first()).toHaveText(/^Chat: Temporary chats/);
  await results.getByRole('link', { name: /Chat: Temporary chats/ }).click();
  await expect(page).toHaveURL(`${url()}/docs/guide/chat#temporary-chats`);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('link', { name: /^Next/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your chats');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByText('Pages', { exact: true }).click();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Keyboard', exact: true }).click();
  await expect(page.getByRole('cell', { name: 'palette: chats, pages, commands' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
