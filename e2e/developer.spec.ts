import { withinOne } from '../apps/api/test/clock.js';
import { expect, type Page } from '@playwright/test';
import { faultsOf, watchErrors } from './support/accessible.js';
import { call, newPerson, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

const DESK = ['/developer/keys', '/developer/usage', '/developer/batches', '/developer/playground', '/developer/docs'];

/** Creates a key with all scopes in the desk. @returns its secret */
async function makeKey(page: Page, name: string): Promise<string> {
  await page.goto(`${url()}/developer/keys`);
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  // Nobody would look for it below the window.
  await expect(dialog.getByRole('button', { name: 'Create key' })).toBeInViewport({ ratio: 1 });
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = await dialog.getByLabel('API key').innerText();
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  return key.trim();
}

const statusWith = async (page: Page, key: string) =>
  (await page.request.get(`${url()}/api/models`, { headers: { 'x-api-key': key } })).status();

/** Clicks Run and waits for the final figures. */
async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('group', { name: 'Figures of the run' })).toContainText('total');
}

test('a key has limits, is shown once, rotated with a grace period, and revoked by its name', async ({ page }) => {
  await signInAsNew(page, 'developer', '/developer/keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('night job');
  await dialog.getByLabel('Requests per minute').fill('1.5');
  await expect(dialog.getByText('Enter a whole number from 1 to 100,000.')).toBeVisible();
  await dialog.getByLabel('Requests per minute').fill('60');
  await dialog.getByLabel('Only from these addresses').fill('home');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByText('must be addresses or networks such as 10.0.0.0/8')).toBeVisible();
  await dialog.getByLabel('Only from these addresses').fill('127.0.0.0/8\n::1');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const first = (await dialog.getByLabel('API key').innerText()).trim();
  expect(first).toMatch(/^pk_[\w-]{43}$/);
  await expect(dialog.getByText(`curl ${url()}/api/chat`)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(dialog.getByLabel('API key')).toBeVisible();
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row').filter({ hasText: 'night job' });
  await expect(row).toContainText('60 requests per minute · from 127.0.0.0/8, ::1');
  await expect(page.locator('body')).not.toContainText(first);

  await row.getByRole('button', { name: 'Actions for “night job”' }).click();
  await page.getByRole('menuitem', { name: 'Rotate' }).click();
  await dialog.getByLabel('for one hour').check();
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  const second = (await dialog.getByLabel('API key').innerText()).trim();
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(row).toContainText(/Old secret works for (00:59|01:00):/);
  expect([await statusWith(page, first), await statusWith(page, second)]).toEqual([200, 200]);

  await row.getByRole('button', { name: 'Actions for “night job”' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await expect(dialog.getByLabel('Requests per minute')).toHaveValue('60');
  await dialog.getByLabel('Requests per minute').fill('0');
  await expect(dialog).toContainText('Enter a whole number from 1');
  await dialog.getByLabel('Requests per minute').fill('40');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('40 requests per minute');

  await row.getByRole('button', { name: 'Actions for “night job”' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await expect(dialog).toContainText('cannot be undone');
  await dialog.getByLabel('Type “night job” to revoke it').fill('night');
  await expect(dialog.getByRole('button', { name: 'Revoke' })).toBeDisabled();
  await dialog.getByLabel('Type “night job” to revoke it').fill('night job');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No keys yet.')).toBeVisible();
  expect([await statusWith(page, first), await statusWith(page, second)]).toEqual([401, 401]);
});

test("usage shows a key's requests by day, key and model", async ({ page }) => {
  await withinOne('day', async () => {
    await signInAsNew(page, 'developer', '/developer/usage');
    await expect(page.getByText('No requests in this period.')).toBeVisible();
    const key = await makeKey(page, 'counting');
    for (const content of ['one', 'two', 'three']) {
      const reply = await page.request.post(`${url()}/v1/chat/completions`, {
        headers: { authorization: `Bearer ${key}` },
        data: { model: 'gemma2:2b', messages: [{ role: 'user', content }] },
      });
      expect(reply.status()).toBe(200);
    }
    await page.getByRole('link', { name: 'Usage' }).click();
    await expect(page.locator('dl').getByText('3', { exact: true })).toBeVisible();
    await expect(page.getByRole('table', { name: 'By key' })).toContainText('counting');
    await expect(page.getByRole('table', { name: 'By model' })).toContainText('gemma2:2b');

    const bars = page.getByRole('slider', { name: 'Requests by day' });
    await expect(bars).toHaveAttribute('aria-valuetext', 'today so far: gemma2:2b 3');
    await bars.press('ArrowLeft');
    await expect(bars).toHaveAttribute('aria-valuetext', /: nothing$/);
    await bars.press('End');
    await bars.press('Enter');
    await expect(page).toHaveURL(/day=/);
    await page.getByRole('button', { name: 'Whole period' }).click();
    await page.getByRole('button', { name: 'View as table' }).click();
    await expect(page.getByRole('table', { name: 'Requests by day' }).getByRole('row').nth(1)).toContainText('so far');

    await page.getByRole('combobox', { name: 'Period' }).click();
    await page.getByRole('option', { name: 'Last 7 days' }).click();
    await page.getByRole('combobox', { name: 'Key' }).click();
    await page.getByRole('option', { name: /Without a key/ }).click();
    await expect(page).toHaveURL(/days=7&key=none|key=none&days=7/);
    await expect(page.getByText('No requests in this period with these filters.')).toBeVisible();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/^usage-.*\.csv$/);
  });
});

test('batches: one goes on to its end while it is watched, and its results are saved', async ({ page }) => {
  await signInAsNew(page, 'developer', '/developer/batches');
  await expect(page.getByText('No batches yet.')).toBeVisible();
  const key = await makeKey(page, 'night');
  const headers = { authorization: `Bearer ${key}` };
  const line = (custom_id: string, model: string) =>
    JSON.stringify({
      custom_id,
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model, messages: [{ role: 'user', content: custom_id }] },
    });
  const buffer = Buffer.from([line('good', 'gemma2:2b'), line('bad', 'no-such-model')].join('\n'));
  const file = { name: 'questions.jsonl', mimeType: 'application/jsonl', buffer };
  const uploaded = await page.request.post(`${url()}/v1/files`, { headers, multipart: { purpose: 'batch', file } });
  const { id } = (await uploaded.json()) as { id: string };
  const data = { input_file_id: id, endpoint: '/v1/chat/completions', completion_window: '24h' };
  await page.request.post(`${url()}/v1/batches`, { headers, data });
  await page.getByRole('link', { name: 'Batches' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'questions.jsonl' });
  await expect(row.getByText('Completed')).toBeVisible();
  await expect(row.getByText('2 of 2')).toBeVisible();
  await expect(row.getByText('1 failed')).toBeVisible();
  const results = row.getByRole('button', { name: 'Download the results of questions.jsonl' });
  await expect(results).toContainText(/\d kB$/);
  const saved = page.waitForEvent('download');
  await results.click();
  expect((await saved).suggestedFilename()).toMatch(/^batch_\w+_output\.jsonl$/);
});

test('playground: runs a request, shows events and figures, and rejects invalid JSON', async ({ page }) => {
  await signInAsNew(page, 'developer', '/developer/playground');
  const runButton = page.getByRole('button', { name: 'Run', exact: true });
  await expect(runButton).toBeDisabled();
  await page.getByLabel('System prompt').fill('Be brief.');
  await page.getByLabel('Message 1', { exact: true }).fill('scenario:echo from the playground, **bold**');
  await run(page);
  const response = page.getByRole('region', { name: 'Response' });
  await expect(response).toContainText('from the playground');
  await expect(response.getByRole('button', { name: 'Rendered', pressed: true })).toBeVisible();
  await expect(response.locator('strong')).toHaveText('bold');
  await expect(response.getByRole('group', { name: 'Figures of the run' })).toContainText(
    /200.*first token.*total.*tokens/,
  );
  await response.getByRole('button', { name: 'Events' }).click();
  await expect(response.getByText('data: [DONE]')).toBeVisible();
  await response.getByRole('button', { name: 'Raw' }).click();
  await expect(response.getByText('"object": "chat.completion"')).toBeVisible();

  // The form and the JSON view edit the same request.
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByLabel('Temperature').fill('0.3');
  await request.getByRole('button', { name: 'JSON', exact: true }).click();
  const json = request.getByLabel('Body of the request');
  await expect(json).toHaveValue(/"temperature": 0.3/);
  const text = await json.inputValue();
  await json.fill(text.replace('"temperature": 0.3', '"temperature": oops'));
  await expect(request.getByText(/not valid JSON: line \d+/)).toBeVisible();
  await expect(runButton).toBeDisabled();
  await json.fill(text.replace('"temperature": 0.3', '"temperature": 9'));
  await run(page);
  await expect(page.getByRole('alert')).toContainText('temperature must be from 0 to 2');
  await expect(response.getByText('"param": "temperature"')).toBeVisible();
  await expect(response.getByRole('group', { name: 'Figures of the run' })).toContainText('400');

  await page.getByRole('button', { name: 'Get code' }).click();
  const sheet = page.getByRole('dialog');
  for (const language of ['curl', 'Python', 'JavaScript']) {
    await sheet.getByRole('button', { name: language }).click();
    await expect(sheet.locator('pre')).toContainText(`${url()}/v1`);
    await expect(sheet.locator('pre')).toContainText('YOUR_API_KEY');
  }
  await sheet.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'History' }).click();
  const compare = sheet.getByRole('button', { name: 'Compare', exact: true });
  await expect(compare).toBeDisabled();
  for (const box of await sheet.getByRole('checkbox').all()) await box.check();
  await compare.click();
  const two = page.getByRole('dialog', { name: 'Compare two runs' });
  await expect(two.getByRole('row', { name: /^temperature not set 9/ })).toBeVisible();
  await expect(two.getByRole('row', { name: /^Answer/ })).toContainText('from the playground');
  await page.keyboard.press('Escape');
  await sheet
    .getByRole('button', { name: /Restore/ })
    .last()
    .click();
  await expect(json).not.toHaveValue(/temperature/);
});

test('playground: Stop disconnects and keeps the text received so far', async ({ page }) => {
  await signInAsNew(page, 'developer', '/developer/playground');
  await page.getByLabel('Message 1', { exact: true }).fill(`scenario:endless ${Date.now()}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('[data-answer]')).not.toBeEmpty();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped. What arrived before is kept.')).toBeVisible();
  await expect(page.locator('[data-answer]')).not.toBeEmpty();
});

test('docs: show this installation’s address and model, remember the language, search the reference', async ({
  page,
}) => {
  await signInAsNew(page, 'developer', '/developer/docs');
  await expect(page.getByText(`curl -sS ${url()}/api/chat`).first()).toBeVisible();
  await expect(page.locator('pre').first()).toContainText('gemma2:2b');
  await expect(page.locator('pre').first()).toContainText('YOUR_API_KEY');
  await page.getByRole('button', { name: 'Python' }).first().click();
  await expect(page.locator('pre').first()).toContainText('urlopen');
  await page.reload();
  await expect(page.locator('pre').first()).toContainText('urlopen');
  await page.getByLabel('Search endpoints').fill('post rotate');
  await expect(page.getByText('1 endpoint', { exact: true })).toBeVisible();
  await page.getByText('/api/developer/api-keys/{key_id}/rotate').click();
  await expect(page.getByRole('table', { name: 'Body' })).toContainText('grace_seconds');
  await page.getByLabel('Search endpoints').fill('');
  await page.goto(`${url()}/developer/docs#openAiChatCompletions`);
  await expect(page.getByRole('row', { name: /^user ignored/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Docs', exact: true })).toBeInViewport();
  await page.getByRole('link', { name: 'Try it in the playground' }).click();
  await expect(page.getByLabel('Message 1', { exact: true })).toHaveValue('Why is the sky blue?');
});

test("the explorer uses the portal's session, and its examples run", async ({ page }) => {
  await signInAsNew(page, 'developer', '/docs');
  // Only what is on the screen is in the page.
  await page.getByPlaceholder('Filter by tag').fill('openai');
  const operation = page.locator('#operations-openai-openAiChatCompletions');
  await operation
    .getByRole('button', { name: /chat\/completions/ })
    .first()
    .click();
  await expect(operation.getByLabel('authorization button locked')).toBeVisible();
  await expect(operation.locator('textarea')).toHaveValue(/Why is the sky blue/);
  await operation.getByRole('button', { name: 'Execute' }).click();
  await expect(operation.locator('.live-responses-table .response-col_status').last()).toContainText('200');
});

test('only developers can open the desk', async ({ page }) => {
  await newPerson(page);
  for (const path of DESK) {
    await page.goto(url() + path);
    await expect(page.getByRole('heading', { name: /needs the role/ })).toBeVisible();
  }
});

test('the desk has no accessibility fault, no console error and no sideways scroll', async ({ page }) => {
  test.setTimeout(90_000);
  await newPerson(page, 'developer');
  const problems = watchErrors(page);
  const key = await makeKey(page, 'a name that is so long that no table has room for all of it 7');
  await call(
    page,
    'POST',
    '/v1/chat/completions',
    { model: 'gemma2:2b', messages: [{ role: 'user', content: 'axe' }] },
    key,
  );
  for (const path of DESK) {
    await page.goto(url() + path);
    await expect(page.getByRole('heading').first()).toBeAttached();
    if (path.endsWith('playground')) {
      await page.getByLabel('Message 1', { exact: true }).fill('scenario:markdown show');
      await run(page);
    }
    if (path.endsWith('docs')) await expect(page.getByText(/\d+ endpoints/)).toBeVisible();
    if (path.endsWith('usage')) await expect(page.getByRole('table', { name: 'By key' })).toBeVisible();
    expect([path, await faultsOf(page, { phone: 'axe' })]).toEqual([path, []]);
  }
  expect(problems).toEqual([]);
});
