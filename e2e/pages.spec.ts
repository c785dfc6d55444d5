import { expect, type Page } from '@playwright/test';
import { faultsOf, watch } from './support/accessible.js';
import { beyondWindow, documentScroll, tooWide } from './support/fit.js';
import { ask, call, newPerson, PASSWORD, whenWritten } from './support/people.js';
import { PAGES } from './support/pages.js';
import { test, url } from './support/portals.js';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** 1280 by 1024 at 400 %. */
const ZOOMED = { width: 320, height: 256 };

/** Examined for accessibility in journeys of their own, with keys, figures and lines to show. */
const EXAMINED_ELSEWHERE = /^\/developer\/|^\/admin\/(telemetry|audit|models)$/;

/** Everything that is wrong with the page as it is, in all sizes. One visit finds all, because a visit costs most. */
async function wrongWith(page: Page, path: string): Promise<string[]> {
  const faults: string[] = [];
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    const beyond = await documentScroll(page);
    if (beyond > 0) faults.push(`the document scrolls by ${beyond} at ${size.width}`);
  }
  await page.setViewportSize(ZOOMED);
  faults.push(...(await beyondWindow(page)).slice(0, 1).map((one) => `at 400 %: ${one}`));
  for (const width of [1280, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    faults.push(...(await tooWide(page, width === 1280)).map((one) => `at ${width}: ${one}`));
  }
  if (!EXAMINED_ELSEWHERE.test(path)) faults.push(...(await faultsOf(page)));
  return faults.map((one) => `${path}: ${one}`);
}

const AREAS = ['/admin', '/developer'];
const areaOf = (path: string) => AREAS.find((area) => path.startsWith(area)) ?? 'chat and settings';

for (const area of [...AREAS, 'chat and settings'])
  test(`${area}: each page fits every window, has one box that scrolls and no fault of accessibility`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await page.goto(url());
    const name = await newPerson(page, 'admin');
    const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
    const limits = { requests_per_minute: 500, tokens_per_day: 200_000, parallel_runs: 3 };
    for (const key of ['The nightly job of the research group', 'second'])
      await call(page, 'POST', '/api/developer/api-keys', { name: key, ...limits }, token);
    await page.goto(`${url()}/chat`);
    const problems = watch(page);
    await ask(page, 'scenario:markdown show');
    await whenWritten(page);
    const thread = new URL(page.url()).pathname;
    for (const path of [thread, ...PAGES].filter((one) => areaOf(one) === area)) {
      await page.goto(url() + path);
      await expect(page.locator('main').getByRole('heading').first()).toBeAttached();
      await page.waitForLoadState('networkidle');
      for (const link of await linksOfFrame(page)) expect(PAGES, 'the tour knows all pages').toContain(link);
      problems.push(...(await wrongWith(page, path)));
    }
    expect(problems).toEqual([]);
  });

/** The pages of the areas that the navigation of the page leads to. */
const linksOfFrame = (page: Page): Promise<string[]> =>
  page
    .locator(['/admin/', '/developer/', '/settings/'].map((area) => `nav a[href^="${area}"]`).join())
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));

test('what a stranger sees first has no fault of accessibility', async ({ page }) => {
  for (const path of ['/', '/login', '/register']) {
    await page.goto(url() + path);
    await expect(page.getByRole('heading').first()).toBeAttached();
    expect([path, await faultsOf(page)]).toEqual([path, []]);
  }
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
