// The first visit of a page: nothing is in the browser's cache.
import { blocked, openPage, SLOW_4G, untilQuiet } from './page.mjs';
import { newSession } from './portal.mjs';

const PAGES = {
  'sign-in': { path: '/login', ready: (page) => page.getByRole('button', { name: 'Sign in', exact: true }) },
  chat: { path: '/chat', ready: (page) => page.getByRole('textbox', { name: 'Message' }) },
};
const WAYS = {
  local: { label: 'local' },
  mobile: { label: 'slow 4G, 4 × slow-down', network: SLOW_4G, slowDown: 4 },
};
/** After this time without a change the page is complete. */
const QUIET_MS = 1_500;

/** Largest paint, blocked time, shifts and transferred scripts of the first visit. */
export async function load({ browser, url, runs, sample }) {
  for (let run = -1; run < runs; run++) {
    for (const [name, { path, ready }] of Object.entries(PAGES)) {
      const cookies = name === 'chat' ? (await newSession(url)).cookies : [];
      for (const [way, { label, ...conditions }] of Object.entries(WAYS)) {
        const opened = await openPage(browser, { cookies, signedIn: name === 'chat', ...conditions });
        const { page, seen, close } = opened;
        await page.goto(url + path);
        await ready(page).waitFor();
        const usable = await page.evaluate(() => performance.now());
        await page.waitForLoadState('networkidle');
        await untilQuiet(page, QUIET_MS);
        const { lcp, cls, tasks } = await seen();
        const kib = await page.evaluate(() =>
          performance
            .getEntriesByType('resource')
            .filter((one) => one.name.endsWith('.js'))
            .reduce((all, one) => all + one.encodedBodySize / 1024, 0),
        );
        await close();
        if (run < 0) continue;
        const id = `${name}-${way}`;
        sample(`lcp-${id}`, `Largest paint, ${name}, ${label}`, 'ms', lcp);
        sample(`usable-${id}`, `Usable, ${name}, ${label}`, 'ms', usable);
        sample(`tbt-${id}`, `Blocked, ${name}, ${label}`, 'ms', blocked(tasks));
        if (way === 'local') sample(`cls-${id}`, `Layout shift, ${name}`, '', cls);
        if (way === 'local') sample(`kib-${id}`, `Scripts transferred (br), ${name}`, 'KiB', kib);
      }
    }
  }
}
