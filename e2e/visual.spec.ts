import { expect, type Page } from '@playwright/test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from './pictures/portal.js';
import { lead, leave, settle, shotOf, withoutChance, type Shot } from './pictures/screen.js';
import { SCREENS } from './pictures/screens/index.js';

/**
 * What is compared: screen, state, theme, width. Few, because every one is a file in the repository, and none with
 * letters that our fonts lack.
 */
const COMPARED = [
  ['gallery', 'default', 'light', 1280],
  ['gallery', 'default', 'dark', 1280],
  ['gallery', 'palette', 'light', 1280],
  ['login', 'refused', 'light', 1280],
  ['chat-new', 'default', 'light', 1280],
  ['chat-new', 'default', 'dark', 390],
  ['chat-rich', 'default', 'light', 1280],
  ['chat-rich', 'code', 'dark', 390],
  ['history', 'results', 'light', 1280],
  ['settings-appearance', 'default', 'dark', 1280],
  ['keys', 'default', 'light', 1280],
  ['models', 'default', 'light', 1280],
  ['groups', 'confined', 'light', 1280],
  ['admin-settings', 'default', 'dark', 390],
] as const;

/** As few as a letter has: what is drawn twice by one browser is the same, but for an edge now and then. */
const MOST_PIXELS = 60;

/** The browser that took the references: another one draws letters in another way. */
const BROWSER = path.join(import.meta.dirname, 'visual/browser.txt');

/** Moments are said in words that change with them. */
const withoutTimes = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelectorAll('time').forEach((time) => (time.textContent = '3 days ago')));

// No telemetry and no logs: none of these screens shows any.
test.use({ figures: false });

for (const [name, state, theme, width] of COMPARED) {
  test(`${name} looks as before: ${state}, ${theme}, ${width} px`, async ({ browser, seeded }) => {
    const taking = test.info().config.updateSnapshots === 'all';
    if (taking) writeFileSync(BROWSER, `${browser.version()}\n`);
    const expected = existsSync(BROWSER) ? readFileSync(BROWSER, 'utf8').trim() : 'none';
    if (expected !== browser.version()) {
      const reason = `The references are of Chromium ${expected}, and this is ${browser.version()}.`;
      console.warn(`SKIPPED ${name}: ${reason}`);
      test.info().skip(true, reason);
    }
    // Further down the pages have ports and folders of this run.
    const shot: Shot = { ...shotOf(SCREENS, name, state), ...(name !== 'gallery' && { whole: undefined }) };
    const page = await lead(browser, seeded, shot, width);
    await settle(page, theme, shot);
    await withoutChance(page);
    await withoutTimes(page);
    await expect(page).toHaveScreenshot([`${name}-${state}-${theme}-${width}.png`], { maxDiffPixels: MOST_PIXELS });
    await leave(page, seeded, shot);
  });
}
