import { expect, type Page } from '@playwright/test';
import {
  answers,
  ask,
  backendRequests,
  composer,
  fake,
  questions,
  signInAsNew,
  whenWritten,
} from './support/people.js';
import { test, url } from './support/portals.js';

test.beforeEach(async ({ page }) => {
  await signInAsNew(page);
});

test('a streamed answer grows on the screen before it is complete', async ({ page }) => {
  await ask(page, 'scenario:gated grow');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await fake(page, 'release', { n: 2 });
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await fake(page, 'release', { n: 10_000 });
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

test('a reload during an answer loses and repeats nothing', async ({ page }) => {
  await ask(page, 'scenario:slow reload me');
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();
  await expect(page).toHaveURL(/\/c\//);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible({ timeout: 20_000 });
  const text = answers(page).last().locator('p').first();
  await expect(text).toContainText('are fine, too.');
  const shown = await text.innerText();
  await expect
    .poll(() => backendRequests(page, 'scenario:slow reload me'))
    .toMatchObject([{ finished: true, aborted: false }]);
  await page.reload();
  await expect(answers(page)).toHaveCount(1);
  await expect(text).toHaveText(shown);
});

test('Stop stops the backend, keeps the text and marks the answer as stopped', async ({ page }) => {
  await ask(page, 'scenario:endless stop me');
  await expect(answers(page).last()).toContainText(' 7');
  await expect(page.getByRole('button', { name: 'New text below' })).toBeVisible();
  // It stands below the text that is in view, not on it.
  const [pill, text] = await Promise.all([
    page.getByRole('button', { name: 'New text below' }).boundingBox(),
    page.getByRole('log').locator('..').boundingBox(),
  ]);
  expect(pill!.y).toBeGreaterThanOrEqual(text!.y + text!.height);
  await composer(page).press('Escape');
  await expect(answers(page).last()).toContainText('Stopped');
  // Said in sight, too: the end of the answer is far below.
  await expect(answers(page).last().getByText('Stopped')).not.toBeInViewport();
  await expect(page.getByRole('button', { name: 'Stopped · To the latest' })).toBeInViewport();
  await expect.poll(async () => (await backendRequests(page, 'scenario:endless stop me'))[0]?.aborted).toBe(true);
  await page.reload();
  await expect(answers(page).last()).toContainText(' 7');
  await expect(answers(page).last()).toContainText('Stopped');
});

test('an error during an answer keeps the partial text and offers to try again', async ({ page }) => {
  await ask(page, 'scenario:errorMidStream break');
  await expect(answers(page).last().getByRole('alert')).toBeVisible();
  await expect(answers(page).last().locator('p').first()).not.toBeEmpty();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

async function chooseModel(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /model/i }).first().click();
  await page.getByRole('menuitemradio', { name }).or(page.getByRole('option', { name })).first().click();
}

interface Seen {
  /** The sum of the layout shifts, without those after a key. */
  shift: number;
  /** Source of formulas and tables that was shown as text. */
  sources: string[];
}

/** Watches from now on what moves and what source is shown. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: Seen = { shift: 0, sources: [] };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: 'layout-shift' });
    new MutationObserver(() => {
      for (const part of document.querySelectorAll('.prose .katex-error, .prose p, .prose li')) {
        if (!part.checkVisibility({ visibilityProperty: true })) continue;
        const text = part.cloneNode(true) as Element;
        for (const formula of text.querySelectorAll('.katex')) formula.remove();
        if (part.matches('.katex-error') || /\\[a-z[(]|\$\$|^\|/.test(text.textContent ?? ''))
          seen.sources.push(part.textContent ?? '');
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });

for (const width of [1280, 390])
  test(`nothing moves and no source shows while a rich answer is written, ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await chooseModel(page, /qwen3/);
    await watch(page);
    await ask(page, `scenario:rich What is gradient descent? ${width}`);
    await whenWritten(page);
    await expect(answers(page).last().locator('.tok-keyword').first()).toHaveText('def');
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    expect(seen.sources).toEqual([]);
    expect(seen.shift).toBeLessThanOrEqual(0.02);
    const answer = answers(page).last();
    await expect(answer.locator('.katex-display')).toHaveCount(2);
    await expect(answer.locator('table tr')).toHaveCount(5);
    await answer.getByRole('button', { name: 'Method' }).click();
    await expect(answer.locator('td').first()).toHaveText('Adam');
    await expect(answer).toContainText('costs from $0.10 to $0.50');
    await page.reload();
    await watch(page);
    await expect(answer.locator('.katex-display')).toHaveCount(2);
    const { sources } = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    expect(sources).toEqual([]);
  });

test('formulas are rendered, prices are not, and the renderer is loaded only for formulas', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => /katex|math-plugins/i.test(request.url()) && fetched.push(request.url()));
  await ask(page, 'scenario:echo It costs $5 and then $6 more.');
  await whenWritten(page);
  await expect(answers(page).last()).toContainText('It costs $5 and then $6 more.');
  expect(fetched).toEqual([]);
  await ask(page, 'scenario:echo Euler: $$e^{i\\pi} = -1$$ and \\(a^2\\), for $5 and $6.');
  await whenWritten(page);
  await expect(answers(page).last().locator('.katex')).toHaveCount(2);
  await expect(answers(page).last()).toContainText('for $5 and $6.');
});

test('the reasoning is collapsed above the answer, and says how long it took', async ({ page }) => {
  await chooseModel(page, /fake-thinking/);
  await ask(page, 'think about it');
  const thought = answers(page)
    .last()
    .getByText(/^Thought/);
  await expect(thought).toHaveText(/^Thought for/);
  await expect(answers(page).last()).toContainText('forty-two');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await page.reload();
  await expect(thought).toHaveText(/^Thought for/);
  await thought.click();
  await expect(answers(page).last()).toContainText('six times seven');
});

test('threads can be renamed, pinned, deleted and restored', async ({ page }) => {
  await ask(page, 'my first question');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  const list = page
    .getByRole('navigation', { name: 'Conversations' })
    .or(page.getByRole('list', { name: 'Conversations' }))
    .first();
  const row = list.getByRole('link', { name: 'my first question' });
  await expect(row).toBeVisible();
  await row.hover();
  await page.getByRole('button', { name: 'Actions for my first question' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Title' }).last().fill('A better name');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('link', { name: 'A better name' })).toBeVisible();
  await page.reload();
  await list.getByRole('link', { name: 'A better name' }).hover();
  await page.getByRole('button', { name: 'Actions for A better name' }).first().click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(list.getByRole('link', { name: 'A better name' })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(list.getByRole('link', { name: 'A better name' })).toBeVisible();
});

test('a draft survives a reload, and Enter during IME composition does not send', async ({ page }) => {
  await composer(page).fill('half a thought');
  await page.evaluate(() => {
    const field = document.querySelector('textarea')!;
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }),
    );
  });
  await expect(page).toHaveURL(`${url()}/chat`);
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('half a thought');
  await page.reload();
  await expect(composer(page)).toHaveValue('half a thought');
});

test('what is sent during an answer waits below it, is asked in its order, and is held after Stop', async ({
  page,
}) => {
  await ask(page, 'scenario:gated first');
  await expect(page).toHaveURL(/\/c\//);
  await composer(page).fill('one');
  await expect(page.locator('#composer-note')).toHaveText('What you send now is asked when this answer ends.');
  await composer(page).press('Enter');
  await ask(page, 'scenario:echo two');
  const next = page.getByRole('region', { name: 'Next messages' });
  const rows = next.getByRole('listitem');
  await expect(rows).toContainText(['one', 'scenario:echo two']);
  await expect(next).toContainText('Asked one after the other when this answer ends');
  await next.getByRole('button', { name: /^Move “scenario:echo two”/ }).press('Alt+ArrowUp');
  await expect(rows).toContainText(['scenario:echo two', 'one']);
  await expect(next.getByRole('button', { name: /^Move “scenario:echo two”/ })).toBeFocused();
  await next.getByRole('button', { name: 'Edit “one”' }).click();
  await next.getByRole('textbox', { name: 'Next message' }).fill('scenario:endless one');
  await page.keyboard.press('Enter');
  await expect(rows).toContainText(['scenario:echo two', 'scenario:endless one']);
  const second = await page.context().newPage();
  await second.goto(page.url());
  await page.reload();
  for (const tab of [page, second])
    await expect(tab.getByRole('region', { name: 'Next messages' }).getByRole('listitem')).toHaveCount(2);

  await fake(page, 'release', { n: 10_000 });
  for (const tab of [page, second])
    await expect(questions(tab)).toContainText(['scenario:gated first', 'scenario:echo two', 'scenario:endless one']);
  await second.close();
  await expect(next).toHaveCount(0);
  const stored = page.waitForResponse((reply) => reply.url().endsWith('/api/chat') && reply.status() === 202);
  await ask(page, 'scenario:echo three');
  await stored;
  await expect(next).toContainText('Asked next when this answer ends');
  await composer(page).press('Escape');
  await expect(next).toContainText('Ask the next one?');
  await next.getByRole('button', { name: 'Remove “scenario:echo three”' }).click();
  await expect(next).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await next.getByRole('button', { name: 'Ask next' }).click();
  await expect(answers(page).last()).toContainText('three');
  await expect(next).toHaveCount(0);
});
