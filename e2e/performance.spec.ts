import { expect, type CDPSession, type Page } from '@playwright/test';
import { answers, ask, call, composer, fake, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

/** Slows the CPU down to the speed of a slow laptop. */
const SLOW_DOWN = 4;
/** Other work on the machine only makes a run slower, so the best run is closest to the page's own cost. */
const TRIES = 5;

// Serial, because parallel runs would measure each other; without traces, because they run in the page too.
test.use({ trace: 'off', screenshot: 'off' });
test.describe.configure({ mode: 'serial', timeout: 300_000 });

async function slowed(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  return session;
}

/**
 * Runs in the page: resolves when the last answer has its actions, so is complete. Polls rarely, because polling costs
 * time.
 */
const settled = () =>
  new Promise<void>((resolve) => {
    const look = () =>
      [...document.querySelectorAll('article')].at(-1)?.querySelector('[aria-label="Copy answer"]')
        ? resolve()
        : void setTimeout(look, 500);
    setTimeout(look, 1_000);
  });

async function scriptSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ScriptDuration')!.value;
}

test('a 12 KB answer takes under 3 s of scripting and no task over 100 ms at 4 × CPU slow-down', async ({ page }) => {
  await signInAsNew(page);
  const seen: { script: number; longest: number }[] = [];
  for (let i = 0; i < TRIES && !seen.some(isLight); i++) {
    await page.goto(`${url()}/chat`);
    await ask(page, 'Warm up'); // Loads the renderer before the measurement.
    await expect(page.getByRole('status')).toContainText('Response complete');
    await page.evaluate(() => {
      const longest = { ms: 0 };
      Object.assign(window, { longest });
      new PerformanceObserver((list) =>
        list.getEntries().forEach(({ duration }) => (longest.ms = Math.max(longest.ms, duration))),
      ).observe({ type: 'longtask' });
    });
    const session = await slowed(page);
    const before = await scriptSeconds(session);
    await ask(page, `scenario:article Try ${i} ${Date.now()}`); // Always new, so never cached.
    await page.evaluate(settled);
    seen.push({
      script: (await scriptSeconds(session)) - before, // As the slowed-down page spent it.
      longest: await page.evaluate(() => (window as unknown as { longest: { ms: number } }).longest.ms),
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  }
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(seen) });
  expect(seen.some(isLight), JSON.stringify(seen)).toBe(true);
});

const isLight = ({ script, longest }: { script: number; longest: number }) => script < 3 && longest <= 100;

/** Signs in as somebody new whose only thread has 200 messages, and opens it. */
async function openLongThread(page: Page): Promise<void> {
  const name = await signInAsNew(page);
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  const messages = Array.from({ length: 200 }, (_, i) => ({
    role: i % 2 ? 'assistant' : 'user',
    content: i % 2 ? `Answer ${i} with **bold** words and \`code\`.\n\n- one\n- two\n` : `Question ${i}?`,
  }));
  const { thread_ids } = await call(
    page,
    'POST',
    '/api/chat/import',
    { id: 'two-hundred', title: 'Two hundred turns', chat: { messages } },
    token,
  );
  await page.goto(`${url()}/c/${thread_ids[0]}`);
  await expect(answers(page).last()).toContainText('Answer 199');
}

test('typing stays under 32 ms at 200 turns', async ({ page }) => {
  await openLongThread(page);
  const session = await slowed(page);
  const text = 'a question typed at an ordinary pace, word by word';
  await page.evaluate(() => {
    const waits: number[] = [];
    Object.assign(window, { waits });
    // Time from the key to the frame that shows it: until the task after the next frame.
    addEventListener(
      'keydown',
      () => {
        const at = performance.now();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => waits.push(performance.now() - at);
          channel.port2.postMessage(0);
        });
      },
      true,
    );
  });
  const seen: number[] = [];
  for (let i = 0; i < TRIES && !seen.some((ms) => ms < 32); i++) {
    await composer(page).fill('');
    await page.evaluate(() => ((window as unknown as { waits: number[] }).waits.length = 0));
    await composer(page).pressSequentially(text, { delay: 30 });
    await expect(composer(page)).toHaveValue(text);
    const waits = await page.evaluate(() => (window as unknown as { waits: number[] }).waits.sort((a, b) => a - b));
    expect(waits.length).toBeGreaterThan(text.length / 2);
    seen.push(waits[Math.floor(waits.length * 0.95)]!);
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(seen) });
  expect(
    seen.some((ms) => ms < 32),
    JSON.stringify(seen),
  ).toBe(true);
});

