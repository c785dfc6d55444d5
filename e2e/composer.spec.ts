import { expect, type Page } from '@playwright/test';
import { answers, ask, call, composer, PASSWORD, questions, signInAsNew, whenWritten } from './support/people.js';
import { fakeUrl, test, url } from './support/portals.js';

async function chooseModel(page: Page, name: RegExp): Promise<void> {
  const picker = page.getByLabel(/^Model: /);
  await picker.click();
  await page.getByRole('option', { name }).first().click();
  await expect(page.getByLabel(name).first()).toBeVisible();
}

/** Simulates a paste into the composer. */
async function paste(page: Page, what: { text?: string; file?: Record<'name' | 'type' | 'base64', string> }) {
  await composer(page).focus();
  await page.evaluate(({ text, file }) => {
    const data = new DataTransfer();
    if (text !== undefined) data.setData('text/plain', text);
    if (file)
      data.items.add(
        new File([Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0))], file.name, { type: file.type }),
      );
    document
      .querySelector('#composer')!
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, what);
}

/** The line below the field. */
const note = (page: Page) => page.locator('#composer-note');

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

test('a long paste becomes a chip, survives a reload and is sent below the text', async ({ page }) => {
  await signInAsNew(page);
  await paste(page, { text: `begin ${'lorem ipsum '.repeat(400)}end` });
  await expect(page.getByRole('button', { name: /^Pasted text · 4,8\d\d characters$/ })).toBeVisible();
  await composer(page).fill('scenario:echo What is this about?');
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('What is this about?');
  await page.reload();
  await expect(composer(page)).toHaveValue('scenario:echo What is this about?');
  await page.getByRole('button', { name: /^Pasted text · 4,8/ }).click();
  await page.getByRole('textbox', { name: 'Pasted text' }).fill(`begin ${'changed '.repeat(10)}end`);
  await composer(page).press('Control+Enter');
  await whenWritten(page);
  await expect(questions(page).last()).toContainText('What is this about?');
  await expect(questions(page).last()).toContainText('begin changed changed');
  await expect(page.getByRole('list', { name: 'Pasted texts' })).toHaveCount(0);
});

test('a vision model accepts an image; another model rejects it with a reason', async ({ page }) => {
  await signInAsNew(page);
  await expect(page.getByLabel(/^Model: /)).toBeVisible();
  await paste(page, { file: { name: 'dot.png', type: 'image/png', base64: DOT } });
  await expect(note(page)).toContainText('cannot see images');
  await chooseModel(page, /llava/);
  await paste(page, { file: { name: 'notes.png', type: 'image/png', base64: btoa('no picture') } });
  await expect(note(page)).toHaveText('“notes.png” is not an image that can be read.');
  await paste(page, { file: { name: 'dot.png', type: 'image/png', base64: DOT } });
  await expect(page.getByRole('img', { name: 'Image 1 of 1' })).toBeVisible();
  await ask(page, 'scenario:echo What is in this picture?');
  await whenWritten(page);
  await expect(questions(page).last().getByRole('img', { name: 'Image 1 of 1' })).toBeVisible();
  const requests = (await (await page.request.get(`${fakeUrl()}/__fake/requests`)).json()) as {
    path: string;
    body?: { messages?: { content: string; images?: string[] }[] };
  }[];
  const sent = requests
    .filter(({ path }) => path === '/api/chat')
    .flatMap(({ body }) => body?.messages ?? [])
    .find(({ content }) => content.includes('What is in this picture?'));
  expect(sent?.images?.[0]).toMatch(/^iVBOR/);
  await page.reload();
  await expect(questions(page).last().getByRole('img', { name: 'Image 1 of 1' })).toBeVisible();
});

