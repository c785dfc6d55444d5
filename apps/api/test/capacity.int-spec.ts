import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

// The simulation behind docs/scaling.md, against what queueing theory knows. It runs on the built queue, as modules.
const ROOT = path.resolve(__dirname, '../../..');
const run = promisify(execFile);

interface Simulated {
  wait: { mean: number; p50: number; p95: number };
  waiting: number;
  busy: number;
  perSecond: number;
}

/** Runs code with `simulate` and `exponential` in a process of its own. @returns what it leaves in `result` */
async function simulated<T>(code: string): Promise<T> {
  const script = `
    import { BackendQueue } from './apps/api/dist/modules/inference/queue/backend-queue.js';
    import { exponential } from './bench/capacity/random.mjs';
    import { simulate } from './bench/capacity/simulate.mjs';
    const result = ${code};
    console.log(JSON.stringify(result));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT });
  return JSON.parse(stdout) as T;
}

/** Mean wait by Erlang's formula, in units of the mean service time. */
function erlangWait(servers: number, load: number): number {
  let [sum, term] = [0, 1];
  for (let k = 0; k < servers; k++) {
    sum += term;
    term *= load / (k + 1);
  }
  const full = term / (1 - load / servers);
  return full / (sum + full) / (servers - load);
}

/** Answers of ten seconds on average that begin independently of each other. */
const open = (parallel: number, load: number) =>
  simulated<Simulated>(`await simulate({ BackendQueue, hosts: 1, parallel: ${parallel}, parallelPerUser: 1,
    speedOf: () => 1, perSecond: ${load / 10}, seconds: 400_000, warmUp: 20_000, seed: 7,
    question: (random) => ({ think: 0, prefill: 0, tokens: exponential(random, 10) }) })`);

it.each([
  [4, 3.2],
  [8, 7.2],
])('%s places with a load of %s wait as Erlang says, and as many wait as Little says', async (parallel, load) => {
  const { wait, waiting, busy, perSecond } = await open(parallel, load);
  expect(Math.abs(wait.mean / (10 * erlangWait(parallel, load)) - 1)).toBeLessThan(0.05);
  expect(Math.abs(waiting / (perSecond * wait.mean) - 1)).toBeLessThan(0.02);
  expect(Math.abs(busy / load - 1)).toBeLessThan(0.02);
});

it('people are served before programs, and answers share the speed of their server', async () => {
  const crowd = (batch: number) =>
    simulated<Simulated>(`await simulate({ BackendQueue, hosts: 2, parallel: 4, people: 20, seconds: 4_000,
      warmUp: 500, speedOf: () => 1, batch: { perSecond: ${batch}, users: 3,
      question: (random) => ({ prefill: 0, tokens: exponential(random, 10) }) },
      question: (random) => ({ think: exponential(random, 20), prefill: 0.1, tokens: exponential(random, 10) }) })`);
  const [alone, beside] = await Promise.all([crowd(0), crowd(2)]);
  // Programs fill every place, and a person waits for one of them to end; for those that wait it would be hours.
  expect(beside.busy).toBeGreaterThan(7.9);
  expect(beside.wait.p95).toBeLessThan(30);
  expect(alone.wait.mean).toBeLessThan(beside.wait.mean);
  // Four who never think share four tokens a second, however fast one alone would be.
  const full = await simulated<Simulated>(`await simulate({ BackendQueue, hosts: 1, parallel: 4, people: 4,
    seconds: 20_000, speedOf: (n) => Math.min(2, 4 / n),
    question: (random) => ({ think: 0, prefill: 0, tokens: exponential(random, 10) }) })`);
  expect(Math.abs(full.perSecond / 0.4 - 1)).toBeLessThan(0.05);
});

it('docs/scaling.md has the table that the plan makes', async () => {
  const { stdout } = await run(process.execPath, ['bench/capacity.mjs', '--people', '50,500'], { cwd: ROOT });
  const rows = stdout.trim().split('\n');
  expect(rows).toHaveLength(6);
  // Otherwise: node bench/capacity.mjs --publish
  const docs = readFileSync(path.join(ROOT, 'docs/scaling.md'), 'utf8');
  for (const row of rows) expect(docs).toContain(row);
});
