import { expect, type Locator, type Page } from '@playwright/test';
import { axeFaults, faultsOf, watchErrors } from './support/accessible.js';
import { call, newPerson, PASSWORD } from './support/people.js';
import { test, url } from './support/portals.js';

const chart = (page: Page, name = 'Requests and errors') => page.getByRole('slider', { name, exact: true });
const panel = (page: Page, name = 'Requests and errors') => page.getByRole('region', { name, exact: true });

async function openTelemetry(page: Page, query = ''): Promise<string> {
  const name = await newPerson(page, 'admin');
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  await call(page, 'POST', '/api/chat', { prompt: `Count me, ${name}`, model: 'gemma2:2b', stream: false }, token);
  await page.goto(`${url()}/admin/telemetry${query}`);
  await expect(chart(page)).toBeVisible();
  return name;
}

/** Moves back from the newest point to one that matches: a minute that has just begun has no figures yet. */
async function readBackTo(slider: Locator, text: RegExp): Promise<void> {
  const words = async () => (await slider.getAttribute('aria-valuetext')) ?? '';
  await expect(async () => {
    await slider.press('End');
    for (let back = 0; back < 5 && !text.test(await words()); back++) await slider.press('ArrowLeft');
    expect(await words()).toMatch(text);
  }).toPass();
}

test('the page shows charts, tables by model and user, and counts of actions', async ({ page }) => {
  const name = await openTelemetry(page);
  // The table shows only the twenty busiest users, and earlier journeys left users as well.
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  for (let i = 0; i < 10; i++)
    await Promise.all(Array.from({ length: 30 }, () => call(page, 'GET', '/api/auth/me', undefined, token)));
  await page.getByRole('button', { name: 'Refresh' }).click();
  for (const title of [
    'Duration of requests',
    'Time to first token',
    'Tokens per second, by model',
    'Queue',
    'Cache hit rate',
    'Memory',
    'Event loop lag',
    'Processor',
    'Database connections',
  ])
    await expect(panel(page, title)).toBeVisible();
  await expect(
    page.getByRole('table', { name: 'By model' }).getByRole('row').filter({ hasText: 'gemma2:2b' }),
  ).toBeVisible();
  await expect(page.getByRole('table', { name: 'By user' }).getByRole('row').filter({ hasText: name })).toBeVisible();
  await expect(page.getByRole('link', { name: 'chat.send' })).toBeVisible();
});

test('the range is in the address, and dragging on one chart zooms all charts', async ({ page }) => {
  await openTelemetry(page);
  await page.getByRole('combobox', { name: 'Time range' }).click();
  await page.getByRole('option', { name: 'Last 24 hours' }).click();
  await expect(page).toHaveURL(/range=24h/);
  await expect(page.getByText('one point is 5 minutes')).toBeVisible();
  const box = (await chart(page).boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 20, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page).not.toHaveURL(/range=/);
  await expect(page.getByLabel('From')).toBeVisible();
  const points = (name?: string) => chart(page, name).getAttribute('aria-valuemax');
  await expect.poll(async () => (await points('Memory')) === (await points())).toBe(true);
  const zoomed = page.url();
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page).not.toHaveURL(zoomed);
  await page.goBack();
  await expect(page).toHaveURL(zoomed);
  await page.reload();
  await expect(page.getByLabel('From')).toBeVisible();
});

test('arrow keys read the points of all charts together, and Shift with Enter zooms', async ({ page }) => {
  await openTelemetry(page, '?refresh=0');
  const requests = chart(page);
  await requests.focus();
  await page.keyboard.press('End');
  await expect(requests).toHaveAttribute('aria-valuenow', (await requests.getAttribute('aria-valuemax'))!);
  await readBackTo(requests, /Requests \d/);
  const newest = Number(await requests.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowLeft');
  await expect(requests).toHaveAttribute('aria-valuenow', String(newest - 1));
  await expect(chart(page, 'Memory')).toHaveAttribute('aria-valuenow', String(newest - 1));
  for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=.*to=/);
});

test('a chart can be shown as a table, and its legend isolates a line', async ({ page }) => {
  await openTelemetry(page, '?refresh=0');
  const requests = panel(page);
  const line = requests.getByRole('button', { name: /^Requests (?!and errors)/ });
  await expect(requests.getByRole('slider').locator('path')).toHaveCount(4);
  await line.click();
  await expect(line).toHaveAttribute('aria-pressed', 'true');
  await expect(requests.getByRole('slider').locator('path')).toHaveCount(1);
  const height = (await requests.boundingBox())!.height;
  await requests.getByRole('button', { name: 'Requests and errors: Table' }).click();
  await expect(requests.getByRole('table').getByRole('row').nth(1)).toBeVisible();
  expect((await requests.boundingBox())!.height).toBe(height);
  await requests.getByRole('button', { name: 'Requests and errors: Chart' }).click();
  await expect(chart(page)).toBeVisible();
});

