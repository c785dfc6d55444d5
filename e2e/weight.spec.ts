import { expect, type Page, type Response } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { ask, composer, newPerson, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

/**
 * KiB of scripts, compressed: what a chat asks for before its composer is in the page, and all with an answer in
 * Markdown. React is 66 of it, the router 26, axios with the client 18, i18next 14, the query cache 9, the renderer
 * 45. When a budget is exceeded, look for what should load later; when much is saved, lower it.
 */
const BUDGET = { first: 183, whole: 252 };
/** Requests for them: over HTTP/1.1 a browser has six connections, so every six small files cost a round trip. */
const MOST_FILES = { first: 10, whole: 22 };

interface Script {
  name: string;
  kib: number;
  /** When it was asked for, in milliseconds of the page. */
  at: number;
}

/** The scripts, in the order in which the page asked for them. */
async function inOrder(page: Page, responses: Response[]): Promise<Script[]> {
  const starts = await page.evaluate(() =>
    Object.fromEntries(performance.getEntriesByType('resource').map((one) => [one.name, one.startTime])),
  );
  const scripts = responses.map(async (response) => ({
    name: new URL(response.url()).pathname.split('/').at(-1)!,
    // Asked for again, because the body of a response is gone where the page has gone on.
    kib: gzipSync(await (await page.request.get(response.url())).body(), { level: 9 }).length / 1024,
    at: starts[response.url()] ?? Infinity,
  }));
  return (await Promise.all(scripts)).sort((a, b) => a.at - b.at);
}

/** Runs in the page: marks when what `selector` finds is put into it, before anything that follows from that. */
function markFirst(selector: string): void {
  for (const name of ['appendChild', 'insertBefore'] as const) {
    const insert = Node.prototype[name] as (this: Node, ...nodes: unknown[]) => Node;
    Object.assign(Node.prototype, {
      [name](this: Node, ...nodes: unknown[]) {
        const inserted = insert.apply(this, nodes);
        if (performance.getEntriesByName('shown').length === 0 && document.querySelector(selector))
          performance.mark('shown');
        return inserted;
      },
    });
  }
}

const whenShown = (page: Page) => page.evaluate(() => performance.getEntriesByName('shown')[0]!.startTime);

const weigh = (scripts: Script[]) => scripts.reduce((all, { kib }) => all + kib, 0);

test('a chat needs no more script than its budgets, until its composer is there and in all', async ({ page }) => {
  const responses: Response[] = [];
  page.on('response', (response) => response.url().endsWith('.js') && responses.push(response));
  await page.addInitScript(markFirst, '#composer');
  await newPerson(page);
  await page.goto(`${url()}/chat`);
  await expect(composer(page)).toBeVisible();
  await ask(page, 'scenario:echo An **answer** with\n\n- a list');
  await whenWritten(page);
  const shown = await whenShown(page);
  const scripts = await inOrder(page, responses);
  const list = scripts.map(({ name, kib, at }) => `${at < shown ? 'first' : 'later'} ${kib.toFixed(1)} ${name}`);
  const weight = { first: weigh(scripts.filter(({ at }) => at < shown)), whole: weigh(scripts) };
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(weight) });
  expect(weight.first, list.join('\n')).toBeLessThanOrEqual(BUDGET.first);
  expect(weight.whole, list.join('\n')).toBeLessThanOrEqual(BUDGET.whole);
  const first = scripts.filter(({ at }) => at < shown).length;
  expect(first, list.join('\n')).toBeLessThanOrEqual(MOST_FILES.first);
  expect(scripts.length, list.join('\n')).toBeLessThanOrEqual(MOST_FILES.whole);
});

for (const { path, selector, most } of [
  { path: '/', selector: 'h1', most: 160 },
  { path: '/login', selector: '#root form', most: 190 },
  { path: '/register', selector: '#root form', most: 190 },
])
  test(`${path} needs at most ${most} KiB of script until it is there`, async ({ page }) => {
    const responses: Response[] = [];
    page.on('response', (response) => response.url().endsWith('.js') && responses.push(response));
    await page.addInitScript(markFirst, selector);
    await page.goto(url() + path);
    await expect(page.locator(selector).first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    const shown = await whenShown(page);
    const scripts = await inOrder(page, responses);
    const list = scripts.map(({ name, kib, at }) => `${at < shown ? 'first' : 'later'} ${kib.toFixed(1)} ${name}`);
    const first = weigh(scripts.filter(({ at }) => at < shown));
    test.info().annotations.push({ type: 'measured', description: JSON.stringify({ first, whole: weigh(scripts) }) });
    expect(first, list.join('\n')).toBeLessThanOrEqual(most);
  });

test('the charts and the SQL console come with their pages alone, within their budgets', async ({ page }) => {
  await signInAsNew(page, 'admin');
  const loaded = async (path: string) => {
    const responses = new Map<string, Response>();
    const note = (response: Response) =>
      /\/assets\/.*\.js$/.test(response.url()) && responses.set(response.url(), response);
    page.on('response', note);
    await page.goto(url() + path);
    await page.waitForLoadState('networkidle');
    page.off('response', note);
    return inOrder(page, [...responses.values()]);
  };
  await page.waitForLoadState('networkidle');
  const plain = new Set((await loaded('/admin/users')).map(({ name }) => name));
  for (const { path, own, most } of [
    // Costs and used-up budgets come only where there are some, such as those that another journey left.
    { path: '/admin/telemetry', own: /^(?!cost-tables|money|usage-)/, most: 120 },
    // The editor, its language and the page; tabs and fields are shared with dialogs of other pages.
    { path: '/admin/sql', own: /^sql/, most: 130 },
  ]) {
    const extra = (await loaded(path)).filter(({ name }) => !plain.has(name));
    const parts = extra.map(({ name, kib }) => `${kib.toFixed(1)} ${name}`).join('\n');
    test.info().annotations.push({ type: 'measured', description: `${path} ${weigh(extra)}` });
    const theirs = weigh(extra.filter(({ name }) => own.test(name)));
    expect(theirs, parts).toBeGreaterThan(most / 2);
    expect(theirs, parts).toBeLessThanOrEqual(most);
  }
});

test('files of the web app come compressed as the build left them, to those who take it', async ({ request }) => {
  const page = await (await request.get(url(), { headers: { 'accept-encoding': 'identity' } })).text();
  const address = url() + /\/assets\/[\w-]+\.js/.exec(page)![0];
  const get = (encoding: string) => request.get(address, { headers: { 'accept-encoding': encoding } });
  const [plain, brotli, zipped] = [await get('identity'), await get('br'), await get('gzip')];
  expect([plain, brotli, zipped].map((reply) => reply.headers()['content-encoding'])).toEqual([
    undefined,
    'br',
    'gzip',
  ]);
  expect(plain.headers().vary).toContain('accept-encoding');
  for (const reply of [brotli, zipped]) expect(await reply.text()).toBe(await plain.text());
  for (const none of [`${address}.br`, `${url()}/favicon.svg.gz`, `${url()}/assets/none.js`, `${url()}/assets/none`])
    expect((await request.get(none)).status()).toBe(404);
});
