import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { type Person, type Seeded } from './portal.js';

/** One state of a screen: who looks, at what, and what has to happen before the picture. */
export interface Shot {
  /** Who is signed in; nobody when left out. */
  as?: Person;
  /** Below the portal, or a whole address. */
  path: string;
  /** What is there when the page is ready. Default: a heading or the composer. */
  ready?: (page: Page) => Locator;
  /** Runs before the page is opened: replies that are held or changed, a scenario of the backend double. */
  before?: (page: Page, seeded: Seeded) => Promise<unknown>;
  /** Runs when the page is ready: opens, types, asks. */
  act?: (page: Page, seeded: Seeded) => Promise<unknown>;
  /** The reply that never comes. */
  held?: string;
  /** The reply that is an error. */
  refused?: string;
  /** Time zone. Default: one where it is about noon. */
  zone?: string;
  /** Of the texts; also decides the direction. */
  language?: string;
  /** Widths in pixels. Default: 1280 and 390. */
  widths?: readonly number[];
  /** Shows the whole page and not what is first seen of it. */
  whole?: true;
}

/** A screen and its further states: what differs from the first. */
export interface Screen extends Shot {
  name: string;
  states?: Record<string, Partial<Shot>>;
}

/** States that most pages have, from the address of what they read. */
export const failing = (reply: string): Record<string, Partial<Shot>> => ({
  loading: { held: reply },
  error: { refused: reply },
});
export const ARABIC = { arabic: { language: 'ar' } } satisfies Record<string, Partial<Shot>>;

const HEIGHTS: Record<number, number> = { 1280: 800, 768: 1024, 390: 844 };
const MOST_HEIGHT = 2_600;

const REFUSAL = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Internal',
    status: 500,
    code: 'internal.error',
    detail: 'Something went wrong on the server.',
    request_id: '7f2c8a51-6b1e-4d9c-9a58-0c1d2e3f4a5b',
  }),
};

/** The shot of this name in a list of screens. @throws Error when there is none */
export function shotOf(screens: readonly Screen[], name: string, state = 'default'): Shot {
  const screen = screens.find((one) => one.name === name);
  const found = screen && shotsOf(screen).find(([one]) => one === state);
  if (!found) throw new Error(`There is no screen ${name} in the state ${state}.`);
  return found[1];
}

/** All shots of a screen by the name of their state. */
export const shotsOf = ({ states = {}, name: _, ...first }: Screen): [state: string, shot: Shot][] => [
  ['default', first],
  ...Object.entries(states).map(([state, change]): [string, Shot] => [state, { ...first, ...change }]),
];

/**
 * Leads a new page of this width to the state. Its caller leaves it with `leave`.
 * @param scale pixels of the picture for one of the page
 */
export async function lead(browser: Browser, seeded: Seeded, shot: Shot, width: number, scale = 1): Promise<Page> {
  const isPhone = width < 600;
  const context = await browser.newContext({
    viewport: { width, height: HEIGHTS[width] ?? 900 },
    locale: shot.language ?? 'en-GB',
    timezoneId: shot.zone ?? seeded.zone,
    reducedMotion: 'reduce',
    colorScheme: 'light',
    serviceWorkers: 'block',
    hasTouch: isPhone,
    isMobile: isPhone,
    deviceScaleFactor: scale,
    storageState: shot.as && seeded.states[shot.as],
  });
  const page = await context.newPage();
  // The clock stands still, so that nothing on the page grows older between two themes.
  await page.clock.setFixedTime(new Date());
  if (shot.held) await page.route(shot.held, () => undefined);
  if (shot.refused) await page.route(shot.refused, (route) => route.fulfill(REFUSAL));
  await shot.before?.(page, seeded);
  await page.goto(new URL(shot.path, seeded.url).href);
  const main = page.locator('main');
  const ready = shot.ready?.(page) ?? main.getByRole('heading').or(main.getByRole('textbox')).first();
  await expect(ready.first()).toBeAttached({ timeout: 20_000 });
  // Placeholders show only when something takes long.
  if (shot.held)
    await page
      .locator('.bg-line\\/60')
      .first()
      .waitFor({ timeout: 3_000 })
      .catch(() => undefined);
  await shot.act?.(page, seeded);
  if (shot.refused)
    await expect(page.getByRole('alert').or(page.getByText('Try again')).first()).toBeVisible({ timeout: 20_000 });
  return page;
}

/** Closes the page. Each page gets a new refresh cookie, which the person's next page needs. */
export async function leave(page: Page, seeded: Seeded, { as }: Shot): Promise<void> {
  if (as) {
    // What the page has stored here, such as a draft, is not for the next picture.
    const { cookies } = await page.context().storageState();
    seeded.states[as] = { ...seeded.states[as], cookies };
  }
  await page.context().close();
}

/** Shows a page in a theme, and waits until nothing is loading or moving. */
export async function settle(page: Page, theme: 'light' | 'dark', shot: Shot): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await expect(page.locator('html')).toHaveClass(theme === 'dark' ? /dark/ : /^(?!.*dark)/);
  // Not for long: an answer that is being written, and a log that is followed, keep the network busy.
  if (!shot.held) await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  await expect(page.locator('[data-preview="drawing"]')).toHaveCount(0);
  if (shot.whole) await stretch(page);
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  });
}

/** Makes the window as high as what scrolls inside it. */
async function stretch(page: Page): Promise<void> {
  const { width, height } = page.viewportSize()!;
  const more = await page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll('main, main *')];
    const scrolling = boxes.filter(
      (box) => box === document.documentElement || /auto|scroll/.test(getComputedStyle(box).overflowY),
    );
    return Math.max(...scrolling.map((box) => (box.clientHeight > 300 ? box.scrollHeight - box.clientHeight : 0)));
  });
  if (more > 0) await page.setViewportSize({ width, height: Math.min(MOST_HEIGHT, height + more) });
}

/** Replaces what differs from run to run: ports, parts of keys, free memory. */
export const withoutChance = (page: Page): Promise<void> =>
  page.evaluate(() => {
    // One node where React has several beside each other.
    document.body.normalize();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode() as Text | null; node; node = texts.nextNode() as Text | null) {
      const calm = node.data
        .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:11434')
        .replace(/pk_[\w-]{4}…[\w-]{4}/g, 'pk_Ab3d…7Q2x')
        .replace(/[\d.,]+ GB of memory free/g, '16 GB of memory free');
      if (calm !== node.data) node.data = calm;
    }
  });
