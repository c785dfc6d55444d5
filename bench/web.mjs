// The web app in a browser: first visits, an answer while it is written, a very long thread.
import { watchOthers } from './lib/proc.mjs';
import { describeCode, describeMachine, replaceBetween, Samples, table, writeJson } from './lib/report.mjs';
import { answer } from './web/answer.mjs';
import { load } from './web/load.mjs';
import { launchBrowser } from './web/page.mjs';
import { startMeasuredPortal } from './web/portal.mjs';
import { thread } from './web/thread.mjs';

export const WEB = {
  load: { measure: load, runs: 5 },
  answer: { measure: answer, runs: 3 },
  thread: { measure: thread, runs: 3 },
};

/**
 * @param chosen names of measurements
 * @param runs how often each is repeated, instead of its own number
 * @param publishes whether the table in the README and the raw values are rewritten
 */
export async function measureWeb(chosen, { runs: fewer, publishes }) {
  const samples = new Samples();
  const others = watchOthers();
  const portal = await startMeasuredPortal();
  const browser = await launchBrowser();
  try {
    for (const name of chosen) {
      const { measure, runs } = WEB[name];
      console.log(`\n${name}`);
      await measure({ browser, url: portal.url, runs: fewer ?? runs, sample: samples.add });
    }
  } finally {
    await browser.close();
  }
  await portal.stop();
  const results = {
    date: new Date().toISOString(),
    machine: describeMachine(),
    code: describeCode(),
    others: Math.round(others() * 1000) / 1000,
    measured: samples.summary(),
  };
  console.log(`\n${table(results)}`);
  if (!publishes) return;
  await writeJson('web.json', results);
  await replaceBetween('web', table(results));
}
