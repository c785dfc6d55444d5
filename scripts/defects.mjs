// `pnpm test:defects`: plants one fault after the other in a copy of the committed tree, runs the tests that should
// notice it, and says `caught / planted`. `pnpm test:defects owner cache` plants those whose name contains a word.
// Before, all these tests run once without a fault: a false alarm ends the run.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { DEFECTS } from './defects/list.mjs';
import { root } from './run.mjs';

const run = promisify(execFile);
const AT_A_TIME = 2;
const TIMEOUT_MS = 10 * 60_000;

const words = process.argv.slice(2);
const chosen = DEFECTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
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
  await run(process.execPath, ['scripts/build.mjs'], { cwd: dir, maxBuffer: 2 ** 26 });
  return dir;
}

/** @returns {Promise<{ passed: number, failed: string[] }>} titles of failed tests */
async function test(dir, specs, titles) {
  const report = path.join(dir, 'defect.json');
  await rm(report, { force: true });
  const args = ['node_modules/jest/bin/jest.js', '--maxWorkers=1', '--json', `--outputFile=${report}`];
  if (titles) args.push('-t', titles);
  await run(process.execPath, [...args, '--runTestsByPath', ...specs], {
    cwd: dir,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    maxBuffer: 2 ** 28,
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  }).catch(() => undefined);
  // A test that hangs until the time limit is a test that notices.
  if (!existsSync(report)) return { passed: 0, failed: ['the tests did not end'] };
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: all.filter(({ status }) => status === 'passed').length,
    failed: [
      ...all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
      ...testResults
        .filter(({ assertionResults, status }) => status === 'failed' && assertionResults.length === 0)
        .map(({ message }) => `did not load: ${message.slice(0, 200)}`),
    ],
  };
}

/** @returns the text with the fault. @throws when the place is not there exactly once: the code has moved on */
function planted(text, { name, find, replace }) {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${name}: the place is there ${parts.length - 1} times`);
  return parts.join(replace);
}

async function plant(dir, defect) {
  const file = path.join(dir, defect.file);
  const clean = await readFile(file, 'utf8');
  await writeFile(file, planted(clean, defect));
  try {
    return await test(dir, defect.specs, defect.titles);
  } finally {
    await writeFile(file, clean);
  }
}

// Every place is looked up first, so that a stale list is told at once.
for (const defect of chosen) planted(await readFile(path.join(root, defect.file), 'utf8'), defect);

const scratch = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-defects-'));
const missed = [];
let caught = 0;
let done = 0;
try {
  const dirs = [];
  for (let i = 0; i < AT_A_TIME; i++) dirs.push(await copy(scratch, i));
  const clean = await test(dirs[0], [...new Set(chosen.flatMap(({ specs }) => specs))]);
  console.log(`without a fault: ${clean.passed} passed, ${clean.failed.length} failed`);
  if (clean.failed.length > 0) throw new Error(`False alarms:\n  ${clean.failed.join('\n  ')}`);
  const waiting = [...chosen];
  await Promise.all(
    dirs.map(async (dir) => {
      for (let defect; (defect = waiting.shift());) {
        const { failed } = await plant(dir, defect);
        if (failed.length > 0) caught++;
        else missed.push(defect.name);
        console.log(`${++done}/${chosen.length} ${failed.length > 0 ? 'caught' : 'MISSED'} ${defect.name}`);
        for (const title of failed.slice(0, 2)) console.log(`      ${title}`);
      }
    }),
  );
} finally {
  await rm(scratch, { recursive: true, force: true });
  await run('git', ['worktree', 'prune'], { cwd: root });
}
for (const name of missed) console.log(`MISSED: ${name}`);
console.log(`\n${caught} caught / ${chosen.length} planted`);
process.exit(missed.length === 0 ? 0 : 1);
