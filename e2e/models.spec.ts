import { expect, type Page } from '@playwright/test';
import { axeFaults, faultsOf, watchErrors } from './support/accessible.js';
import { fake, signIn, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

/** A pull so slow that it never ends before the test cancels it. */
const ENDLESS = { scenario: { text: '', delayMs: 100, pull: { lines: 1_000 } } };

/** Parts of the page that scroll sideways. */
const sideways = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main, main *')]
      .filter(
        (part) =>
          !part.closest('nav') &&
          part.scrollWidth > part.clientWidth + 1 &&
          ['auto', 'scroll'].includes(getComputedStyle(part).overflowX),
      )
      .map((part) => part.ariaLabel ?? part.tagName),
  );

test('a pull shows progress, survives a reload, and two admins can cancel and resume it', async ({ page, browser }) => {
  await fake(page, 'scenario', ENDLESS);
  await signInAsNew(page, 'admin', '/admin/models');
  const name = `journey${Date.now().toString(36)}:1b`;
  await page.getByLabel('Model name').fill(name);
  await page.getByRole('button', { name: 'Pull', exact: true }).click();
  const jobs = page.getByRole('region', { name: 'Downloads' });
  await expect(jobs.getByRole('progressbar', { name: `Progress of ${name}` })).toBeVisible();
  await expect(jobs.getByText(/MB of 1\.6 GB/)).toBeVisible();
  await expect(jobs.getByText(/\/s$/)).toBeVisible();
  await expect(jobs.getByText(/ left$/)).toBeVisible();
  await expect(jobs.getByRole('list', { name: `Steps of ${name}` }).getByText('layers')).toHaveAttribute(
    'aria-current',
    'step',
  );
  await page.reload();
  await expect(jobs.getByText(/MB of 1\.6 GB|GB of 1\.6 GB/)).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await signInAsNew(other, 'admin', '/admin/models');
  await other.getByRole('button', { name: `Cancel ${name}` }).click();
  await expect(jobs.getByText('cancelled')).toBeVisible();
  await other.context().close();

  await fake(page, 'scenario', { name: 'hello' });
  await jobs.getByRole('button', { name: `Resume ${name}` }).click();
  await expect(page.getByRole('switch', { name: `Enable ${name}` })).toBeChecked();
  await jobs.getByRole('button', { name: `Remove ${name} from the list` }).click();
  await expect(jobs).toHaveCount(0);
});

test('a rejected pull says why', async ({ page }) => {
  await signInAsNew(page, 'admin', '/admin/models');
  await page.getByLabel('Model name').fill('unknown-thing');
  await page.getByRole('button', { name: 'Pull', exact: true }).click();
  const jobs = page.getByRole('region', { name: 'Downloads' });
  await expect(jobs.getByText(/no model named unknown-thing/)).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await expect(jobs.getByRole('button', { name: 'Resume unknown-thing' })).toHaveCount(0);
  await jobs.getByRole('button', { name: 'Remove unknown-thing from the list' }).click();
  await expect(jobs).toHaveCount(0);
  await page.getByLabel('Model name').fill('../etc/passwd');
  await page.getByRole('button', { name: 'Pull', exact: true }).click();
  await expect(page.getByText('must be a model name such as llama3.2:3b')).toBeVisible();
});

