import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { faultsOf } from './support/accessible.js';
import { call, PASSWORD, signIn, signInAsNew } from './support/people.js';
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
  await page.getByRole('searchbox', { name: 'Find a table or column' }).fill('message_c');
  await page.getByRole('button', { name: 'Insert message_count' }).click();
  await expect(editor(page)).toContainText('ORDER BY message_count');
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
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(3002);
  expect(lines.slice(0, 2)).toEqual(['n,formula,nothing,empty', `1,'=1+1,,""`]);
  await expect(page.getByText('3,000 rows in the file.')).toBeVisible();
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
  await page.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'Line' }).click();
  await expect(page.getByRole('img', { name: 'square by name' }).locator('.recharts-line-curve')).toBeVisible();
});

test('a query is saved, changed and found again; tabs and history survive a reload', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Users by role' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('People');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'People', exact: true })).toBeVisible();
  await run(page, "SELECT 'changed' AS word");
  await expect(cells(page)).toHaveText(['changed']);
  await expect(page.getByRole('button', { name: 'People, not saved' })).toBeVisible();
  await page.reload();
  await expect(editor(page)).toContainText("SELECT 'changed'");
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'People', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'New tab' }).click();
  await page.getByRole('tab', { name: 'Saved' }).click();
  await page.getByRole('button', { name: 'Close People', exact: true }).click();
  await page.getByRole('button', { name: 'Open People' }).click();
  await expect(editor(page)).toContainText("SELECT 'changed'");
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'changed' })).toContainText('done');
});

test('write mode: password and typed word, a countdown, a confirmation for all rows, and back', async ({ page }) => {
  const name = await signInAsNew(page, 'admin', '/admin/sql');
  await expect(page.getByText('READ-ONLY')).toBeVisible();
  await page.getByRole('button', { name: 'Write mode…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password', { exact: true }).fill('wrong');
  await dialog.getByLabel('Type “write” to confirm').fill('write');
  await dialog.getByRole('button', { name: 'Open for ten minutes' }).click();
  await expect(dialog.getByRole('alert')).toContainText('wrong');
  await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Open for ten minutes' }).click();
  await expect(page.getByText('WRITE', { exact: true })).toBeVisible();
  await expect(page.getByRole('timer')).toContainText(/(10:00|9:\d\d) left/);
  await run(page, `UPDATE users SET email = 'changed-${name}@example.org' WHERE username = '${name}'`);
  await expect(page.getByRole('status').filter({ hasText: '1 row changed' })).toBeVisible();
  // At least two rows, whatever other journeys left.
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  for (const preset of ['first', 'second']) await call(page, 'POST', '/api/chat/presets', { name: preset }, token);
  await run(page, 'DELETE FROM chat_presets');
  await expect(dialog).toContainText('Change every row?');
  await expect(dialog.getByRole('button', { name: 'Change all rows' })).toBeDisabled();
  await dialog.getByLabel(/all rows/).fill('all rows');
  await dialog.getByRole('button', { name: 'Change all rows' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'changed' })).toContainText('rows changed');
  await run(page, 'DELETE FROM logs WHERE true');
  await expect(page.getByRole('alert')).toContainText('42501');
  await page.getByRole('button', { name: 'Back to read-only' }).click();
  await expect(page.getByText('READ-ONLY')).toBeVisible();
  await run(page, `UPDATE users SET email = 'x' WHERE username = '${name}'`);
  await expect(page.getByRole('alert')).toContainText('42501');
});

test('without its configuration there is no write mode', async ({ page, bareUrl }) => {
  await signIn(page, bareUrl);
  await page.goto(`${bareUrl}/admin/sql`);
  await run(page, 'SELECT 1 AS one');
  await expect(cells(page)).toHaveText(['1']);
  await expect(page.getByRole('button', { name: 'Write mode…' })).toHaveCount(0);
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
