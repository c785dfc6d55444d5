// `pnpm supply-chain`: what can be checked of the packages this product is made of. `pnpm test` runs it. Known holes
// are a question to the registry, which not every network reaches: without an answer that check is skipped, loudly.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root, tool } from './run.mjs';

const run = promisify(execFile);
const MAX_OUTPUT = { maxBuffer: 64 * 2 ** 20 };
const pnpm = (args, cwd = root) => run('npx', ['-y', 'pnpm', ...args], { cwd, ...MAX_OUTPUT });

/** Licences under which a package may be part of the product. */
const LICENCES = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',

  'MIT',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
]);
/** Packages whose package.json names no licence in today's form; each contains the text of the MIT licence. */
const READ_BY_HAND = new Set(['khroma', 'passport-strategy', 'pause']);

const manifests = async () =>
  (await run('git', ['ls-files', 'package.json', '*/package.json'], { cwd: root })).stdout.trim().split('\n');

/** Every dependency is one version, so that an install next year gives what was tested today. */
async function exactVersions() {
  const loose = [];
  for (const file of await manifests()) {
    const manifest = JSON.parse(await readFile(path.join(root, file), 'utf8'));
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'])
      for (const [name, version] of Object.entries(manifest[kind] ?? {}))
        if (!/^(\d+\.\d+\.\d+(-[\w.]+)?|workspace:\*)$/.test(version)) loose.push(`${file}: ${name} ${version}`);
  }
  return loose;
}

/** A licence expression is fine if one side of an OR, and every part of an AND, is allowed. */
const isAllowed = (expression) =>
  expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => LICENCES.has(part.trim())));

async function licences() {
  const own = new Set();
  for (const file of await manifests()) own.add(JSON.parse(await readFile(path.join(root, file), 'utf8')).name);
  const { stdout } = await pnpm(['sbom', '--sbom-format', 'cyclonedx', '--prod']);
  const { components } = JSON.parse(stdout);
  if (components.length < 100) return [`only ${components.length} packages were listed`];
  return components
    .map(({ group, name, version, licenses = [] }) => ({
      name: group ? `${group}/${name}` : name,
      version,
      licence: licenses.map(({ license, expression }) => expression ?? license.id ?? license.name).join(' AND '),
    }))
    .filter(({ name, licence }) => !own.has(name) && !READ_BY_HAND.has(name) && !isAllowed(licence))
    .map(({ name, version, licence }) => `${name} ${version}: ${licence || 'no licence'}`);
}

/** No key, token or password in what is committed. */
async function secrets() {
  const files = (await run('git', ['ls-files', '-z'], { cwd: root, ...MAX_OUTPUT })).stdout.split('\0').filter(Boolean);
  const read = files.filter((file) => file !== 'pnpm-lock.yaml');
  return run(process.execPath, [tool('secretlint/bin/secretlint.js'), ...read], { cwd: root, ...MAX_OUTPUT }).then(
    () => [],
    (error) => [error.stdout || error.message],
  );
}

/** A5: a package with an install script that nobody decided on makes the install fail, and its script does not run. */
async function strangersDoNotRun() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-stranger-'));
  try {
    const marker = path.join(dir, 'ran');
    const settings = await readFile(path.join(root, 'pnpm-workspace.yaml'), 'utf8');
    await writeFile(
      path.join(dir, 'pnpm-workspace.yaml'),
      settings.replace(/packages:\n(  - .*\n)+/, 'packages: [.]\n'),
    );
    await writeFile(
      path.join(dir, 'package.json'),
      JSON.stringify({ name: 'victim', version: '1.0.0', dependencies: { stranger: 'file:./stranger.tgz' } }),
    );
    const scripts = { preinstall: `node -e "require('fs').writeFileSync(process.env.MARKER, '')"` };
    await packStranger(dir, {
      name: 'stranger',
      version: '1.0.0',
      scripts: { ...scripts, postinstall: scripts.preinstall },
    });
    const outcome = await run('npx', ['-y', 'pnpm', 'install', '--offline'], {
      cwd: dir,
      env: { ...process.env, MARKER: marker },
    }).then(
      () => 'the install succeeded',
      ({ stdout, stderr }) => (/IGNORED_BUILDS/.test(stdout + stderr) ? undefined : stdout + stderr),
    );
    const ran = await readFile(marker).then(
      () => 'its install script ran',
      () => undefined,
    );
    return [outcome, ran].filter(Boolean);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function packStranger(dir, manifest) {
  const folder = path.join(dir, 'package');
  await run('mkdir', [folder]);
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await run('tar', ['-czf', 'stranger.tgz', 'package'], { cwd: dir });
}

/** @returns {Promise<string[] | 'skipped'>} holes known to the registry in what the product is made of */
async function knownHoles() {
  const { stdout } = await pnpm(['audit', '--prod', '--json']).catch((error) => error);
  const report = parse(stdout);
  if (!report?.advisories) return 'skipped';
  return Object.values(report.advisories)
    .filter(({ severity }) => ['moderate', 'high', 'critical'].includes(severity))
    .map(({ module_name, title, url }) => `${module_name}: ${title} ${url}`);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const CHECKS = {
  'exact versions': exactVersions,
  licences,
  'no secrets': secrets,
  'A5: an unknown install script does not run': strangersDoNotRun,
  'known holes': knownHoles,
};

/** Runs all checks. @returns {Promise<{ passed: number, failed: number, skipped: number, output: string }>} */
export async function supplyChain() {
  const result = { passed: 0, failed: 0, skipped: 0, output: '' };
  for (const [name, check] of Object.entries(CHECKS)) {
    const found = await check().catch((error) => [error.stack]);
    const outcome = found === 'skipped' ? 'skipped' : found.length > 0 ? 'failed' : 'passed';
    result[outcome]++;
    if (outcome === 'skipped') result.output += `SKIPPED ${name}: the registry does not answer.\n`;
    if (outcome === 'failed') result.output += `${name}:\n  ${found.join('\n  ')}\n`;
  }
  return result;
}

if (process.argv[1] === import.meta.filename) {
  const { output, ...counts } = await supplyChain();
  console.log(`${output}${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exit(counts.failed === 0 ? 0 : 1);
}
