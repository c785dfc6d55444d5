// `pnpm test`: everything CI does. The last line is `N passed, N failed, N skipped`. Steps that only read run two at a
// time. `pnpm test --changed` checks only what the files changed since HEAD can have broken.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { misplaced } from './defects/place.mjs';
import { generate } from './gen.mjs';
import { uncovered } from './guarantee-tests.mjs';
import { node, root, tool } from './run.mjs';
import { supplyChain } from './supply-chain.mjs';

const AT_A_TIME = 2;

const onlyChanged = process.argv.includes('--changed');
/** Existing files that differ from HEAD, including new ones; undefined without `--changed`. */
const changed = onlyChanged
  ? ['diff --name-only --diff-filter=d HEAD', 'ls-files --others --exclude-standard']
      .flatMap((command) => execFileSync('git', command.split(' '), { cwd: root, encoding: 'utf8' }).split('\n'))
      .filter(Boolean)
  : undefined;
const isChangedBelow = (folders) =>
  !changed || changed.some((file) => folders.some((folder) => file.startsWith(folder)));

const scratch = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-check-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

const check = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

/** A step that runs a tool and prints its output when it ends. */
const quiet =
  (file, args, env = {}) =>
  () =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [tool(file), ...args], { cwd: root, env: { ...process.env, ...env } });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => (output += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ ...check(code), output }));
    });

const types = (project) => quiet('typescript/bin/tsc', ['-p', project]);

/** ESLint and Prettier check only the changed files of their types. */
const filesToRead = changed ?? ['.'];
const ESLINT_FILES = /\.([cm]?js|tsx?)$/;
const linted = changed ? changed.filter((file) => ESLINT_FILES.test(file)) : ['.'];

/** docs/guarantees.md lists the guarantees. */
async function guaranteesAreTested() {
  const missing = uncovered();
  return {
    ...check(missing.length),
    output: missing.length > 0 ? `No test names ${missing.join(', ')} at the beginning of its title.` : '',
  };
}

/** The planting itself is `pnpm test:defects`, which takes half an hour. */
async function defectsHavePlaces() {
  const faults = await misplaced();
  return { ...check(faults.length), output: faults.join('\n') };
}

const READING_STEPS = {
  ...(linted.length > 0 && {
    lint: quiet('eslint/bin/eslint.js', [...linted, '--max-warnings', '0', '--no-warn-ignored']),
  }),
  ...(filesToRead.length > 0 && {
    form: quiet('prettier/bin/prettier.cjs', ['--check', ...filesToRead, '--ignore-unknown', '--log-level', 'warn']),
  }),
  'types of the server': types('tsconfig.json'),
  'types of the web app': types('apps/web/tsconfig.json'),
  'types of the API client': types('libs/api-client/tsconfig.json'),
  'types of the browser journeys': types('e2e/tsconfig.json'),
  'import law': quiet('dependency-cruiser/bin/dependency-cruise.mjs', [
    '--config',
    '.dependency-cruiser.cjs',
    'apps',
    'libs',
  ]),
  ...((!changed || changed.some((file) => /package\.json$|^pnpm-/.test(file))) && {
    'supply chain': supplyChain,
  }),
  'every guarantee has a test': guaranteesAreTested,
  'every planted defect has its place': defectsHavePlaces,
  ...(!changed && {
    'nothing is unused': quiet('knip/bin/knip.js', ['--no-config-hints']),
    'contract against the OpenAPI linter': quiet(
      '@redocly/cli/bin/cli.js',
      ['lint', 'libs/api-client/openapi.json', '--max-problems', '50', '--format', 'stylish'],
      { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    ),
  }),
};

async function generated() {
  const differs = await generate();
  if (differs)
    console.error(
      'The committed contract, client or .env.example differ from their sources. Run `pnpm gen` and commit the result.',
    );
  return check(differs ? 1 : 0);
}

async function jest() {
  const file = path.join(scratch, 'jest.json');
  // The project `long` is left to `pnpm test:guarantees`: its tests take minutes each.
  const projects = ['--selectProjects', 'unit', 'integration', 'web'];
  const args = [tool('jest/bin/jest.js'), ...projects, '--json', `--outputFile=${file}`];
  const code = await node(onlyChanged ? [...args, '--onlyChanged'] : args, { env: { NODE_NO_WARNINGS: '1' } });
  if (!existsSync(file)) return check(onlyChanged ? code : 1);
  const report = JSON.parse(await readFile(file, 'utf8'));
  // A suite that could not be loaded has no tests to count.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed || (code === 0 ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function browser() {
  const file = path.join(scratch, 'playwright.json');
  const args = [tool('@playwright/test/cli.js'), 'test', '--config', 'e2e/playwright.config.ts'];
  // Only the changed journeys, unless the product changed, which can break any of them.
  if (!isChangedBelow(['apps/web/', 'libs/'])) args.push('--only-changed', '--pass-with-no-tests');
  const code = await node(args, { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(await readFile(file, 'utf8'));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected || (code === 0 ? 0 : 1),
    skipped: stats.skipped,
  };
}

const withBrowser = isChangedBelow(['apps/web/', 'e2e/', 'libs/']);

/** Runs a step, adds up its results, and prints its name with any output it kept. */
async function run([name, step], { announce = false } = {}) {
  if (announce) console.log(`\n=== ${name}`);
  const began = Date.now();
  const { output, ...result } = await step().catch((error) => ({
    ...check(1),
    output: error.stack,
  }));
  for (const key of Object.keys(totals)) totals[key] += result[key];
  if (!announce) console.log(`\n=== ${name}`);
  if (output?.trim()) console.log(output.trimEnd());
  console.log(`${result.failed === 0 ? 'ok' : 'FAILED'} ${name} (${Math.round((Date.now() - began) / 1000)} s)`);
}

const one = (name, step) => run([name, step], { announce: true });

if (withBrowser) await one('build', async () => check(await build().then(() => 0)));
if (!changed) await one('generated files are what they are generated from', generated);

const waiting = Object.entries(READING_STEPS);
const work = async () => {
  for (let next; (next = waiting.shift());) await run(next);
};
await Promise.all(Array.from({ length: AT_A_TIME }, work));

await one('unit and integration tests', jest);
if (withBrowser) await one('browser journeys', browser);

await rm(scratch, { recursive: true, force: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
