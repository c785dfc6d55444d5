// `pnpm test:guarantees`: every test that names a guarantee, the long ones too, and a table of the ninety by ID.
// `pnpm test:guarantees J7 K6` runs only those.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { CHECKED_BY, IDS, idsOf, specsByGuarantee, TITLE } from './guarantee-tests.mjs';
import { node, root, tool } from './run.mjs';
import { supplyChain } from './supply-chain.mjs';

const asked = process.argv.slice(2);
const wrong = asked.filter((id) => !IDS.includes(id));
if (wrong.length > 0) {
  console.error(`There is no guarantee ${wrong.join(', ')}. The IDs are in docs/guarantees.md.`);
  process.exit(2);
}
const wanted = asked.length > 0 ? asked : IDS;
const specs = specsByGuarantee();
const files = [...new Set(wanted.flatMap((id) => [...specs.get(id)]))];
const title = asked.length > 0 ? `(^|\\s)([A-Z]\\d{1,2},? )*(${asked.join('|')})(,? [A-Z]\\d{1,2})*: ` : TITLE;

/** @type {Map<string, { passed: number, failed: number, skipped: number, titles: string[] }>} */
const results = new Map(wanted.map((id) => [id, { passed: 0, failed: 0, skipped: 0, titles: [] }]));

function count(name, outcome) {
  for (const id of idsOf(name)) {
    const result = results.get(id);
    if (!result) continue;
    result[outcome]++;
    if (outcome !== 'passed') result.titles.push(`${outcome}: ${name}`);
  }
}

/** A spec file that could not be loaded fails every guarantee it names. */
const fileFailed = (file) => {
  for (const id of wanted) if (specs.get(id).has(path.relative(root, file))) count(`${id}: all of ${file}`, 'failed');
};

async function jest(scratch) {
  const own = files.filter((file) => !file.startsWith('e2e/'));
  if (own.length === 0) return;
  const report = path.join(scratch, 'jest.json');
  const args = ['--json', `--outputFile=${report}`, '-t', title, '--runTestsByPath', ...own];
  await node([tool('jest/bin/jest.js'), ...args], { env: { NODE_NO_WARNINGS: '1' } });
  for (const { assertionResults, name, message } of JSON.parse(await readFile(report, 'utf8')).testResults) {
    if (assertionResults.length === 0 && message) fileFailed(name);
    for (const { fullName, status } of assertionResults)
      if (status !== 'pending' || new RegExp(title).test(fullName))
        count(fullName, status === 'passed' || status === 'failed' ? status : 'skipped');
  }
}

async function browser(scratch) {
  const own = files.filter((file) => file.startsWith('e2e/'));
  if (own.length === 0) return;
  const report = path.join(scratch, 'playwright.json');
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--grep', title, ...own];
  await node([tool('@playwright/test/cli.js'), ...args], { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
  if (!existsSync(report)) return own.forEach((file) => fileFailed(path.join(root, file)));
  const outcomes = { expected: 'passed', flaky: 'passed', unexpected: 'failed', skipped: 'skipped' };
  const walk = (suite) => {
    for (const spec of suite.specs ?? []) for (const { status } of spec.tests) count(spec.title, outcomes[status]);
    suite.suites?.forEach(walk);
  };
  JSON.parse(await readFile(report, 'utf8')).suites.forEach(walk);
}

await build();
const scratch = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-guarantees-'));
await jest(scratch);
await browser(scratch);
for (const id of wanted.filter((one) => CHECKED_BY[one] === 'scripts/supply-chain.mjs')) {
  const { output, ...counts } = await supplyChain();
  if (output) console.log(output);
  Object.assign(results.get(id), counts);
}
await rm(scratch, { recursive: true, force: true });

const state = ({ passed, failed, skipped }) =>
  failed > 0 ? 'FAILED' : passed > 0 ? 'kept' : skipped > 0 ? 'SKIPPED' : 'NOT TESTED';
const totals = { kept: 0, FAILED: 0, SKIPPED: 0, 'NOT TESTED': 0 };
console.log('\nguarantee  state       tests');
for (const [id, result] of results) {
  totals[state(result)]++;
  console.log(`${id.padEnd(11)}${state(result).padEnd(12)}${result.passed + result.failed}`);
  for (const line of result.titles) console.log(`           ${line}`);
}
const { kept, FAILED, SKIPPED, 'NOT TESTED': untested } = totals;
console.log(`\n${kept} kept, ${FAILED} failed, ${SKIPPED} skipped, ${untested} not tested`);
process.exit(FAILED + untested === 0 ? 0 : 1);
