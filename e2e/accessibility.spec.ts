import { expect, type Locator, type Page } from '@playwright/test';
import { answers, ask, composer, fake, newPerson, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

/** More stops than any page has before the one that is looked for. */
const MOST_STOPS = 150;

/** The element with the focus, and whether that can be seen: on itself, or on what encloses a field. */
const focus = (page: Page): Promise<{ on: string; seen: boolean }> =>
  page.evaluate(() => {
    const seen = (part: Element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
    };
    const focused = document.activeElement!;
    const parents = [focused, focused.parentElement, focused.parentElement?.parentElement, focused.closest('form')];
    // After the last stop of a page the browser's own controls follow.
    const isPage = focused === document.body;
    return { on: focused.outerHTML.slice(0, 200), seen: isPage || parents.some((part) => part && seen(part)) };
  });

/** Presses Tab until the focus is there, and looks at each stop whether it can be seen. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await target.evaluate((part) => part.contains(document.activeElement))) return;
    await page.keyboard.press('Tab');
    const { on, seen } = await focus(page);
    // An editor draws its frame with its next update.
    if (!seen) await expect.poll(async () => (await focus(page)).seen, `the focus is seen on ${on}`).toBe(true);
  }
  throw new Error(`${MOST_STOPS} stops do not lead there: ${String(target)}`);
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function enter(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

/** Goes to a page by the palette. */
async function go(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByRole('option', { name: words }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

test('the keyboard alone: register, ask, stop, rename, search, sign out and in', async ({ page }) => {
  test.setTimeout(90_000);
  const name = `keys-${Date.now().toString(36)}`;
  await page.goto(`${url()}/register`);
  await enter(page, page.getByLabel('User name'), name);
  await enter(page, page.getByLabel('E-mail'), `${name}@example.org`);
  await enter(page, page.getByLabel(/^Password/), PASSWORD);
  await page.keyboard.press('Enter');

  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('scenario:endless one');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toHaveText('Generating');
  await expect(answers(page).last()).toContainText(' 7');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status').first()).toHaveText('Stopped');

  const list = page.getByRole('navigation', { name: 'Conversations' });
  await press(page, list.getByRole('link', { name: 'scenario:endless one' }), 'F2');
  await page.keyboard.type('Renamed by keys');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('link', { name: 'Renamed by keys' })).toBeVisible();

  await go(page, 'History');
  await enter(page, page.getByRole('searchbox', { name: 'Search titles and messages' }), 'renamed');
  await press(page, page.getByRole('main').getByRole('link', { name: /Renamed by keys/ }));
  await expect(page).toHaveURL(/\/c\//);

  await press(page, page.getByRole('button', { name: /^Account/ }));
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/login/);
  await enter(page, page.getByLabel('User name or e-mail'), name);
  await enter(page, page.getByLabel('Password', { exact: true }), PASSWORD);
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
});

test('the keyboard alone: a key is made and rotated; a dialog gives the focus back', async ({ page }) => {
  await signInAsNew(page, 'developer');
  await go(page, 'Developer: API keys');
  await press(page, button(page, 'Create key').first());
  const dialog = page.getByRole('dialog');
  await enter(page, dialog.getByLabel('Name'), 'by keys');
  await press(page, dialog.getByRole('button', { name: 'Create key' }));
  await press(page, dialog.getByRole('checkbox', { name: 'I have stored it' }), 'Space');
  await press(page, dialog.getByRole('button', { name: 'Done' }));
  await expect(dialog).toHaveCount(0);
  const actions = page.getByRole('button', { name: 'Actions for “by keys”' });
  await press(page, actions);
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.type('Rot');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(actions).toBeFocused();
});

test('the keyboard alone: range, filter, role, pull and cancel, run and cancel a statement', async ({ page }) => {
  test.setTimeout(90_000);
  await page.goto(url());
  const other = await newPerson(page);
  await signInAsNew(page, 'admin');

  await go(page, 'Admin: Telemetry');
  await press(page, page.getByRole('combobox', { name: 'Time range' }));
  await page.keyboard.type('Last 24');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/24h/);

  await go(page, 'Admin: Logs');
  await enter(page, page.getByLabel('Search logs'), 'action:auth.login ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(button(page, 'Remove filter: action:auth.login')).toBeVisible();

  await page.goto(`${url()}/admin/users?q=${other}`);
  const row = page.getByRole('row').filter({ hasText: other });
  await press(page, row.getByRole('combobox'));
  await page.keyboard.type('Dev');
  await page.keyboard.press('Enter');
  await press(page, page.getByRole('dialog').getByRole('button', { name: 'Change role' }));
  await expect(row.getByRole('combobox')).toContainText('Developer');

  await fake(page, 'scenario', { scenario: { text: '', pull: { lines: 100_000 }, delayMs: 20 } });
  await go(page, 'Admin: Models');
  await enter(page, page.getByLabel('Model name'), 'bykeys:1b');
  await page.keyboard.press('Enter');
  await press(page, button(page, 'Cancel bykeys:1b'));
  await expect(page.getByText('cancelled')).toBeVisible();
  await press(page, button(page, 'Remove bykeys:1b from the list'));

  await go(page, 'Admin: SQL console');
  await tabTo(page, page.getByRole('textbox', { name: 'SQL', exact: true }));
  await page.keyboard.type('SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000) b');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await expect(button(page, 'Cancel')).toBeVisible();
  // The editor takes Tab for itself, unless Esc comes first.
  await page.keyboard.press('Escape');
  await press(page, button(page, 'Cancel'));
  await expect(page.getByRole('alert')).toContainText(/cancel/i);
});

test('forced colours and reduced motion: marks are drawn, and nothing moves', async ({ page }) => {
  await signInAsNew(page);
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await ask(page, 'scenario:endless still');
  await expect(answers(page).last()).toContainText(' 7');
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState, effect }) => playState === 'running' && Number(effect?.getTiming().duration) > 1)
      .map((animation) => (animation as CSSAnimation).animationName ?? 'transition'),
  );
  expect(moving).toEqual([]);
  // The system's colours take backgrounds away; a mark is drawn all the same, and what is chosen has a frame.
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const ground = (part: Element) => getComputedStyle(part).backgroundColor;
  const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await list.locator('.live-dot').first().evaluate(ground)).not.toBe(canvas);
  await expect(list.locator('[aria-current="page"]')).toHaveCSS('outline-style', 'solid');
  // An endless answer would keep its place at the backend.
  await page.keyboard.press('Escape');
  await expect(answers(page).last().getByRole('button', { name: 'Regenerate' })).toBeAttached();
});
