import { expect, type Locator, type Page } from '@playwright/test';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { HOSTILE_PREVIEWS } from './support/hostile-previews.js';
import { answers, ask, fake, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

const fence = (language: string, code: string): string => `\`\`\`\`${language}\n${code}\n\`\`\`\``;

/** Asks for an answer of these blocks. @returns the blocks */
async function answered(page: Page, blocks: readonly string[]): Promise<Locator> {
  const before = await answers(page).count();
  await fake(page, 'scenario', { scenario: { text: blocks.join('\n\n'), pieceChars: 500 } });
  // Of other words each time: the cache answers a question that it knows.
  await ask(page, `Draw ${blocks.length} things`);
  await whenWritten(page, before + 1);
  return answers(page).last().locator('figure');
}

const switchOf = (block: Locator): Locator => block.getByRole('button', { name: 'Preview', exact: true });

/** Switches a block to its preview and waits for what becomes of it. */
async function preview(block: Locator): Promise<Locator> {
  // At the end the row of the way there goes, and all moves down by it: first that, then the click.
  await switchOf(block).evaluate(async (button) => {
    button.scrollIntoView({ block: 'center' });
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
  });
  await switchOf(block).click();
  return settled(block);
}

async function settled(block: Locator): Promise<Locator> {
  const box = block.locator('[data-preview]');
  await expect(box).toHaveAttribute('data-preview', /drawn|failed/, { timeout: 30_000 });
  return box;
}

const DIAGRAM = 'flowchart LR\n  A[Question] --> B{Cached?}\n  B -->|yes| C[Answer]\n  B -->|no| D[Model] --> C';
const DRAWING = '<svg viewBox="0 0 100 60"><circle cx="50" cy="30" r="25" fill="teal"/></svg>';

test('a diagram, a drawing and a page are drawn, enlarged and saved', async ({ page }) => {
  await signInAsNew(page);
  const blocks = await answered(page, [
    fence('mermaid', DIAGRAM),
    fence('xml', DRAWING),
    fence('html', '<h1>Menu</h1><p style="color: teal">Soup</p>'),
    fence('mermaid', 'flowchart LR\n  A --'),
    fence('js', '1'),
  ]);
  const diagram = await preview(blocks.nth(0));
  await expect(diagram.frameLocator('iframe').getByRole('img', { name: 'Diagram' })).toBeVisible();
  const saved = page.waitForEvent('download');
  await diagram.getByRole('button', { name: 'PNG' }).click();
  expect((await saved).suggestedFilename()).toBe('drawing.png');
  await diagram.getByRole('button', { name: 'Enlarge the preview' }).click();
  await expect(page.getByRole('dialog').frameLocator('iframe').getByRole('img', { name: 'Diagram' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  const drawing = await preview(blocks.nth(1));
  await expect(drawing.frameLocator('iframe').getByRole('img', { name: 'Drawing' })).toBeVisible();
  const menu = await preview(blocks.nth(2));
  await expect(menu.frameLocator('iframe').frameLocator('iframe').getByRole('heading', { name: 'Menu' })).toBeVisible();

  const broken = await preview(blocks.nth(3));
  await expect(broken.getByRole('alert')).toContainText('The code has an error');
  await expect(broken.locator('iframe')).toHaveCount(0);
  await switchOf(blocks.nth(3)).click();
  await expect(blocks.nth(3).locator('pre')).toHaveText('flowchart LR\n  A --');
  await expect(switchOf(blocks.nth(4))).toHaveCount(0);
});

/** A server that notes which paths it is asked for, and every connection. */
async function recorder() {
  const paths = new Set<string>();
  let connections = 0;
  const server = createServer((request, response) => {
    const [path, name] = request.url!.slice(1).split(/[/?]/);
    if (path === 'unprotected') {
      const { text } = HOSTILE_PREVIEWS.find((one) => one.name === name)!;
      response.setHeader('Content-Type', 'text/html').end(text(`http://${request.headers.host}/${name}`));
      return;
    }
    paths.add(path!);
    response.end();
  });
  server
    .on('connection', () => (connections += 1))
    .on('upgrade', (request, socket) => {
      paths.add(request.url!.slice(1));
      socket.destroy();
    });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    at: (name: string) => `http://127.0.0.1:${port}/${name}`,
    paths,
    connections: () => connections,
    forget: () => {
      paths.clear();
      connections = 0;
    },
    close: () => server.close(),
  };
}

/** Previews that are open at the same time. */
const TOGETHER = 12;

test('X1: sixty hostile previews reach nothing, and change nothing around them', async ({ page, context }) => {
  test.setTimeout(180_000);
  const outside = await recorder();
  // Unprotected, they succeed; otherwise this journey would prove nothing.
  const sure = HOSTILE_PREVIEWS.filter(({ works }) => works);
  const open = await context.newPage();
  for (const { name } of sure) {
    // A page that leaves at once interrupts its own loading.
    await open.goto(outside.at(`unprotected/${name}`), { waitUntil: 'commit' }).catch(() => undefined);
    await expect.poll(() => outside.paths.has(name), { message: name, intervals: [10] }).toBe(true);
  }
  await open.close();

  await signInAsNew(page);
  const navigations: string[] = [];
  const popups: string[] = [];
  page.on('framenavigated', (frame) => navigations.push(frame.url()));
  context.on('page', (other) => popups.push(other.url()));
  outside.forget();
  const blocks = await answered(
    page,
    HOSTILE_PREVIEWS.map(({ name, kind, text }) => fence(kind, text(outside.at(name)))),
  );
  const address = page.url();
  navigations.length = 0;
  await expect(blocks).toHaveCount(HOSTILE_PREVIEWS.length);
  for (let from = 0; from < HOSTILE_PREVIEWS.length; from += TOGETHER) {
    const some = HOSTILE_PREVIEWS.slice(from, from + TOGETHER).map(({ kind }, at) => ({
      kind,
      block: blocks.nth(from + at),
    }));
    for (const { block } of some) await switchOf(block).click();
    for (const { block } of some) await settled(block);
    // What a reader may touch.
    for (const { kind, block } of some.filter(({ kind }) => kind !== 'mermaid')) {
      const frame = block.frameLocator('iframe');
      const touched = kind === 'svg' ? frame.locator('img') : frame.frameLocator('iframe').locator('a, button');
      for (const one of await touched.all()) await one.click();
    }
    for (const { block } of some) await switchOf(block).click();
  }
  expect([...outside.paths]).toEqual([]);
  expect(outside.connections()).toBe(0);
  expect(navigations.filter((to) => to !== `${url()}/preview/frame` && !/^about:(srcdoc|blank)$/.test(to))).toEqual([]);
  expect(popups).toEqual([]);
  expect(page.url()).toBe(address);
  expect(await page.evaluate(() => 'touched' in window)).toBe(false);
  outside.close();
});
