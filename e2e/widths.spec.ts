import { expect, type Page } from '@playwright/test';
import { adviceFor } from './support/accessible.js';
import { ask, call, newPerson, PASSWORD, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

const PAGES = {
  admin: ['', '/telemetry', '/logs', '/audit', '/users', '/models', '/cache', '/sql', '/settings', '/doctor'],
  developer: ['/keys', '/usage', '/playground', '/docs'],
};

/**
 * What is wider than the box that it stands in, as selectors: the content of a box that clips, and any element that
 * reaches beyond the window. A box that scrolls sideways is meant to, but no table of a wide window needs that.
 */
const tooWide = (page: Page, tablesFit: boolean): Promise<string[]> =>
  page.evaluate((fit) => {
    const named = (box: Element) =>
      `${box.tagName.toLowerCase()} ${box.getAttribute('aria-label')} .${[...box.classList].slice(0, 6).join('.')}`;
    const scrolls = (box: Element) => /auto|scroll/.test(getComputedStyle(box).overflowX);
    const inScroller = (box: Element) => {
      for (let up = box.parentElement; up; up = up.parentElement) if (scrolls(up)) return true;
      return false;
    };
    const found: string[] = [];
    for (const box of document.querySelectorAll('main, main *')) {
      if (box.closest('svg, .sr-only, [aria-hidden=true], .cm-editor') || box.getClientRects().length === 0) continue;
      const { left, right } = box.getBoundingClientRect();
      if ((right > innerWidth + 1 || left < -1) && !inScroller(box)) found.push(`beyond the window: ${named(box)}`);
      const isCut = box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0;
      if (isCut && fit && scrolls(box) && box.querySelector(':scope > table')) found.push(`table: ${named(box)}`);
    }
    return [...new Set(found)];
  }, tablesFit);

for (const [area, paths] of Object.entries(PAGES))
  test(`every page of the ${area} console fits 1280 px, tables too, and the window at 1024; axe has no advice`, async ({
    page,
  }) => {
    const name = await newPerson(page, 'admin');
    const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
    const limits = { requests_per_minute: 500, tokens_per_day: 200_000, parallel_runs: 3 };
    for (const key of ['The nightly job of the research group', 'second'])
      await call(page, 'POST', '/api/developer/api-keys', { name: key, ...limits }, token);
    await page.goto(`${url()}/chat`);
    await ask(page, 'scenario:echo For the tables');
    await whenWritten(page);
    const faults: string[] = [];
    for (const path of paths) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${url()}/${area}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      faults.push(...(await adviceFor(page)).map((one) => `${path}: ${one}`));
      for (const width of [1280, 1024]) {
        await page.setViewportSize({ width, height: 800 });
        const found = await tooWide(page, width === 1280);
        faults.push(...found.map((one) => `${path} at ${width}: ${one}`));
      }
    }
    expect(faults).toEqual([]);
  });
