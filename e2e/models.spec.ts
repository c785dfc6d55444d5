import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { fake, signInAsNew, url } from './support/people.js';

test.afterEach(async ({ page }) => {
  await fake(page, 'release', { n: 100_000 });
  await fake(page, 'scenario', { name: 'hello' });
});

test('a pull shows how far it is, survives a reload, is seen by another admin, is cancelled there and resumed here', async ({ page, browser }) => {
  await fake(page, 'scenario', { name: 'pullSlow' });
  await signInAsNew(page, 'admin');
  await page.goto(`${url()}/admin/models`);
  const name = `journey${Date.now().toString(36)}:1b`;
  await page.getByLabel('Model name').fill(name);
  await page.getByRole('button', { name: 'Pull', exact: true }).click();
  const jobs = page.getByRole('region', { name: 'On their way' });
  await expect(jobs.getByRole('progressbar', { name: `Progress of ${name}` })).toBeVisible();
  await expect(jobs.getByText(/MB of 1\.6 GB/)).toBeVisible();
  await expect(jobs.getByText(/\/s$/)).toBeVisible();
  await expect(jobs.getByText(/ left$/)).toBeVisible();
  await page.reload();
  await expect(jobs.getByText(/MB of 1\.6 GB|GB of 1\.6 GB/)).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await signInAsNew(other, 'admin');
  await other.goto(`${url()}/admin/models`);
  await other.getByRole('button', { name: `Cancel ${name}` }).click();
  await expect(jobs.getByText('cancelled')).toBeVisible();
  await other.context().close();

  await fake(page, 'scenario', { name: 'hello' });
  await jobs.getByRole('button', { name: `Resume ${name}` }).click();
  await expect(page.getByRole('switch', { name: `Enable ${name}` })).toBeChecked();
  await jobs.getByRole('button', { name: `Take ${name} from the list` }).click();
  await expect(jobs).toHaveCount(0);
});

test('a pull that cannot be says why', async ({ page }) => {
  await signInAsNew(page, 'admin');
  await page.goto(`${url()}/admin/models`);
  await page.getByLabel('Model name').fill('unknown-thing');
  await page.getByRole('button', { name: 'Pull', exact: true }).click();
  const jobs = page.getByRole('region', { name: 'On their way' });
  await expect(jobs.getByText(/no model named unknown-thing/)).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await jobs.getByRole('button', { name: 'Take unknown-thing from the list' }).click();
  await expect(jobs).toHaveCount(0);
});

test('settings, load and eject, a test prompt, and the end of a model', async ({ page }) => {
  await signInAsNew(page, 'admin');
  await page.goto(`${url()}/admin/models`);
  await page.getByRole('button', { name: 'Open fake-echo:latest' }).click();
  const sheet = page.getByRole('dialog', { name: /Echo|fake-echo/ });
  await sheet.getByRole('button', { name: 'Load' }).click();
  await expect(sheet.getByText(/^in memory, /)).toBeVisible();
  await sheet.getByRole('button', { name: 'Eject' }).click();
  await expect(sheet.getByText('ready')).toBeVisible();
  await sheet.getByRole('textbox', { name: 'Test prompt' }).fill('an inline question');
  await sheet.getByRole('button', { name: 'Ask' }).click();
  await expect(sheet.getByRole('status').getByText('an inline question')).toBeVisible();

  await sheet.getByLabel('Temperature').fill('warm');
  await expect(sheet.getByText('A number, or empty.')).toBeVisible();
  await sheet.getByLabel('Temperature').fill('7');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByText(/must not be greater than 2/)).toBeVisible();
  await sheet.getByLabel('Temperature').fill('0.4');
  await sheet.getByLabel('Shown as').fill('Echo');
  await sheet.getByLabel('Who may use it').click();
  await page.getByRole('option', { name: 'Administrators', exact: true }).click();
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByText('Saved.')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  await sheet.getByRole('button', { name: 'Delete model' }).click();
  const asking = page.getByRole('dialog', { name: 'Delete Echo' });
  await expect(asking.getByRole('region', { name: 'What uses it' })).toContainText(/Nothing uses it|chat/);
  await expect(asking.getByRole('button', { name: 'Delete model' })).toBeDisabled();
  await asking.getByLabel(/to delete it$/).fill('fake-echo:latest');
  await asking.getByRole('checkbox').uncheck();
  await asking.getByRole('button', { name: 'Delete model' }).click();
  await expect(page.getByRole('button', { name: 'Open Echo' })).toHaveCount(0);
  // Back again for the journeys that follow.
  await page.getByRole('button', { name: 'Add by name' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('fake-echo:latest');
  await page.getByRole('dialog').getByRole('button', { name: 'Add by name' }).click();
  await expect(page.getByRole('button', { name: 'Open fake-echo:latest' })).toBeVisible();
});
