import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { faultsOf } from './support/accessible.js';
import { PASSWORD, signInAsNew } from './support/people.js';
import { test } from './support/portals.js';

const ENDLESS = 'SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000) b';
const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL', exact: true });
const grid = (page: Page) => page.getByRole('grid', { name: 'Results' });
const cells = (page: Page) => grid(page).getByRole('gridcell');

/** A new admin at the console, so that tabs, saved queries and history are empty. */
async function open(page: Page): Promise<void> {
  await signInAsNew(page, 'admin', '/admin/sql');
  await expect(editor(page)).toBeVisible();
}

async function type(page: Page, sql: string): Promise<void> {
  await editor(page).fill(sql);
  // The editor takes the text in its own time: a click on Run before would run what was there.
  await expect(editor(page).locator('.cm-line')).toHaveText(sql.split('\n'));
}

async function run(page: Page, sql: string): Promise<void> {
  await type(page, sql);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

test('completion offers tables and columns; the tree inserts names at the cursor', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('button', { name: 'Insert users' })).toBeVisible();
  await editor(page).click();
  await page.keyboard.type('SELECT * FROM chat_');
  // The list ignores keys at first, to prevent accidental choices: an arrow key does nothing then.
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { name: 'chat_threads' })).toHaveAttribute('aria-selected', 'true', {
      timeout: 100,
    });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(editor(page)).toHaveText('SELECT * FROM chat_threads');
  await page.keyboard.type(' ORDER BY ');
  await page.getByRole('searchbox', { name: 'Find a table or column' }).fill('active_l');
  await page.getByRole('button', { name: 'Insert active_leaf_id' }).click();
  await expect(editor(page)).toContainText('ORDER BY active_leaf_id');
  await expect(page.getByText('password_hash')).toHaveCount(0);
});

test('running closes the suggestions, which would cover the result', async ({ page }) => {
  await open(page);
  await editor(page).click();
  await page.keyboard.type('SELECT count(*) AS n FROM user');
  await expect(page.getByRole('option', { name: 'users', exact: true })).toBeVisible();
  await page.keyboard.type('s');
  await page.keyboard.press('Control+Enter');
  await expect(cells(page)).toHaveCount(1);
  await expect(page.getByRole('option')).toHaveCount(0);
});

test('runs the statement at the cursor, the selection, or all; Esc then Tab leaves the editor', async ({ page }) => {
  await open(page);
  await type(page, "SELECT 'one' AS first;\nSELECT 'two' AS second;");
  await editor(page).press('Control+End');
  await editor(page).press('Control+Enter');
  await expect(cells(page)).toHaveText(['two']);
  await editor(page).press('Control+Home');
  await editor(page).press('Control+Enter');
  await expect(cells(page)).toHaveText(['one']);
  for (let i = 0; i < 'SELECT 1'.length - 1; i++) await editor(page).press('Shift+ArrowRight');
  await type(page, 'SELECT 40 + 2 AS n, broken');
  await editor(page).press('Control+Home');
  for (let i = 0; i < 'SELECT 40 + 2 AS n'.length; i++) await editor(page).press('Shift+ArrowRight');
  await editor(page).press('Control+Enter');
  await expect(cells(page)).toHaveText(['42']);
  await type(page, "SELECT 'one';\nSELECT 'two';");
  await editor(page).press('Control+Shift+Enter');
  await expect(cells(page)).toHaveText(['two']);
  await page.getByRole('tab', { name: 'Messages' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'SELECT · 1 row' })).toHaveCount(2);
  await editor(page).focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
});

test('an error is marked at its position, with message, hint and SQLSTATE', async ({ page }) => {
  await open(page);
  await run(page, 'SELECT 1;\nSELECT usernam FROM users');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('SQLSTATE 42703');
  await expect(alert).toContainText('line 1, column 8');
  await expect(alert).toContainText('Hint');
  await expect(page.locator('.cm-sql-mistake')).toHaveText('usernam');
  await alert.getByRole('button', { name: 'Go to the error' }).click();
  await expect(editor(page)).toBeFocused();
  await page.keyboard.type('x');
  await expect(page.locator('.cm-sql-mistake')).toHaveCount(0);
  await run(page, 'SELECT password_hash FROM users');
  await expect(alert).toContainText('42703');
  await expect(alert).toContainText('password_hash');
  await run(page, 'DELETE FROM users WHERE false');
  await expect(alert).toContainText('42501');
});

