import { expect, type Page } from '@playwright/test';
import { PAGES as ALL_PAGES } from './support/pages.js';
import { ask, newPerson, signInAsNew } from './support/people.js';
import { fakeUrl, test, url, withPortal } from './support/portals.js';

// The documentation for programs speaks of them in their own words.
const PAGES = ALL_PAGES.filter((path) => path !== '/developer/docs');

/** Names of people, models, servers, programs and files, and dates: what the portal of a journey shows as data. */
const KNOWN = [
  String.raw`\d{4}, \d\d:\d\d|@|^(admin|user|developer)\b|Mozilla`,
  'Ollama at|gemma2|qwen3|llava|nomic|fake-|llama3|journey|mple',
].join('|');

/**
 * Texts and names of controls on the page that are in no catalogue: in the pseudo-locale each text of ours is in
 * brackets. What is in a monospaced font, marked as not to be translated, or in a language of its own is data.
 */
const foreignTexts = (page: Page) =>
  page.evaluate((names) => {
    const data = new RegExp(names);
    const DATA = 'code, pre, kbd, time, .font-mono, [translate=no], [lang]:not(html), .cm-editor, svg, option, article';
    const found = new Set<string>();
    const look = (text: string | null | undefined, at: Element) => {
      let plain = text ?? '';
      while (/⟦[^⟦⟧]*⟧/.test(plain)) plain = plain.replace(/⟦[^⟦⟧]*⟧/, '');
      if (!/\p{L}{3}/u.test(plain) || at.closest(DATA) || data.test(plain)) return;
      found.add(`${at.tagName.toLowerCase()}: ${plain.trim().slice(0, 80)}`);
    };
    for (const element of document.body.querySelectorAll('*')) {
      if (!element.checkVisibility()) continue;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) look(node.textContent, element);
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) look(element.getAttribute(name), element);
    }
    return [...found];
  }, KNOWN);

const speak = (page: Page, language: string) =>
  page.addInitScript((code) => localStorage.setItem('pocket-llm.language', code), language);

test('every text of every page comes from a catalogue', async ({ page }) => {
  test.setTimeout(120_000);
  const found: Record<string, string[]> = {};
  // A portal of its own: what other journeys leave behind would be taken for texts.
  await withPortal({ OLLAMA_HOST: fakeUrl(), EMBEDDED_ENGINE: 'off' }, async (base) => {
    await speak(page, 'en-XA');
    await page.request.post(`${base}/api/auth/login`, { data: { username: 'admin', password: 'admin123' } });
    for (const path of PAGES) {
      await page.goto(base + path);
      await expect(page.getByText('⟦').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      const texts = await foreignTexts(page);
      if (texts.length > 0) found[path] = texts;
    }
  });
  expect(found).toEqual({});
});

test('a person reads the portal in the language of the browser, or in a chosen one', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'de-AT' });
  const page = await context.newPage();
  await page.goto(url());
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByRole('combobox', { name: 'Sprache' }).click();
  await page.getByRole('option', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
  await signInAsNew(page, 'user', '/settings/language');
  await expect(page.getByRole('heading', { level: 1, name: 'Sprache' })).toBeVisible();
  const files: string[] = [];
  page.on('request', (request) => files.push(request.url()));
  await page.getByRole('combobox', { name: 'Sprache' }).click();
  await page.getByRole('option', { name: 'Français' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Langue' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await context.close();
});

test('in Arabic every page runs from right to left, and none is wider than its window', async ({ page }) => {
  test.setTimeout(90_000);
  await page.goto(url());
  await newPerson(page, 'admin');
  await page.goto(`${url()}/chat`);
  await ask(page, 'scenario:markdown show');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await speak(page, 'ar');
  const found: string[] = [];
  for (const path of [new URL(page.url()).pathname, ...PAGES]) {
    await page.goto(url() + path);
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await page.waitForLoadState('networkidle');
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(async () => {
        // The app hears of the new width with a frame, and has painted with the next.
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        const { documentElement: root } = document;
        const main = document.querySelector('main')!;
        return Math.max(root.scrollWidth - root.clientWidth, main.scrollWidth - main.clientWidth);
      });
      if (over > 0) found.push(`${path} ${width}: ${over}`);
    }
  }
  expect(found).toEqual([]);
});