test('50,000 lines of the log scroll at 55 frames a second or more', async ({ page }) => {
  await signInAsNew(page, 'admin');
  const all = 50_000;
  const line = (i: number) => ({
    id: `019acf2e-7b1c-7000-8000-${String(i).padStart(12, '0')}`,
    user_id: null,
    username: `user${i % 50}`,
    action: 'chat.send',
    endpoint: '/api/chat',
    method: 'POST',
    status_code: i % 20 ? 200 : 503,
    metadata: null,
    ip_address: '127.0.0.1',
    user_agent: 'x',
    duration_ms: i % 900,
    request_id: null,
    created_at: new Date(1.79e12 - i * 250).toISOString(),
  });
  await page.route(/\/api\/admin\/logs\?/, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    const next = from + 5_000;
    const logs = Array.from({ length: 5_000 }, (_, i) => line(from + i));
    return route.fulfill({
      json: { logs, total: all, total_is_estimate: false, limit: 200, offset: 0 },
      headers: next < all ? { Link: `</api/admin/logs?cursor=${next}>; rel="next"` } : {},
    });
  });
  await page.goto(`${url()}/admin/logs`);
  const grid = page.getByRole('grid', { name: 'Logs' });
  await expect(grid.getByRole('gridcell').first()).toBeVisible();
  // Scrolls to the end until there is nothing more to load.
  await expect
    .poll(
      () =>
        grid.evaluate((box) => {
          box.scrollTop = box.scrollHeight;
          return box.scrollHeight;
        }),
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(all * 28);
  const seen: number[] = [];
  for (let i = 0; i < TRIES && !seen.some((fps) => fps >= 55); i++) {
    const frames = await grid.evaluate(async (box) => {
      box.scrollTop = 0;
      const began = performance.now();
      let count = 0;
      while (performance.now() - began < 3_000) {
        box.scrollTop += 300;
        await new Promise(requestAnimationFrame);
        count++;
      }
      return (count * 1_000) / (performance.now() - began);
    });
    seen.push(Math.round(frames * 10) / 10);
  }
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(seen) });
  expect(
    seen.some((fps) => fps >= 55),
    JSON.stringify(seen),
  ).toBe(true);
});

/** Runs in the page: remembers how long each interaction took until its next paint, and the times of the frames. */
function watchInteractions(): void {
  const seen = { interactions: [] as number[], frames: [] as number[] };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[])
      if (entry.interactionId) seen.interactions.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  const frame = (at: number) => {
    seen.frames.push(at);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

const quantile = (values: number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

test('while 80 tokens a second arrive at 200 turns, a key is answered within 200 ms and frames keep coming', async ({
  page,
}) => {
  await openLongThread(page);
  await ask(page, 'Warm up');
  await expect(page.getByRole('status').first()).toContainText('Response complete');
  const text = Array.from({ length: 500 }, (_, i) => `It counts ${i}, and **goes on** with \`code\`.`).join('\n\n');
  await fake(page, 'scenario', { scenario: { text, endless: true, delayMs: 1_000 / 80 } });
  const session = await slowed(page);
  const seen: { p75: number; fps: number; longest: number }[] = [];
  const isQuick = ({ p75, fps, longest }: (typeof seen)[number]) => p75 <= 200 && fps >= 50 && longest <= 50;
  for (let i = 0; i < TRIES && !seen.some(isQuick); i++) {
    await ask(page, `Count ${i}`);
    await expect(answers(page).last()).toContainText('counts 7');
    await page.evaluate(watchInteractions);
    await composer(page).pressSequentially('words that are typed while the answer is being written', { delay: 60 });
    const { interactions, frames } = await page.evaluate(
      () => (window as unknown as { seen: { interactions: number[]; frames: number[] } }).seen,
    );
    const gaps = frames.slice(1).map((at, place) => at - frames[place]!);
    const [p75, longest] = [quantile(interactions, 0.75), quantile(gaps, 0.95)];
    seen.push({ p75, fps: (1_000 * gaps.length) / (frames.at(-1)! - frames[0]!), longest });
    await composer(page).fill('');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('status').first()).toHaveText('Stopped');
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(seen) });
  expect(seen.some(isQuick), JSON.stringify(seen)).toBe(true);
});

test('fifty changes of the thread leave no listeners behind, and the heap under 250 MB', async ({ page }) => {
  await signInAsNew(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const measure = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (called: string) => metrics.find(({ name }) => name === called)!.value;
    return { heapMb: of('JSHeapUsedSize') / 1e6, listeners: of('JSEventListeners'), nodes: of('Nodes') };
  };
  for (const name of ['first', 'second']) {
    await page.getByRole('link', { name: 'New chat' }).first().click();
    await ask(page, `scenario:markdown ${name}`);
    await expect(page.getByRole('status').first()).toContainText('Response complete');
  }
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const change = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const name = i % 2 ? 'second' : 'first';
      await list.getByRole('link', { name: `scenario:markdown ${name}` }).click();
      await expect(page.getByRole('article').first()).toContainText(name);
      await expect(answers(page).last().getByRole('button', { name: 'More actions' })).toBeAttached();
    }
  };
  await change(10);
  const before = await measure();
  await change(50);
  const after = await measure();
  test.info().annotations.push({ type: 'measured', description: JSON.stringify({ before, after }) });
  expect(after.heapMb).toBeLessThan(250);
  // What is freed only later, such as a tooltip's listeners, may differ by some.
  expect(after.listeners, JSON.stringify({ before, after })).toBeLessThan(before.listeners * 1.1);
  expect(after.nodes, JSON.stringify({ before, after })).toBeLessThan(before.nodes * 1.1);
});
