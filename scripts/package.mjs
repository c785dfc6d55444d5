// `pnpm package`: the portal as one npm package, dist/pocket-llm-<version>.tgz (`--out FOLDER` for another place), to
// be installed from the file or published. It holds the bundled server and the web app, and depends only on the
// packages that the server loads from the disk.
import { execFile } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build, MAY_BE_MISSING } from './build.mjs';
import { root } from './run.mjs';

const run = promisify(execFile);
const DIST = 'apps/api/dist';
/** What a server needs of its build; the rest is in the bundle. */
const SERVER_FILES = [
  'main.js',
  'bin/pocket-llm.js',
  'bin/reset-second-factor.js',
  'bootstrap/bundle.js',
  'bootstrap/heap.js',
  'bootstrap/process.cjs',
  'modules/admin/database/process/main.js',
  'modules/knowledge/parsing/process/main.js',
  'modules/knowledge/passages/vector.worker.js',
];
/**
 * npm would take every build for a GPU along (640 MB), which pnpm-workspace.yaml leaves out here. Who wants the engine
 * installs it beside the portal.
 */
const ONLY_IF_WANTED = ['node-llama-cpp'];
/** Goes along in the package: its own dependency would report each install to a company. */
const EXPLORER = 'swagger-ui-dist';
const EXPLORER_FILES =
  /^(LICENSE|NOTICE|absolute-path\.js|favicon.*|oauth2-redirect.*|swagger-ui(-bundle|-standalone-preset)?\.(js|css)(\.LICENSE\.txt)?)$/;

/** `require('name')` of Node and of `createRequire`, under the names that the code gives it, and imports. */
const LOADS = [
  /(?<![.\w])(?:require\d*|load\d*|importModule\d*)\(["']([^"']+)["']/g,
  /\(importMetaUrl\)\(["']([^"']+)["']/g,
  /(?<=[;\n}]|^)import\s?(?:[\w*{][^"';()]{0,300}from\s?)?["']([^"']+)["']/g,
];

/** Loaded in texts only: code that these bundled packages could write to a file. */
const IN_TEXTS = ['ajv/dist/runtime', 'ajv-formats/dist/formats', 'fast-json-stringify/lib'];

const isLeftOut = (name) =>
  [...MAY_BE_MISSING, ...IN_TEXTS].some((one) => `${name}/`.startsWith(`${one.replace(/\/\*$/, '')}/`));

/** The packages that a source loads; no file of its own, nothing of Node's. */
function packagesOf(code) {
  const names = LOADS.flatMap((load) => [...code.matchAll(load)].map(([, name]) => name));
  return names
    .filter((name) => !/^([./]|node:)/.test(name) && !isBuiltin(name) && !isLeftOut(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

/**
 * Those of the API's packages that the server loads from the disk.
 * @throws Error about a package that is none of them
 */
function dependenciesOf(sources, { dependencies, optionalDependencies }) {
  const loaded = new Set(sources.flatMap(packagesOf));
  const needed = Object.entries(dependencies).filter(([name]) => loaded.has(name));
  const known = { ...dependencies, ...optionalDependencies };
  const strange = [...loaded].filter((name) => !Object.hasOwn(known, name));
  if (strange.length > 0) throw new Error(`The server loads what it does not depend on: ${strange.join(', ')}.`);
  return Object.fromEntries(needed);
}

/** The licences of all that is bundled, which ask to go along with every copy. */
async function licences() {
  const { stdout } = await run('npx', ['-y', 'pnpm', 'licenses', 'list', '--recursive', '--prod', '--json'], {
    cwd: root,
    maxBuffer: 64 * 2 ** 20,
  });
  const packages = Object.values(JSON.parse(stdout)).flat();
  const texts = new Map();
  for (const { name, license, paths } of packages.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = (await readdir(paths[0])).find((one) => /^(licen[cs]e|copying)/i.test(one));
    const text = file ? (await readFile(path.join(paths[0], file), 'utf8')).trim() : `Licence: ${license}`;
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  return [...texts].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}

async function copyServer(stage) {
  const sources = [];
  for (const file of SERVER_FILES) {
    const code = (await readFile(path.join(root, DIST, file), 'utf8')).replace(
      /\n\/\/# sourceMappingURL=\S+\s*$/,
      '\n',
    );
    sources.push(code);
    await mkdir(path.dirname(path.join(stage, DIST, file)), { recursive: true });
    await writeFile(path.join(stage, DIST, file), code);
  }
  await chmod(path.join(stage, DIST, 'bin/pocket-llm.js'), 0o755);
  return sources;
}

async function copyExplorer(stage) {
  const from = path.join(root, 'apps/api/node_modules', EXPLORER);
  const to = path.join(stage, 'node_modules', EXPLORER);
  await mkdir(to, { recursive: true });
  for (const file of await readdir(from))
    if (EXPLORER_FILES.test(file)) await cp(path.join(from, file), path.join(to, file));
  const { name, version, license, main } = JSON.parse(await readFile(path.join(from, 'package.json'), 'utf8'));
  await writeJson(path.join(to, 'package.json'), { name, version, license, main });
}

const writeJson = (file, value) => writeFile(file, `${JSON.stringify(value, null, 2)}\n`);

async function manifestOf(sources) {
  const product = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const api = JSON.parse(await readFile(path.join(root, 'apps/api/package.json'), 'utf8'));
  const isWanted = ([name]) => ONLY_IF_WANTED.includes(name);
  const optional = Object.entries(api.optionalDependencies);
  return {
    name: product.name,
    version: api.version,
    description: product.description,
    keywords: ['llm', 'ollama', 'chat', 'self-hosted', 'openai', 'gateway'],
    license: product.license,
    type: 'module',
    bin: { 'pocket-llm': `${DIST}/bin/pocket-llm.js` },
    engines: { node: '>=20.19' },
    dependencies: dependenciesOf(sources, api),
    bundleDependencies: [EXPLORER],
    optionalDependencies: Object.fromEntries(optional.filter((one) => !isWanted(one))),
    peerDependencies: Object.fromEntries(optional.filter(isWanted)),
    peerDependenciesMeta: Object.fromEntries(ONLY_IF_WANTED.map((name) => [name, { optional: true }])),
  };
}

/** @returns {Promise<string>} the file */
async function pack(out) {
  await build();
  const stage = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-package-'));
  try {
    const sources = await copyServer(stage);
    const manifest = await manifestOf(sources);
    await writeJson(path.join(stage, 'package.json'), manifest);
    // The server knows its version from here, as in a clone.
    await writeJson(path.join(stage, 'apps/api/package.json'), {
      name: '@pocket-llm/api',
      version: manifest.version,
      private: true,
      type: 'module',
    });
    await cp(path.join(root, 'apps/web/dist'), path.join(stage, 'apps/web/dist'), {
      recursive: true,
      filter: (file) => path.basename(file) !== '.stamp',
    });
    await copyExplorer(stage);
    const readme = await readFile(path.join(root, 'deploy/npm/README.md'), 'utf8');
    await writeFile(
      path.join(stage, 'README.md'),
      readme.replace('@ENGINE', `@${manifest.peerDependencies['node-llama-cpp']}`),
    );
    await cp(path.join(root, 'LICENSE'), path.join(stage, 'LICENSE'));
    await writeFile(path.join(stage, 'THIRD-PARTY-LICENCES.txt'), await licences());
    await mkdir(out, { recursive: true });
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', out], { cwd: stage });
    return path.join(out, `${manifest.name}-${manifest.version}.tgz`);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { out: { type: 'string', default: path.join(root, 'dist') } } });
console.log(await pack(path.resolve(values.out)));
