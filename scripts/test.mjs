// `pnpm test`: everything CI does, one step after the other, closed by the plain line `N passed, N failed, N skipped`.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { generate } from './gen.mjs';
import { node, tool } from './run.mjs';

const scratch = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-check-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

const check = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

async function jest() {
  const file = path.join(scratch, 'jest.json');
  const code = await node([tool('jest/bin/jest.js'), '--json', `--outputFile=${file}`], {
    env: { NODE_NO_WARNINGS: '1' },
  });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(await readFile(file, 'utf8'));
  // A suite that could not even be loaded has no tests of its own to count.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed || (code === 0 ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function browser() {
  const file = path.join(scratch, 'playwright.json');
  const code = await node([tool('@playwright/test/cli.js'), 'test', '--config', 'e2e/playwright.config.ts'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(await readFile(file, 'utf8'));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected || (code === 0 ? 0 : 1),
    skipped: stats.skipped,
  };
}

const STEPS = {
  lint: async () => check(await node([tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0'])),
  form: async () => check(await node([tool('prettier/bin/prettier.cjs'), '--check', '.', '--log-level', 'warn'])),
  'types of the server': async () => check(await node([tool('typescript/bin/tsc'), '-p', 'tsconfig.json'])),
  'types of the web app': async () => check(await node([tool('typescript/bin/tsc'), '-p', 'apps/web/tsconfig.json'])),
  'types of the browser journeys': async () =>
    check(await node([tool('typescript/bin/tsc'), '-p', 'e2e/tsconfig.json'])),
  build: async () => check(await build().then(() => 0)),
  'import law': async () =>
    check(
      await node([
        tool('dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        'apps',
        'libs',
      ]),
    ),
  'nothing is unused': async () => check(await node([tool('knip/bin/knip.js'), '--no-config-hints'])),
  'generated files are what they are generated from': async () => {
    const changed = await generate();
    if (changed)
      console.error(
        'The committed contract, client or .env.example differ from their sources. Run `pnpm gen` and commit the ' +
          'result.',
      );
    return check(changed ? 1 : 0);
  },
  'contract against the OpenAPI linter': async () =>
    check(
      await node(
        [
          tool('@redocly/cli/bin/cli.js'),
          'lint',
          'libs/api-client/openapi.json',
          '--max-problems',
          '50',
          '--format',
          'stylish',
        ],
        { env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
      ),
    ),
  'unit and integration tests': jest,
  'browser journeys': browser,
};

for (const [name, step] of Object.entries(STEPS)) {
  console.log(`\n=== ${name}`);
  const began = Date.now();
  const result = await step().catch((error) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  for (const key of Object.keys(totals)) totals[key] += result[key];
  console.log(`${result.failed === 0 ? 'ok' : 'FAILED'} ${name} (${Math.round((Date.now() - began) / 1000)} s)`);
}

await rm(scratch, { recursive: true, force: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