test('an endless query shows how long it has run, and can be cancelled', async ({ page }) => {
  await open(page);
  await run(page, ENDLESS);
  await expect(page.getByText(/Running for/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('The query was cancelled.');
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'generate_series' })).toContainText('cancelled');
  await run(page, "SELECT 'still here' AS word");
  await expect(cells(page)).toHaveText(['still here']);
});

test('the grid shows every kind of cell and thousands of rows and columns, sorts, sums up and obeys keys', async ({
  page,
}) => {
  await open(page);
  await run(
    page,
    `SELECT NULL AS nothing, '' AS empty, repeat('x', 200000) AS huge, '\\xdeadbeef'::bytea AS bytes, ` +
      `'{"a":[1,{"b":null}]}'::jsonb AS json`,
  );
  await expect(cells(page).first()).toHaveText('NULL');
  await expect(page.getByRole('status').filter({ hasText: '1 row' })).toContainText('long cells cut');
  await expect(cells(page).nth(3)).toHaveText('\\xdeadbeef');
  await cells(page).nth(4).dblclick();
  const inspector = page.getByRole('dialog');
  await expect(inspector).toContainText('a: [2]');
  await expect(inspector).toContainText('b: null');
  await inspector.getByRole('button', { name: 'Close' }).click();

  const wide = Array.from({ length: 60 }, (_, i) => `n * ${i} AS c${i}`).join(', ');
  await run(page, `SELECT ${wide} FROM generate_series(1, 5000) n`);
  await expect(page.getByRole('status').filter({ hasText: 'rows' })).toContainText('1,000 rows');
  await expect(page.getByRole('status').filter({ hasText: 'rows' })).toContainText('cut at 1,000');
  expect(await cells(page).count()).toBeLessThan(1500);
  await grid(page).focus();
  await page.keyboard.press('End');
  await expect(grid(page).getByRole('columnheader', { name: /^c59/ })).toBeInViewport();
  await expect(grid(page).getByRole('columnheader', { name: /^c0/ })).toBeInViewport();
  await page.keyboard.press('Home');
  await grid(page).getByRole('columnheader', { name: /^c1 / }).getByRole('button').click();
  const menu = page.getByRole('menu');
  await expect(menu).toContainText('Distinct values1,000');
  await expect(menu).toContainText('Mean500.5');
  await menu.getByRole('menuitem', { name: 'Sort these rows descending' }).click();
  await expect(grid(page).getByRole('row').nth(1).getByRole('gridcell').nth(1)).toHaveText('1000');
});

test('the file has more rows than the grid, no formulas, and tells NULL from the empty text', async ({ page }) => {
  await open(page);
  await run(page, `SELECT n, '=1+1' AS formula, NULL AS nothing, '' AS empty FROM generate_series(1, 3000) n`);
  await expect(grid(page)).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: 'Download' })
      .click()
      .then(() => page.getByRole('menuitem', { name: /^CSV/ }).click()),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(3002);
  expect(lines.slice(0, 2)).toEqual(['n,formula,nothing,empty', `1,'=1+1,,""`]);
  await expect(page.getByText('3,000 rows in the file.')).toBeVisible();
  await run(page, `SELECT 1 AS n, true AS yes, NULL AS nothing, '{"a": [1]}'::jsonb AS json, 'a|b' AS text`);
  await expect(grid(page).getByRole('columnheader', { name: /^yes/ })).toBeVisible();
  for (const [item, expected] of [
    [/^JSON/, JSON.stringify([{ n: 1, yes: true, nothing: null, json: { a: [1] }, text: 'a|b' }], null, 2)],
    [/^Markdown/, '| 1 | t | NULL | {"a": [1]} | a\\|b |'],
  ] as const) {
    await page.getByRole('button', { name: 'Download' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    expect(await readFile(await (await saved).path(), 'utf8')).toContain(expected);
  }
});