test('text and images added before a new chat has its address stay in the composer', async ({ page }) => {
  await signInAsNew(page);
  await expect(page.getByLabel(/^Model: /)).toBeVisible();
  await chooseModel(page, /llava/);
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  await page.route('**/api/chat', async (route) => {
    await opened;
    await route.continue();
  });
  await ask(page, 'scenario:echo first');
  await composer(page).fill('the next thought');
  await paste(page, { file: { name: 'dot.png', type: 'image/png', base64: DOT } });
  await expect(page).toHaveURL(/\/chat/);
  open();
  await whenWritten(page);
  await expect(page).toHaveURL(/\/c\//);
  await expect(composer(page)).toHaveValue('the next thought');
  await expect(page.getByRole('img', { name: 'Image 1 of 1' })).toBeVisible();
  const thread = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await expect(composer(page)).toHaveValue('');
  // A draft of another new chat must not appear in this thread.
  await composer(page).fill('stays with the new chat');
  await page.locator(`a[href="${thread}"]`).click();
  await expect(composer(page)).toHaveValue('the next thought');
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await expect(composer(page)).toHaveValue('stays with the new chat');
});

test('a queued question shows its position', async ({ page, browser }) => {
  await signInAsNew(page);
  const others = await Promise.all(
    [1, 2, 3, 4].map(async (place) => {
      const context = await browser.newContext();
      const other = await context.newPage();
      await signInAsNew(other);
      await ask(other, `scenario:hang in place ${place}`);
      await expect(other.getByRole('button', { name: 'Stop' })).toBeVisible();
      await expect(answers(other).last()).not.toContainText('Sending');
      return { context, other };
    }),
  );
  await ask(page, 'scenario:echo my turn at last');
  await expect(answers(page).last()).toContainText(/Queued/);
  await others[0]!.other.keyboard.press('Escape');
  await expect(answers(page).last()).toContainText('my turn at last');
  for (const { other, context } of others) {
    await other.keyboard.press('Escape');
    await expect(other.getByRole('button', { name: 'Stop' })).toHaveCount(0);
    await context.close();
  }
});

test('the palette opens a thread by its title, runs commands and searches messages', async ({ page }) => {
  await signInAsNew(page);
  await ask(page, 'scenario:echo pelican facts');
  await whenWritten(page);
  const thread = page.url();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search chats or type a command').fill('temporary');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/temporary=/);
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search chats or type a command').fill('pelican');
  await expect(page.getByRole('option', { name: /pelican facts/ }).first()).toBeVisible();
  await expect(page.getByRole('option', { name: /pelican facts/ }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(thread);
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search chats or type a command').fill('pelican');
  await page.getByRole('option', { name: 'Search all messages for “pelican”' }).click();
  await expect(page).toHaveURL(/\/history\?q=pelican/);
  // The guide explains what one is doing, so it opens beside it. The palette has to be gone before.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  for (const open of [
    async () => {
      await page.getByRole('button', { name: /^Account: / }).click();
      await page.getByRole('menuitem', { name: 'Guide' }).click();
    },
    async () => {
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Search chats or type a command').fill('guide');
      await page.getByRole('option', { name: 'Guide', exact: true }).click();
    },
  ]) {
    const [guide] = await Promise.all([page.context().waitForEvent('page'), open()]);
    await expect(guide.getByRole('heading', { level: 1 })).toHaveText('Guide');
    await guide.close();
  }
});

test('a dropped text file becomes part of the question, and a program is refused by what it is', async ({ page }) => {
  await signInAsNew(page);
  const drop = (name: string, bytes: number[]) =>
    composer(page).evaluate(
      (field, [called, content]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(content)], called));
        field.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer }));
      },
      [name, bytes] as const,
    );
  await expect(page.getByRole('button', { name: 'Dictate' })).toBeVisible(); // The drop area comes with it.
  await drop('tool.bin', [0x7f, 0x45, 0x4c, 0x46, 0]);
  await expect(page.getByText('This kind of file cannot be read')).toBeVisible();
  await drop('ages.csv', [...new TextEncoder().encode('name,age\nAda,36\n')]);
  await expect(page.getByText(/^Pasted text · \d+ characters$/)).toBeVisible();
  await ask(page, 'Who is oldest?');
  await page.getByRole('button', { name: 'Remove “tool.bin”' }).click();
  await composer(page).press('Enter');
  await whenWritten(page);
  await expect(questions(page)).toContainText('ages.csv');
  await expect(questions(page)).toContainText('Ada,36');
});