test('an interrupted pull says why and resumes; on a phone its progress stays visible', async ({ page }) => {
  await signInAsNew(page, 'admin');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${url()}/admin/models`);
  await fake(page, 'scenario', { name: 'pullFails' });
  const name = `broken${Date.now().toString(36)}:1b`;
  await page.getByLabel('Model name').fill(name);
  await page.getByRole('button', { name: 'Pull', exact: true }).click();
  const jobs = page.getByRole('region', { name: 'Downloads' });
  await expect(jobs.getByText(/goes on where it stopped/)).toBeVisible();
  await fake(page, 'scenario', ENDLESS);
  await jobs.getByRole('button', { name: `Resume ${name}` }).click();
  const strip = page.getByRole('region', { name: 'Model downloads' });
  await expect(strip).toContainText(name);
  await expect(strip.getByText(/of 1\.6 GB/)).toBeInViewport();
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await expect(strip.getByText(/of 1\.6 GB/)).toBeInViewport();
  expect(await sideways(page)).toEqual([]);
  await jobs.getByRole('button', { name: `Cancel ${name}` }).click();
  await expect(strip).toHaveCount(0);
  await jobs.getByRole('button', { name: `Remove ${name} from the list` }).click();
  await expect(jobs).toHaveCount(0);
});

test('nothing scrolls sideways, keys move through the list, and the open model is in the address', async ({ page }) => {
  const errors = watchErrors(page);
  await signInAsNew(page, 'admin', '/admin/models');
  await expect(page.getByRole('table', { name: 'Models' })).toContainText('Q4_K_M · 8K context');
  expect(await sideways(page)).toEqual([]);
  expect(await faultsOf(page, { phone: 'axe' })).toEqual([]);
  expect(errors).toEqual([]);
  const rows = page.getByRole('button', { name: /^Open / });
  await page.keyboard.press('j');
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog');
  await expect(sheet).toBeVisible();
  await expect(page).toHaveURL(/\?model=/);
  const title = await sheet.getByRole('heading', { level: 2 }).first().textContent();
  await page.reload();
  await expect(sheet).toHaveAccessibleName(title!);
  await page.goBack();
  await expect(sheet).toHaveCount(0);
  await page.goForward();
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/admin\/models$/);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole('list', { name: 'Models' })).toContainText('Q4_K_M · 8K context');
  expect(await sideways(page)).toEqual([]);
});

test(
  'models of an unreachable backend are greyed out with the reason and cannot be loaded or deleted, and ' +
    'everything else works',
  async ({ page, bareUrl }) => {
    await signIn(page, bareUrl);
    await page.goto(`${bareUrl}/admin/models`);
    const backends = page.getByRole('list', { name: 'Backends' });
    await expect(backends.getByText(/^Ollama at .*: out of reach$/)).toBeVisible();
    await expect(backends.getByText(/is out of reach: nothing listens there\. Start it/)).toBeVisible();
    const row = page.getByRole('row').filter({ hasText: 'gemma2:2b' });
    await expect(row).toContainText('out of reach');
    await expect(row).toContainText('not seen since the server started');
    await expect(page.getByRole('row').filter({ hasText: 'Pocket demo' })).toContainText(/ready|in memory/);
    await expect(page.getByLabel('Model name')).toBeDisabled();
    await expect(page.getByText(/is out of reach, so nothing can be pulled now/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Pull gemma2:2b' })).toBeDisabled();
    await row.getByRole('button', { name: 'Open gemma2:2b' }).click();
    const sheet = page.getByRole('dialog', { name: 'gemma2:2b' });
    await expect(sheet.getByText(/nothing listens there/)).toBeVisible();
    await expect(sheet.getByRole('button', { name: 'Load' })).toBeDisabled();
    await expect(sheet.getByRole('button', { name: 'Delete model' })).toBeDisabled();
    await expect(sheet.getByText('No prompt can be sent while it is unavailable.')).toBeVisible();
    const asked = page.waitForResponse((response) => response.url().endsWith('/discover'));
    await sheet.getByRole('button', { name: 'Try again' }).click();
    expect((await asked).ok()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
  },
);

test('an invalid GGUF address is rejected at its field, before anything is fetched', async ({ page, bareUrl }) => {
  await signIn(page, bareUrl);
  await page.goto(`${bareUrl}/admin/models`);
  const form = page.getByRole('region', { name: 'Download a GGUF file' });
  await expect(form.getByText(/ free where it goes\.$/)).toBeVisible();
  await expect(form.getByRole('button', { name: 'Download' })).toBeDisabled();
  for (const [address, reason] of [
    ['model.gguf', 'Only plain https addresses'],
    ['http://huggingface.co/a/b/resolve/main/x.gguf', 'Only plain https addresses'],
    ['https://example.org/x.gguf', 'example.org is not among them'],
    ['https://huggingface.co/a/b', 'does not end in the name of a .gguf file'],
    ['https://huggingface.co/a/b/blob/main/x.gguf', 'https://huggingface.co/a/b/resolve/main/x.gguf'],
  ] as const) {
    await form.getByLabel('Address of the file').fill(address);
    await form.getByRole('button', { name: 'Download' }).click();
    await expect(form.getByLabel('Address of the file')).toHaveAccessibleDescription(
      new RegExp(reason.replaceAll('.', '\\.')),
    );
  }
  await form.getByLabel('SHA-256 (optional)').fill('abc');
  await form.getByRole('button', { name: 'Download' }).click();
  await expect(form.getByLabel('SHA-256 (optional)')).toHaveAccessibleDescription(
    'This must be 64 hexadecimal digits.',
  );
  expect(await axeFaults(page)).toEqual([]);
  await expect(page.getByRole('region', { name: 'Downloads' })).toHaveCount(0);
});

test("a model's settings, load and eject, a test prompt, and its removal", async ({ page }) => {
  await signInAsNew(page, 'admin', '/admin/models');
  await page.getByRole('button', { name: 'Open fake-echo:latest' }).click();
  const sheet = page.getByRole('dialog', { name: /Echo|fake-echo/ });
  await sheet.getByRole('button', { name: 'Load' }).click();
  await expect(sheet.getByText(/^in memory, /)).toBeVisible();
  await sheet.getByRole('button', { name: 'Eject' }).click();
  await expect(sheet.getByText('ready')).toBeVisible();
  await expect(sheet.getByText(/^Took .* when it was last in memory\. .* are free on this machine\.$/)).toBeVisible();
  await sheet.getByRole('textbox', { name: 'Test prompt' }).fill('an inline question');
  await sheet.getByRole('button', { name: 'Ask' }).click();
  await expect(sheet.getByRole('status').getByText('an inline question')).toBeVisible();

  await sheet.getByLabel('Temperature').fill('warm');
  await expect(sheet.getByText('A number, or empty.')).toBeVisible();
  await sheet.getByLabel('Temperature').fill('7');
  await sheet.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(sheet.getByText(/must not be greater than 2/)).toBeVisible();
  await sheet.getByLabel('Temperature').fill('0.4');
  await sheet.getByLabel('Shown as').fill('Echo');
  await sheet.getByLabel('Who can use it').click();
  await page.getByRole('option', { name: 'Administrators', exact: true }).click();
  await sheet.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(sheet.getByText('Saved.')).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);

  await sheet.getByRole('button', { name: 'Delete model' }).click();
  const asking = page.getByRole('dialog', { name: 'Delete Echo' });
  await expect(asking.getByRole('region', { name: 'Used by' })).toContainText(/Not used anywhere|chat/);
  await expect(asking.getByRole('button', { name: 'Delete model' })).toBeDisabled();
  await asking.getByLabel(/to delete it$/).fill('fake-echo:latest');
  await asking.getByRole('checkbox').uncheck();
  await asking.getByRole('button', { name: 'Delete model' }).click();
  await expect(page.getByRole('button', { name: 'Open Echo' })).toHaveCount(0);
  // Restores it for the journeys that follow.
  await page.getByRole('button', { name: 'Add by name' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('fake-echo:latest');
  await page.getByRole('dialog').getByRole('button', { name: 'Add by name' }).click();
  await expect(page.getByRole('button', { name: 'Open fake-echo:latest' })).toBeVisible();
});
