// `pnpm test:defects`: plants one fault after the other in a copy of the committed tree, runs the tests that should
// notice it, and says `caught / planted`. `pnpm test:defects owner cache` plants those whose name or file contains a
// word; `--at-a-time=1` leaves half of the machine to others. Before, the same tests run once without a fault, which
// `--unchecked` leaves out: a false alarm ends the run.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { DEFECTS } from './defects/list.mjs';
import { misplaced, planted } from './defects/place.mjs';
import { root } from './run.mjs';

const run = promisify(execFile);
const TIMEOUT_MS = 10 * 60_000;
/** For one test; many faults are noticed by waiting in vain. */
const TEST_TIMEOUT_MS = 45_000;

/** Ctrl-C ends the tests, and then the database, the copies and this script. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

const { values: options, positionals: words } = parseArgs({
  options: { 'at-a-time': { type: 'string', default: '2' }, unchecked: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const isNamed = ({ name, file }) => words.some((word) => name.includes(word) || file.includes(word));
const chosen = DEFECTS.filter((defect) => words.length === 0 || isNamed(defect));
if (chosen.length === 0) {
  console.error(`No defect is named so. There are:\n  ${DEFECTS.map(({ name }) => name).join('\n  ')}`);
  process.exit(2);
}

/** A copy of HEAD with its packages; packages come from pnpm's store. */
async function copy(scratch, number) {
  const dir = path.join(scratch, `copy-${number}`);
  await run('git', ['worktree', 'add', '--detach', dir, 'HEAD'], { cwd: root });
  await run('npx', ['-y', 'pnpm', 'install', '--frozen-lockfile', '--prefer-offline'], {
    cwd: dir,
    maxBuffer: 2 ** 26,
  });
  await build(dir);
  return dir;
}

const build = (dir) => run(process.execPath, ['scripts/build.mjs'], { cwd: dir, maxBuffer: 2 ** 26 });

/**
 * @returns {Promise<{ passed: number, failed: string[] }>} titles of failed tests
 * @throws Error when no test could run, because then nothing has noticed the fault
 */
async function test(dir, specs, titles) {
  const report = path.join(dir, 'defect.json');
  await rm(report, { force: true });
  const args = ['node_modules/jest/bin/jest.js', '--maxWorkers=1', `--testTimeout=${TEST_TIMEOUT_MS}`];
  args.push('--json', `--outputFile=${report}`);
  if (titles) args.push('-t', titles);
  const error = await run(process.execPath, [...args, '--runTestsByPath', ...specs], {
    cwd: dir,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    maxBuffer: 2 ** 28,
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    signal: stop.signal,
  }).then(
    () => undefined,
    (failure) => failure,
  );
  // A test that hangs until the time limit is a test that notices.
  if (!existsSync(report) && error?.killed) return { passed: 0, failed: ['the tests did not end'] };
  if (!existsSync(report)) throw new Error(`the tests did not begin: ${String(error?.stderr).slice(-500)}`);
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const broken = testResults.find(({ assertionResults, status }) => status === 'failed' && !assertionResults.length);
  if (broken) throw new Error(`${broken.name} did not load: ${broken.message.slice(0, 500)}`);
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const titlesOf = (wanted) => all.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
  const [passed, failed] = [titlesOf('passed'), titlesOf('failed')];
  if (passed.length + failed.length === 0) throw new Error(`no test is named so: ${titles}`);
  return { passed: passed.length, failed };
}

/** Runs the tests of all chosen defects without a fault: those that are named, and the specs that count as a whole. */
async function testClean(dir) {
  const parts = [chosen.filter(({ titles }) => titles), chosen.filter(({ titles }) => !titles)];
  const sum = { passed: 0, failed: [] };
  for (const part of parts.filter(({ length }) => length > 0)) {
    const specs = [...new Set(part.flatMap((defect) => defect.specs))];
    const titles = [...new Set(part.flatMap((defect) => defect.titles ?? []))].join('|');
    const { passed, failed } = await test(dir, specs, titles);
    sum.passed += passed;
    sum.failed.push(...failed);
  }
  return sum;
}

/** Whether the tests run the fault in a process of its own, from the build; others compile the sources themselves. */
async function runsBuilt(dir, { file, specs }) {
  if (file.includes('/database/process/')) return true;
  const texts = await Promise.all(specs.map((name) => readFile(path.join(dir, name), 'utf8')));
  return texts.some((text) => text.includes("'./process.js'"));
}

async function plant(dir, defect) {
  const file = path.join(dir, defect.file);
  const clean = await readFile(file, 'utf8');
  const isBuilt = await runsBuilt(dir, defect);
  await writeFile(file, planted(clean, defect));
  try {
    if (isBuilt) await build(dir);
    return await test(dir, defect.specs, defect.titles);
  } finally {
    await writeFile(file, clean);
    if (isBuilt) await build(dir);
  }
}

/** Plants defects until none waits, and prints each outcome. */
async function work(dir, waiting, outcome) {
  for (let defect; (defect = waiting.shift());) {
    const { failed, error } = await plant(dir, defect).catch((thrown) => ({ failed: [], error: thrown }));
    if (stop.signal.aborted) throw new Error('Stopped.');
    const word = error ? 'BROKEN' : failed.length > 0 ? 'caught' : 'MISSED';
    if (word === 'caught') outcome.caught++;
    else outcome.missed.push(defect.name);
    console.log(`${chosen.length - waiting.length}/${chosen.length} ${word} ${defect.name}`);
    for (const line of error ? [error.message] : failed.slice(0, 2)) console.log(`      ${line}`);
  }
}

// Every place is looked up first, so that a stale list is told at once.
const stale = await misplaced(chosen);
if (stale.length > 0) {
  console.error(stale.join('\n'));
  process.exit(2);
}

const scratch = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-defects-'));
const outcome = { caught: 0, missed: [] };
let stopDatabase = () => undefined;
try {
  const dirs = [];
  for (let i = 0; i < Number(options['at-a-time']); i++) dirs.push(await copy(scratch, i));
  // One database server for all runs: starting it takes longer than most of the tests.
  const setup = (name) => import(path.join(dirs[0], 'apps/api/test', name));
  await (await setup('global-setup.mjs')).default();
  stopDatabase = (await setup('global-teardown.mjs')).default;
  if (!options.unchecked) {
    const clean = await testClean(dirs[0]);
    console.log(`without a fault: ${clean.passed} passed, ${clean.failed.length} failed`);
    if (clean.failed.length > 0) throw new Error(`False alarms:\n  ${clean.failed.join('\n  ')}`);
  }
  const waiting = [...chosen];
  await Promise.all(dirs.map((dir) => work(dir, waiting, outcome)));
} finally {
  await stopDatabase();
  await rm(scratch, { recursive: true, force: true });
  await run('git', ['worktree', 'prune'], { cwd: root });
}
for (const name of outcome.missed) console.log(`MISSED: ${name}`);
console.log(`\n${outcome.caught} caught / ${chosen.length} planted`);
process.exit(outcome.missed.length === 0 ? 0 : 1);
