// A thread of 10,000 messages: opened from the list, then scrolled up.
import { blocked, openPage } from './page.mjs';
import { importThread, newSession } from './portal.mjs';

const MESSAGES = 10_000;
const STEPS = 20;

/** Time until the last message is painted, elements in the page, and tasks over 50 ms while scrolling. */
export async function thread({ browser, url, runs, sample }) {
  const { token } = await newSession(url);
  await importThread(url, token, MESSAGES);
  for (let run = -1; run < runs; run++) {
    for (const slowDown of [1, 4]) {
      const { cookies } = await newSession(url);
      const { page, session, seen, close } = await openPage(browser, { cookies, signedIn: true });
      await page.goto(`${url}/chat`);
      const link = page.getByRole('link', { name: `A thread of ${MESSAGES}` });
      await link.waitFor();
      await page.waitForLoadState('networkidle');
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
      await page.evaluate(() => (globalThis.seen.tasks.length = 0));
      const { ms, nodes } = await page.evaluate(openThread, `Answer ${MESSAGES - 1}`);
      const { tasks } = await seen();
      const scrolled = await page.evaluate(scrollUp, STEPS);
      const after = await seen();
      await close();
      if (run < 0) continue;
      const at = slowDown === 1 ? '' : `, ${slowDown} × slow-down`;
      sample(`open-${slowDown}`, `Opening a thread of 10,000 messages${at}`, 'ms', ms);
      sample(`open-blocked-${slowDown}`, `Blocked while it opens${at}`, 'ms', blocked(tasks));
      sample(
        `scroll-blocked-${slowDown}`,
        `Blocked in ${STEPS} scrolls of 3 screens${at}`,
        'ms',
        blocked(after.tasks) - blocked(tasks),
      );
      if (slowDown > 1) continue;
      sample('open-nodes', 'Elements when it is open', '', nodes);
      sample('scroll-nodes', `Elements after ${STEPS} scrolls of 3 screens up`, '', scrolled.nodes);
    }
  }
}

/** Runs in the page: clicks the thread; resolves when its last answer has been painted. */
function openThread(last) {
  const link = [...document.querySelectorAll('a')].find((one) => one.textContent.includes('A thread of'));
  const began = performance.now();
  link.click();
  return new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector('article:last-of-type')?.textContent.includes(last))
        return requestAnimationFrame(look);
      // The task after the next frame: it has been painted.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () =>
          resolve({ ms: performance.now() - began, nodes: document.querySelectorAll('*').length });
        channel.port2.postMessage(0);
      });
    };
    look();
  });
}

/** Runs in the page: scrolls up, three screens a step. */
async function scrollUp(steps) {
  const scroller = document.querySelector('[role="log"]').parentElement;
  for (let i = 0; i < steps; i++) {
    scroller.scrollTop -= scroller.clientHeight * 3;
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
  }
  return { nodes: document.querySelectorAll('*').length };
}
