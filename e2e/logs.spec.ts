import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { faultsOf, watchErrors } from './support/accessible.js';
import { signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

const lines = (page: Page) =>
  page
    .getByRole('grid', { name: 'Logs' })
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') });
const search = (page: Page) => page.getByLabel('Search logs');
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Log line' });

async function openLogs(page: Page, query = ''): Promise<string> {
  const name = await signInAsNew(page, 'admin', `/admin/logs${query}`);
  await expect(lines(page).first()).toBeVisible();
  return name;
}

async function type(page: Page, text: string): Promise<void> {
  await search(page).fill(text);
  await search(page).press('Enter');
}

test('tokens are in the address, survive a reload and can be removed one by one', async ({ page }) => {
  await page.request.get(`${url()}/api/models`);
  await openLogs(page);
  await type(page, 'level:warning');
  await type(page, 'status:401');
  await expect(page).toHaveURL(
    /q=level%3Awarning\+status%3A401|q=level:warning(\+|%20)status:401|q=level%3Awarning%20status%3A401/,
  );
  await expect(lines(page).first()).toContainText('401');
  await page.reload();
  const chip = page.getByRole('button', { name: 'Remove filter: level:warning' });
  await expect(chip).toBeVisible();
  await expect(lines(page).first()).toContainText('401');
  await chip.click();
  await expect(chip).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Remove filter: status:401' })).toBeVisible();
});

test('a syntax error is marked at its position, and no request is sent', async ({ page }) => {
  await openLogs(page);
  await type(page, 'user:ada lvl:error');
  const mistake = page.getByRole('alert');
  await expect(mistake.locator('mark')).toHaveText('lvl:error');
  await expect(mistake).toContainText('There is no field “lvl”');
  await expect(page).not.toHaveURL(/lvl/);
  await search(page).fill('user:ada');
  await expect(mistake).toHaveCount(0);
});

/** The list moves its highlight after the key, not with it: on a busy machine the next key would come first. */
async function highlightFirst(page: Page): Promise<void> {
  await search(page).press('ArrowDown');
  await expect(page.getByRole('option').first()).toHaveAttribute('data-highlighted');
}

test('suggests fields and existing values', async ({ page }) => {
  await openLogs(page);
  await search(page).fill('act');
  await highlightFirst(page);
  await search(page).press('Enter');
  await expect(search(page)).toHaveValue('action:');
  await search(page).pressSequentially('auth.lo');
  await expect(page.getByRole('option').first()).toContainText('action:auth.login');
  await highlightFirst(page);
  await search(page).press('Enter');
  await expect(page.getByRole('button', { name: 'Remove filter: action:auth.login' })).toBeVisible();
  // Suggestions are closed, so that they do not cover the results; the next key opens them again.
  await expect(page.getByRole('option')).toHaveCount(0);
  await search(page).press('ArrowDown');
  await expect(page.getByRole('option').first()).toBeVisible();
  await search(page).press('Escape');
  await expect(lines(page).first()).toContainText('auth.login');
});

test('Tab and the pointer accept suggestions; Escape keeps the input', async ({ page }) => {
  await openLogs(page);
  const options = page.getByRole('option');
  await search(page).click();
  await expect(options.first()).toBeVisible();
  await search(page).press('Escape');
  await expect(options).toHaveCount(0);
  await search(page).pressSequentially('lev');
  await expect(options).toHaveCount(1);
  await highlightFirst(page);
  await search(page).press('Tab');
  await expect(search(page)).toHaveValue('level:');
  await expect(options).toHaveCount(3);
  await options.first().click();
  await expect(page.getByRole('button', { name: 'Remove filter: level:info' })).toBeVisible();
  await expect(options).toHaveCount(0);
  await expect(search(page)).toBeFocused();
  await search(page).press('Backspace');
  await expect(search(page)).toHaveValue('level:info');
  await search(page).press('Escape');
  await search(page).press('Escape');
  await expect(search(page)).toHaveValue('level:info');
});

test('a range is selected in the histogram by dragging and by keyboard', async ({ page }) => {
  await openLogs(page);
  const chart = page.getByRole('slider', { name: 'Lines over time' });
  const box = (await chart.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  await page.getByRole('button', { name: /^Remove filter: .* to / }).click();
  await expect(page).not.toHaveURL(/from=/);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await chart.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(chart).toHaveAttribute('aria-valuetext', /chosen/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=.*to=/);
  await page.getByRole('button', { name: 'As table' }).click();
  await expect(page.getByRole('table', { name: 'Lines over time' })).toBeVisible();
});

test('the keyboard opens a line beside the list; its attributes become filters, and its link opens it again', async ({
  page,
}) => {
  const name = await openLogs(page);
  await type(page, `user:${name}`);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.getByRole('grid', { name: 'Logs' }).focus();
  await page.keyboard.press('j');
  await expect(inspector(page)).toBeVisible();
  const first = await inspector(page).innerText();
  await page.keyboard.press('j');
  await expect(inspector(page)).not.toHaveText(first);
  await page.keyboard.press('Escape');
  await expect(inspector(page)).toHaveCount(0);
  await lines(page).filter({ hasText: 'auth.login' }).first().click();
  const address = new URL(page.url()).searchParams.get('line')!;
  await inspector(page).getByRole('button', { name: 'Without this: action:auth.login' }).click();
  await expect(page.getByRole('button', { name: 'Remove filter: -action:auth.login' })).toBeVisible();
  await expect(lines(page).filter({ hasText: 'auth.login' })).toHaveCount(0);
  await page.goto(`${url()}/admin/logs?q=level%3Aerror&line=${encodeURIComponent(address)}`);
  await expect(inspector(page)).toContainText('auth.login');
  await inspector(page).getByRole('button', { name: 'Lines of this request' }).click();
  await expect(lines(page)).toHaveCount(1);
});

test('the live tail shows new lines, pauses while the user reads, and counts what is new', async ({ page }) => {
  await page.request.get(`${url()}/api/models`);
  await openLogs(page);
  const live = page.getByRole('button', { name: 'Live' });
  const opened = page.waitForResponse((reply) => reply.url().includes('/api/admin/logs/stream'));
  await type(page, 'status:401');
  await live.click();
  await opened;
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  const ask = async () => String((await page.request.get(`${url()}/api/models`)).headers()['x-request-id']);
  const newest = lines(page).first();
  const before = (await newest.getAttribute('id'))!;
  const id = await ask();
  await expect(newest).not.toHaveAttribute('id', before);
  await newest.click();
  await expect(inspector(page)).toContainText(id);
  await ask();
  await ask();
  const fresh = page.getByRole('button', { name: '2 new' });
  await expect(fresh).toBeVisible();
  await fresh.click();
  await expect(fresh).toHaveCount(0);
  await expect(inspector(page)).toHaveCount(0);
});

for (const [item, ending, head] of [
  ['As CSV', 'csv', 'created_at,status_code'],
  ['As NDJSON', 'ndjson', '{"id":'],
] as const) {
  test(`the lines are downloaded ${item}`, async ({ page }) => {
    await openLogs(page, '?q=action%3Aauth.login');
    await page.getByRole('button', { name: 'Download' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^logs-.*\\.${ending}$`));
    const text = await readFile(await file.path(), 'utf8');
    expect(text.slice(0, 30)).toContain(head.slice(0, 30));
    expect(text).toContain('auth.login');
  });
}

test('an attribute becomes a column, and an empty range links to the nearest lines', async ({ page }) => {
  const name = await openLogs(page);
  await type(page, `user:${name}`);
  await lines(page).filter({ hasText: 'auth.login' }).first().click();
  await inspector(page).getByRole('button', { name: 'As column: Address' }).click();
  const head = page.getByRole('columnheader', { name: /Address/ });
  await expect(head).toBeVisible();
  await expect(lines(page).first()).toContainText('127.0.0.1');
  await page.reload();
  await expect(lines(page).first()).toContainText('127.0.0.1');
  await page.getByRole('button', { name: 'Without the column: Address' }).click();
  await expect(head).toHaveCount(0);

  await page.goto(`${url()}/admin/logs?q=user%3A${name}&from=2020-01-01T00:00:00.000Z&to=2020-01-01T06:00:00.000Z`);
  await expect(page.getByText('No line matches')).toBeVisible();
  await expect(page.getByRole('button', { name: /^The last one before/ })).toHaveCount(0);
  await page.getByRole('button', { name: /^The first one after/ }).click();
  await expect(lines(page).first()).toContainText(name);
  const range = new URL(page.url()).searchParams;
  expect(Date.parse(range.get('to')!) - Date.parse(range.get('from')!)).toBe(6 * 3_600_000);
});

test('neither log has an accessibility fault, a console error or a sideways scroll', async ({ page }) => {
  const errors = watchErrors(page);
  await openLogs(page);
  await lines(page).first().click();
  await expect(inspector(page)).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(`${url()}/admin/audit`);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  expect(errors).toEqual([]);
});

test("the log has a title and a visible range, hides the consoles' own reads, and keeps filters under names", async ({
  page,
}) => {
  const name = await openLogs(page);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Logs' })).toBeVisible();
  const range = page.getByRole('combobox', { name: 'Time range' });
  await expect(range).toHaveText('Last 24 hours');
  // An export of the log is no mere look at it.
  const own = lines(page).filter({ hasText: /\/api\/admin\/logs(?!\/export)/ });
  await expect(lines(page).first()).toBeVisible();
  await expect(own).toHaveCount(0);
  await page.getByRole('button', { name: 'Remove filter: Console traffic hidden' }).click();
  await expect(own.first()).toBeVisible();
  await page.getByRole('button', { name: 'Hide console traffic' }).click();
  await expect(own).toHaveCount(0);

  await range.click();
  await page.getByRole('option', { name: 'Last 15 minutes' }).click();
  await type(page, `user:${name}`);
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('menuitem', { name: 'Save or remove filters…' }).click();
  await page.getByLabel('Name of the current filters').fill('What I did');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.goto(`${url()}/admin/logs`);
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('menuitem', { name: 'What I did' }).click();
  await expect(page).toHaveURL(/range=15m/);
  await expect(page.getByRole('button', { name: `Remove filter: user:${name}` })).toBeVisible();

  await range.click();
  await page.getByRole('option', { name: 'Custom range' }).click();
  await page.getByLabel('From', { exact: true }).fill('2020-01-01T00:00:00');
  await expect(page).toHaveURL(/from=2020/);
  await page.getByLabel('To', { exact: true }).fill('2020-01-02T00:00:00');
  await expect(page.getByText('No line matches')).toBeVisible();
  await page.getByRole('button', { name: 'Look at all times' }).click();
  await expect(lines(page).first()).toContainText(name);
});