test('explain shows a tree with the slowest step, and a result becomes a chart', async ({ page }) => {
  await open(page);
  await type(page, 'SELECT u.username FROM users u JOIN sessions s ON s.user_id = u.id ORDER BY 1');
  await page.getByRole('button', { name: 'Explain analyze' }).click();
  const tree = page.getByRole('list', { name: 'Plan' });
  await expect(tree).toContainText('Sort');
  await expect(tree.getByText('slowest')).toHaveCount(1);
  await expect(page.getByText(/Planned in .* carried out in/)).toBeVisible();
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await expect(tree.getByText('most expensive')).toHaveCount(1);
  await run(page, `SELECT 'k' || n AS name, n * n AS square FROM generate_series(1, 12) n`);
  await expect(grid(page)).toBeVisible();
  await page.getByRole('tab', { name: 'Chart' }).click();
  await expect(page.getByRole('img', { name: 'square by name' }).locator('.recharts-bar-rectangle')).toHaveCount(12);
  const labels = page.locator('.recharts-xAxis .recharts-cartesian-axis-tick');
  await expect(labels).toHaveCount(12);
  await page.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'Line' }).click();
  await expect(page.getByRole('img', { name: 'square by name' }).locator('.recharts-line-curve')).toBeVisible();
});

test('a result is in sight, the split moves by keys and stays, and no label of a chart is dropped in silence', async ({
  page,
}) => {
  await open(page);
  await run(page, `SELECT 'a rather long name ' || n AS name, n FROM generate_series(1, 30) n`);
  await expect(cells(page).first()).toBeInViewport();
  const top = async () => (await grid(page).boundingBox())!.y;
  const before = await top();
  const split = page.getByRole('separator', { name: 'Height of the editor' });
  await split.focus();
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowDown');
  await expect.poll(top).toBe(before + 48);
  const height = await split.getAttribute('aria-valuenow');
  await page.reload();
  await expect(split).toHaveAttribute('aria-valuenow', height!);
  await run(page, `SELECT 'a rather long name ' || n AS name, n FROM generate_series(1, 30) n`);
  await page.getByRole('tab', { name: 'Chart' }).click();
  await expect(page.locator('.recharts-xAxis .recharts-cartesian-axis-tick')).toHaveCount(30);
  await page.getByRole('tab', { name: 'Grid' }).click();
  await run(page, `SELECT 'k' || n AS name, n FROM generate_series(1, 90) n`);
  await page.getByRole('tab', { name: 'Chart' }).click();
  await expect(page.getByText('One name in 3 has a label; pointing shows each.')).toBeVisible();
  await editor(page).fill('SELECT username FROM users ORDER BY username ');
  await editor(page).press('Control+End');
  await page.keyboard.type('des');
  await expect(page.getByRole('option').first()).toHaveText('DESC');
});

test('an old password confirmation is renewed, and then the query runs', async ({ page }) => {
  await open(page);
  // The reply that the server gives after an hour; the server's tests cover the time itself.
  let asked = 0;
  await page.route('**/api/admin/database/query', (route) =>
    asked++ === 0
      ? route.fulfill({
          status: 403,
          contentType: 'application/problem+json',
          body: JSON.stringify({ status: 403, code: 'auth.confirm-required', detail: 'Confirm it.' }),
        })
      : route.continue(),
  );
  await run(page, "SELECT 'after all' AS word");
  await page.getByRole('dialog').getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm and continue' }).click();
  await expect(cells(page)).toHaveText(['after all']);
});

test('the console with a result has no accessibility fault and no sideways scroll', async ({ page }) => {
  await open(page);
  await run(page, `SELECT username, role, NULL AS nothing FROM users LIMIT 3`);
  await expect(grid(page)).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
});

test('on a phone the console is read-only, with the editor above the result and no tree', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInAsNew(page, 'admin', '/admin/sql');
  await run(page, 'SELECT username, email, role, created_at FROM users LIMIT 5');
  await expect(grid(page)).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Schema' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Write mode…' })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const [above, below] = [await editor(page).boundingBox(), await grid(page).boundingBox()];
  expect(above!.y).toBeLessThan(below!.y);
});