test('the palette takes the keyboard, also right after a menu was closed or before it had come', async ({ page }) => {
  await signInAsNew(page);
  await ask(page, 'scenario:echo heron');
  await whenWritten(page);
  const search = page.getByPlaceholder('Search chats or type a command');
  for (const name of [/^Account/, /^Model/, 'More about this chat', 'More actions']) {
    // The first time its code is still to be loaded.
    for (const turn of ['first', 'second']) {
      await page.getByRole('button', { name }).or(page.getByRole('combobox', { name })).first().click();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(search, `${name} ${turn}`).toBeFocused();
      await page.keyboard.type('heron');
      await expect(page.getByRole('option', { name: /heron/ }).first()).toBeVisible();
      await expect(search, `${name} ${turn}`).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(search).toHaveCount(0);
      // A menu that opened under the palette closes with the next one.
      await page.keyboard.press('Escape');
    }
  }
});

test('the keyboard alone can send, stop, edit, switch branches and copy code', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAsNew(page);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('scenario:endless keys');
  await page.keyboard.press('Enter');
  await expect(answers(page).last()).toContainText(' 7');
  await page.keyboard.press('Escape');
  await expect(answers(page).last()).toContainText('Stopped');
  await expect(page.getByRole('status')).toHaveText('Stopped');
  await expect(page.getByRole('button', { name: 'Edit question' })).toBeAttached();
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('textbox', { name: 'Edit question' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('scenario:markdown by keys');
  await page.keyboard.press('Enter');
  await whenWritten(page);
  await expect(page.getByRole('status')).toHaveText(/^Response complete, \d+ words$/);
  await page.keyboard.press('Control+Shift+;');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^export function add/);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(answers(page).last()).toContainText('Stopped');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(answers(page).last()).toContainText('A short tour');
  await page.keyboard.press('Shift+Escape');
  await expect(composer(page)).toBeFocused();
});

test('when the context is nearly full, the composer shows the cost and the answer what was left out', async ({
  page,
}) => {
  await signInAsNew(page);
  await ask(page, `scenario:hello ${'fill the context with words '.repeat(560)}`);
  await whenWritten(page);
  await composer(page).fill(`scenario:hello ${'and some more words '.repeat(400)}`);
  await expect(note(page)).toContainText(/With this message the oldest .*no longer fits? \([\d,]+ tokens\)/);
  await composer(page).press('Enter');
  await whenWritten(page, 2);
  await expect(answers(page).last()).toContainText(
    /The oldest .*did not fit into [\d,]+ tokens and w(as|ere) left out/,
  );
  await composer(page).fill('x'.repeat(3999));
  await page.getByRole('button', { name: 'Start a new chat' }).click();
  await expect(page).toHaveURL(/\/chat$/);
});

test('on a phone the actions are large enough to touch, and a swipe opens and closes the sidebar', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.goto(url());
  await signInAsNew(page);
  await ask(page, 'scenario:echo on a phone');
  // On a phone Enter starts a new line; the button sends.
  await page.getByRole('button', { name: 'Send' }).tap();
  await whenWritten(page);
  for (const name of ['Copy answer', 'More actions']) {
    const box = await answers(page).last().getByRole('button', { name }).boundingBox();
    expect([name, box!.width >= 44 && box!.height >= 44]).toEqual([name, true]);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const swipe = (from: number, to: number) =>
    page.evaluate(
      ([start, end]) => {
        const at = (clientX: number) => new Touch({ identifier: 1, target: document.body, clientX, clientY: 400 });
        document.body.dispatchEvent(new TouchEvent('touchstart', { touches: [at(start!)], bubbles: true }));
        document.body.dispatchEvent(new TouchEvent('touchmove', { touches: [at(end!)], bubbles: true }));
      },
      [from, to],
    );
  await swipe(10, 150);
  await expect(page.getByRole('link', { name: 'History' })).toBeVisible();
  await swipe(250, 60);
  await expect(page.getByRole('link', { name: 'History' })).toBeHidden();
  await context.close();
});

test('a temporary chat is in no list', async ({ page }) => {
  const name = await signInAsNew(page, 'user', '/chat?temporary=1');
  await ask(page, 'scenario:echo nobody keeps this');
  await whenWritten(page);
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  expect(await call(page, 'GET', '/api/chat/threads', undefined, token)).toEqual([]);
});
