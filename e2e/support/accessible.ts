import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { url } from './portals.js';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * The rules whose result can depend on the theme, because they read colours: two compare those of text, one takes a
 * table whose rows differ in background for a table of data.
 */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block', 'th-has-data-cells'];

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Every violation of WCAG and of axe's own advice, of any level. */
async function violations(page: Page, where: string, rules?: string[]): Promise<string[]> {
  // With a frame, `setLegacyMode` could leave something out. Without one it only spares axe a second page that merges
  // the frames' results. Rules that pass are not described, which takes axe as long as finding what fails.
  expect(page.frames(), 'axe looks at one frame').toHaveLength(1);
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const found = await (rules ? axe.withRules(rules) : axe.withTags([...WCAG, 'best-practice'])).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${where} ${id}: ${html}`));
}

/** Shows the page in a theme or size, and waits until it is painted so. */
async function show(page: Page, theme: 'light' | 'dark', size: typeof WIDE): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setViewportSize(size);
  // The second frame comes after everything that the first one's change of media made the page do.
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
  await expect(page.locator('html')).toHaveClass(theme === 'dark' ? 'dark' : '');
  if (process.env.SHOTS) {
    const name = new URL(page.url()).pathname.replaceAll('/', '-').slice(1) || 'landing';
    await page.screenshot({ path: `${process.env.SHOTS}/${name}-${theme}-${size.width}.png` });
  }
}

const axe = async (page: Page, name: string, size: typeof WIDE): Promise<string[]> => {
  await show(page, 'light', size);
  const inLight = await violations(page, `light ${name}`);
  await show(page, 'dark', size);
  return [...inLight, ...(await violations(page, `dark ${name}`, COLOUR_RULES))];
};

/**
 * What is wrong with the page as it is, in both themes, on a wide screen and on a phone: violations found by axe, and
 * a page wider than the phone. `phone: 'axe'` runs axe on the phone as well.
 *
 * All rules run in the light theme and only the rules about colours in the dark one. That finds the same as all rules
 * in both, because a theme changes nothing but colours: theme.spec.ts in the web app checks this.
 */
export async function faultsOf(page: Page, { phone = 'width' }: { phone?: 'width' | 'axe' } = {}): Promise<string[]> {
  const wide = await axe(page, '1280', WIDE);
  if (phone === 'width') await show(page, 'dark', PHONE);
  const narrow = phone === 'axe' ? await axe(page, '390', PHONE) : [];
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await show(page, 'light', WIDE);
  return [...wide, ...narrow, ...(over > 0 ? [`390 px: the page is ${over} px wider than the phone`] : [])];
}

/** What is wrong with the page in its present theme and size: for states of a page that is examined elsewhere. */
export const axeFaults = (page: Page): Promise<string[]> => violations(page, '');

/** Collects what the browser reports as an error from now on. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}

/** Collects browser errors and requests that leave the portal. */
export function watch(page: Page): string[] {
  const problems = watchErrors(page);
  page.on('request', (request) => {
    const to = request.url();
    if (!to.startsWith(url()) && !to.startsWith('data:')) problems.push(`left the portal: ${to}`);
  });
  return problems;
}
