import { expect, type Page } from '@playwright/test';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answers, composer, whenWritten } from '../support/people.js';
import { animationOf, record } from './animation.js';
import { test } from './portal.js';
import { lead, leave, settle, shotOf, withoutChance, type Shot } from './screen.js';
import { SCREENS } from './screens/index.js';

// `pnpm pictures --docs`: what README.md shows.
const OUT = path.resolve(import.meta.dirname, '../../docs/pictures');
const MOST_KIB = { picture: 300, recording: 2_500 };

/** File, screen, state, theme, width, pixels of the picture for one of the page. */
const PICTURES = [
  ['chat', 'chat-rich', 'default', 'light', 1280, 1.5],
  ['chat-phone', 'chat-rich', 'code', 'dark', 390, 2],
  ['overview', 'overview', 'default', 'light', 1280, 1.5],
  ['telemetry', 'telemetry', 'default', 'dark', 1280, 1.5],
  ['logs', 'logs', 'inspector', 'light', 1280, 1.25],
  ['sql', 'sql', 'chart', 'light', 1280, 1.5],
  ['models', 'models', 'default', 'dark', 1280, 1.5],
] as const;

const kibOf = (file: string) => Math.ceil(statSync(file).size / 1024);

mkdirSync(OUT, { recursive: true });

for (const [name, screen, state, theme, width, scale] of PICTURES) {
  test(`docs ${name}`, async ({ browser, seeded }) => {
    const shot: Shot = { ...shotOf(SCREENS, screen, state), whole: undefined };
    const page = await lead(browser, seeded, shot, width, scale);
    await settle(page, theme, shot);
    await withoutChance(page);
    const file = path.join(OUT, `${name}.png`);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    await leave(page, seeded, shot);
    expect(kibOf(file), `${name} in KiB`).toBeLessThanOrEqual(MOST_KIB.picture);
  });
}

/** A question, its answer, the history and the palette, as a person would go through them. */
async function tour(page: Page): Promise<void> {
  // A film, not a test: its length is what somebody needs to see what happens.
  const pause = (ms: number) => page.waitForTimeout(ms);
  await pause(600);
  await composer(page).pressSequentially('Plan a relaxed weekend in Lisbon', { delay: 45 });
  await pause(300);
  await page.keyboard.press('Enter');
  await whenWritten(page);
  await pause(1_200);
  await page.getByRole('link', { name: 'History' }).first().click();
  await page.getByRole('searchbox').first().pressSequentially('data', { delay: 90 });
  await expect(page.locator('mark').first()).toBeVisible();
  await pause(1_200);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').waitFor();
  await pause(500);
  await page.keyboard.type('deb', { delay: 110 });
  await pause(900);
  await page.keyboard.press('Enter');
  await expect(answers(page).first()).toBeVisible();
  await pause(1_500);
}

test('docs recording', async ({ browser, seeded }) => {
  const shot: Shot = { as: 'ada', path: '/chat' };
  seeded.fake.setScenario({
    text: (await import('@pocket-llm/fake-llm')).scenarioText('assistant', 'weekend'),
    delayMs: 14,
  });
  const page = await lead(browser, seeded, shot, 1120);
  await settle(page, 'light', shot);
  const frames = await record(page, () => tour(page));
  await leave(page, seeded, shot);
  const studio = await browser.newPage();
  const file = path.join(OUT, 'tour.webp');
  writeFileSync(file, await animationOf(studio, frames));
  await studio.close();
  expect(kibOf(file), 'recording in KiB').toBeLessThanOrEqual(MOST_KIB.recording);
});