test('it refreshes automatically, except during a drag, and says when the figures are old', async ({ page }) => {
  await page.clock.install();
  await openTelemetry(page, '?refresh=5');
  // From here on only the test advances the page's clock; the five seconds count from the reply to Refresh.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
  const refreshed = page.waitForResponse('**/api/admin/telemetry*');
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await (await refreshed).finished();
  let asked = 0;
  page.on('request', (request) => (asked += Number(request.url().includes('/api/admin/telemetry'))));
  await page.clock.runFor(6_000);
  await expect.poll(() => asked).toBe(1);
  await expect(chart(page)).toBeVisible();
  const box = (await chart(page).boundingBox())!;
  await page.mouse.move(box.x + 100, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 140, box.y + 20);
  await page.clock.runFor(20_000);
  expect(asked).toBe(1);
  // Ends the drag where it began, without a zoom.
  await page.mouse.move(box.x + 100, box.y + 20);
  await page.mouse.up();
  await page.route('**/api/admin/telemetry*', (route) => route.fulfill(REFUSED));
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await page.clock.runFor(20_000);
  await expect(page.getByText('Not reachable; last seen')).toBeVisible();
  await expect(panel(page, 'Memory').getByText(/^last seen .* ago$/)).toBeVisible();
  await expect(chart(page)).toBeVisible();
});

const REFUSED = {
  status: 500,
  contentType: 'application/problem+json',
  body:
    '{"type":"about:blank","title":"Internal","status":500,"code":"internal.error","detail":"The figures are ' +
    'lost."}',
};
const PANELS = [
  'Requests and errors',
  'Duration of requests',
  'Tokens per second, by model',
  'Memory',
  'Models in memory',
];

test('panels have their size before the figures arrive, and nothing moves then', async ({ page }) => {
  await newPerson(page, 'admin');
  const places = async () => Promise.all(PANELS.map((name) => panel(page, name).boundingBox()));
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/api/admin/telemetry*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${url()}/admin/telemetry?refresh=0`);
    await expect(page.getByText('Loading')).toBeVisible();
    const before = await places();
    release();
    await expect(chart(page)).toBeVisible();
    expect(await places()).toEqual(before);
    await page.unrouteAll({ behavior: 'wait' });
  }
});

test('without a reply each panel says so, and one button retries', async ({ page }) => {
  await newPerson(page, 'admin');
  await page.route('**/api/admin/telemetry*', (route) => route.fulfill(REFUSED));
  await page.goto(`${url()}/admin/telemetry?refresh=0`);
  for (const name of PANELS)
    await expect(panel(page, name).getByText('The figures are lost.')).toBeVisible({ timeout: 20_000 });
  const { height } = (await panel(page).boundingBox())!;
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(1);
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(chart(page)).toBeVisible();
  expect((await panel(page).boundingBox())!.height).toBe(height);
});

test('a chart that fails to render does not affect the others', async ({ page }) => {
  await newPerson(page, 'admin');
  await page.route('**/api/admin/telemetry*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      json: { ...(await response.json()), loaded_models: [{ model: 'odd', memory_bytes: 1, values: null }] },
    });
  });
  await page.goto(`${url()}/admin/telemetry?refresh=0`);
  await expect(panel(page, 'Models in memory').getByText('This chart cannot be drawn.')).toBeVisible();
  await expect(chart(page, 'Memory')).toBeVisible();
});

test('a link to a panel contains the range and opens the panel', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openTelemetry(page, '?refresh=0');
  await panel(page, 'Database connections').getByRole('button', { name: 'Copy link to Database connections' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).searchParams.get('from')).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(new URL(link).hash).toBe('#pool');
  await page.goto('about:blank');
  await page.goto(link);
  await expect(panel(page, 'Database connections')).toBeInViewport();
  await expect(panel(page, 'Database connections')).toBeFocused();
  await expect(panel(page, 'Database connections')).toHaveAttribute('aria-current', 'true');
  await expect(panel(page)).not.toHaveAttribute('aria-current');
  await expect(page.getByLabel('From')).toBeVisible();
});

test('models in memory are shown as bars and as a table', async ({ page }) => {
  await openTelemetry(page, '?refresh=5');
  // The server checks the backends from time to time.
  const bars = panel(page, 'Models in memory');
  await expect(bars.locator('[data-presence="all"]').first()).toBeAttached({ timeout: 30_000 });
  await readBackTo(bars.getByRole('slider'), /gemma2:2b 100%/);
  await bars.getByRole('button', { name: 'Models in memory: Table' }).click();
  await expect(bars.getByRole('columnheader', { name: 'gemma2:2b' })).toBeVisible();
  await expect(bars.getByRole('cell', { name: '100%' }).first()).toBeVisible();
});

test('on a phone the range opens as a bottom sheet', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openTelemetry(page, '?refresh=0');
  await page.getByRole('button', { name: 'Time range: Last hour' }).click();
  const sheet = page.getByRole('dialog', { name: 'Time range and refresh' });
  await expect(sheet.getByRole('button', { name: 'Last hour' })).toHaveAttribute('aria-pressed', 'true');
  expect(await axeFaults(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Last 7 days' }).click();
  await expect(sheet).toBeHidden();
  await expect(page).toHaveURL(/range=7d/);
  expect((await chart(page).boundingBox())!.height).toBeLessThanOrEqual(180);
});

test('a range without figures says so at the same height', async ({ page }) => {
  await openTelemetry(page, '?refresh=0');
  const height = (await panel(page).boundingBox())!.height;
  await page.goto(`${url()}/admin/telemetry?refresh=0&from=2026-01-01T00:00:00.000Z&to=2026-01-02T00:00:00.000Z`);
  await expect(panel(page).getByText('No data in this range')).toBeVisible();
  expect((await panel(page).boundingBox())!.height).toBe(height);
});

test('no accessibility fault, no console error, nothing wider than the page', async ({ page }) => {
  const errors = watchErrors(page);
  await openTelemetry(page, '?refresh=0');
  await expect(page.getByRole('table', { name: 'By user' })).toBeVisible();
  expect(await faultsOf(page, { phone: 'axe' })).toEqual([]);
  expect(errors).toEqual([]);
});
