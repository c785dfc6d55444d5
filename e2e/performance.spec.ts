import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { answers, ask, call, composer, PASSWORD, signInAsNew, url } from './support/people.js';

/** A slow laptop, from a fast one. */
const SLOW_DOWN = 4;
/** What else the machine does makes a run slower, never faster: the best of these is what the page itself costs. */
const TRIES = 3;

// One after the other and alone: two of these at once would measure each other.
test.describe.configure({ mode: 'serial', timeout: 240_000 });

async function slowed(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  return session;
}

async function scriptSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ScriptDuration')!.value;
}

/** About 12 KB as models write them: prose, lists, a table, code. */
function longAnswer(): string {
  const prose = (i: number) => `## Part ${i}\n\nThe scheduler keeps **one lane** per backend, and in it *turns* between users; \`lastTurn\` says who was served last. ${'Whoever was served longest ago goes next, so nobody waits for more than one run of somebody else. '.repeat(4)}\n\n- first point ${i}\n- second point with a [link](https://example.com/${i})\n- third point\n`;
  const code = '\n```ts\nexport function next(waiting: Waiting[]): Waiting | undefined {\n  const order = [...waiting].sort((a, b) => a.turn - b.turn);\n  return order.at(0); // the one who waited longest\n}\n```\n';
  const table = '\n| user | waiting | served |\n|---|--:|--:|\n| ada | 3 | 12 |\n| grace | 1 | 11 |\n';
  let text = '';
  for (let i = 1; text.length < 12_000; i++) text += `${prose(i)}${i % 3 === 0 ? code : ''}${i % 4 === 0 ? table : ''}\n`;
  return text;
}

test('a 12 KB answer costs under 3 s of scripting and no long task over 100 ms at 4 × CPU slow-down', async ({ page }) => {
  await signInAsNew(page);
  const text = longAnswer();
  const seen: { script: number; longest: number }[] = [];
  for (let i = 0; i < TRIES && !seen.some(isLight); i++) {
    await page.goto(`${url()}/chat`);
    await ask(page, 'Warm up'); // The renderer is there before the clock runs.
    await expect(page.getByRole('status')).toContainText('Response complete');
    await page.evaluate(() => {
      const longest = { ms: 0 };
      Object.assign(window, { longest });
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (longest.ms = Math.max(longest.ms, duration)))).observe({ type: 'longtask' });
    });
    const session = await slowed(page);
    const before = await scriptSeconds(session);
    await composer(page).fill(`scenario:echo ${text}`);
    await composer(page).press('Enter');
    await expect(answers(page).last().getByRole('button', { name: 'Copy', exact: true })).toBeVisible({ timeout: 120_000 });
    seen.push({ script: (await scriptSeconds(session)) - before, longest: await page.evaluate(() => (window as unknown as { longest: { ms: number } }).longest.ms) });
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  }
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(seen) });
  expect(seen.some(isLight), JSON.stringify(seen)).toBe(true);
});

const isLight = ({ script, longest }: { script: number; longest: number }) => script < 3 && longest <= 100;

test('typing stays under 32 ms at 200 turns', async ({ page }) => {
  const name = await signInAsNew(page);
  const { token } = await call(page, 'POST', '/api/auth/login', { username: name, password: PASSWORD });
  const messages = Array.from({ length: 200 }, (_, i) => ({ role: i % 2 ? 'assistant' : 'user', content: i % 2 ? `Answer ${i} with **bold** words and \`code\`.\n\n- one\n- two\n` : `Question ${i}?` }));
  const { thread_ids } = await call(page, 'POST', '/api/chat/import', { id: 'two-hundred', title: 'Two hundred turns', chat: { messages } }, token);
  await page.goto(`${url()}/c/${thread_ids[0]}`);
  await expect(answers(page).last()).toContainText('Answer 199');
  const session = await slowed(page);
  const text = 'a question typed at an ordinary pace, word by word';
  await page.evaluate(() => {
    const waits: number[] = [];
    Object.assign(window, { waits });
    // From the key to the frame that shows it: the task after the next frame has been made.
    addEventListener('keydown', () => { const at = performance.now(); requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => waits.push(performance.now() - at); channel.port2.postMessage(0); }); }, true);
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
  expect(seen.some((ms) => ms < 32), JSON.stringify(seen)).toBe(true);
});
