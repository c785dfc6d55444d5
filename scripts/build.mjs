// Compiles the server-side packages with swc and the web app with Vite. `pnpm start` calls it when a source changed.
import { transformFile } from '@swc/core';
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const SERVER_PACKAGES = ['libs/tiny-model', 'libs/fake-llm', 'apps/api'];
const WEB_SOURCES = ['apps/web', 'libs/api-client'];

/** Every file below `dir`, as absolute paths, without build results and installed packages. */
async function filesBelow(dir) {
  const found = [];
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (['dist', 'node_modules'].includes(entry.name)) continue;
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(full)));
    else found.push(full);
  }
  return found.sort();
}

/** SHA-256 over names and contents of the sources: a build is current when the stamp beside it holds the same digest. */
async function digestOf(folders) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const folder of folders) {
    for (const file of await filesBelow(path.join(root, folder))) hash.update(file).update(await readFile(file));
  }
  return hash.update(await readFile(path.join(root, 'pnpm-lock.yaml'))).digest('hex');
}

async function compile(pkg) {
  const src = path.join(root, pkg, 'src');
  const dist = path.join(root, pkg, 'dist');
  await rm(dist, { recursive: true, force: true });
  for (const file of await filesBelow(src)) {
    if (/\.(spec|int-spec)\.tsx?$|\/testing\//.test(file)) continue;
    const target = path.join(dist, path.relative(src, file)).replace(/\.ts$/, '.js');
    await mkdir(path.dirname(target), { recursive: true });
    if (!file.endsWith('.ts')) await cp(file, target);
    else {
      const { code, map } = await transformFile(file, { configFile: path.join(root, '.swcrc'), cwd: root });
      await writeFile(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
      await writeFile(`${target}.map`, map ?? '');
    }
  }
}

function buildWeb() {
  const vite = path.join(root, 'apps/web/node_modules/vite/bin/vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: path.join(root, 'apps/web'),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite build ended with code ${code}`))));
  });
}

async function whenChanged(stampFile, folders, work) {
  const stamp = path.join(root, stampFile);
  const digest = await digestOf(folders);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return false;
  await work();
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, digest);
  return true;
}

/** Builds what changed. @returns {Promise<boolean>} whether anything had to be built. */
export async function build({ web = true } = {}) {
  const server = await whenChanged('apps/api/dist/.stamp', SERVER_PACKAGES, async () => {
    for (const pkg of SERVER_PACKAGES) await compile(pkg);
  });
  const site = web && (await whenChanged('apps/web/dist/.stamp', WEB_SOURCES, buildWeb));
  return server || site;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
