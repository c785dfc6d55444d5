// An answer of 12 KB Markdown at 200 tokens a second, at 4 × slow-down and without.
import { openPage, percentile, scriptSeconds } from './page.mjs';
import { newSession } from './portal.mjs';

const field = (page) => page.getByRole('textbox', { name: 'Message' });

async function send(page, text) {
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** Resolves when the last answer has its actions. Looks rarely, because looking costs time in the page as well. */
const written = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () =>
          [...document.querySelectorAll('article')].at(-1)?.querySelector('[aria-label="Copy answer"]')
            ? resolve()
            : setTimeout(look, 500);
        setTimeout(look, 1_000);
      }),
  );

/** One answer. @param types whether somebody writes the next question meanwhile */
async function stream({ browser, url, run, slowDown, types }) {
  const { cookies } = await newSession(url); // The first refresh replaces it.
  const { page, session, seen, close } = await openPage(browser, { cookies, signedIn: true });
  await page.goto(`${url}/chat`);
  // Loads the renderer and warms it up, as in a conversation that has begun.
  await send(page, 'scenario:markdown Warm up');
  await written(page);
  if (slowDown > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  await page.evaluate(() => Object.assign(globalThis.seen, { tasks: [], interactions: [], cls: 0 }));
  const before = await scriptSeconds(session);
  await send(page, `scenario:article ${run} ${types} ${slowDown}`);
  let over = false;
  const end = written(page).then(() => (over = true));
  if (types) {
    await page.evaluate(() => (globalThis.seen.interactions.length = 0));
    while (!over) await page.keyboard.type('word ', { delay: 60 });
  }
  await end;
  const script = (await scriptSeconds(session)) - before;
  const text = await page.locator('article').last().innerText();
  if (!text.includes('Part 18')) throw new Error(`the answer was not whole: ${text.slice(-80)}`);
  const result = { ...(await seen()), script };
  await close();
  return result;
}

/** Seconds of scripting, the longest task, and how fast keys are answered meanwhile. */
export async function answer({ browser, url, runs, sample }) {
  for (let run = 0; run < runs; run++) {
    const slow = await stream({ browser, url, run, slowDown: 4, types: false });
    sample('answer-script', 'Scripting of a 12 KB answer, 4 × slow-down', 's', slow.script);
    sample('answer-longest-4', 'Its longest task, 4 × slow-down', 'ms', Math.max(0, ...slow.tasks.map(({ ms }) => ms)));
    const plain = await stream({ browser, url, run, slowDown: 1, types: false });
    sample('answer-script-1', 'Scripting of a 12 KB answer', 's', plain.script);
    sample('answer-tasks', 'Its tasks over 50 ms', '', plain.tasks.length);
    for (const slowDown of [1, 4]) {
      const { interactions } = await stream({ browser, url, run, slowDown, types: true });
      if (interactions.length < 20) throw new Error(`only ${interactions.length} keys were timed`);
      const at = slowDown === 1 ? '' : `, ${slowDown} × slow-down`;
      sample(`answer-inp-${slowDown}`, `Keys while it streams, p98${at}`, 'ms', percentile(interactions, 0.98));
    }
  }
}
