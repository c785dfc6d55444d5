import { existsSync, readFileSync } from 'node:fs';
import { mkdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { makePackage, run, tryInstalled, type Manifest } from './package.js';
import { newDataDir, removeDataDir } from './process.js';

const INSTALLED_HERE = path.resolve(__dirname, '../node_modules');
let dir: string;
let installed: string;
let manifest: Manifest;
let files: string[];

beforeAll(async () => {
  dir = await newDataDir();
  const tarball = await makePackage(dir);
  files = (await run('tar', ['-tzf', tarball])).stdout.trim().split('\n');
  await run('tar', ['-xzf', tarball, '-C', dir]);
  await mkdir(path.join(dir, 'node_modules'));
  installed = path.join(dir, 'node_modules/pocket-llm');
  await rename(path.join(dir, 'package'), installed);
  manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as Manifest;
});
afterAll(async () => {
  await removeDataDir(path.join(dir, '.local/share/pocket-llm'));
  await rm(dir, { recursive: true, force: true });
});

it('holds the server, the web app and the licences, and nothing to build or test it with', () => {
  const places =
    /^package\/(package\.json|README\.md|LICENSE|THIRD-PARTY-LICENCES\.txt|apps\/api\/package\.json|apps\/(api|web)\/dist\/.+|node_modules\/swagger-ui-dist\/.+)$/;
  expect(files.filter((file) => !places.test(file))).toEqual([]);
  expect(files.filter((file) => /\.(map|ts|tsx|compiled)$|[.-]spec\.|\/\.(stamp|env)|fake-llm/.test(file))).toEqual([]);
  for (const file of ['index.html', 'index.html.br', 'sw.js', 'docs/guide/index.html'])
    expect(files).toContain(`package/apps/web/dist/${file}`);
  const licences = readFileSync(path.join(installed, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
  for (const name of ['fastify', 'react', '@nestjs/core', 'typeorm', 'katex']) expect(licences).toContain(name);
});

it('depends on exact versions, and on nothing that reports its installs', () => {
  const all = { ...manifest.dependencies, ...manifest.optionalDependencies };
  expect(Object.values(all).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  expect(manifest.bundleDependencies).toEqual(['swagger-ui-dist']);
  const explorer = readFileSync(path.join(installed, 'node_modules/swagger-ui-dist/package.json'), 'utf8');
  expect(JSON.parse(explorer)).toEqual({
    name: 'swagger-ui-dist',
    version: all['swagger-ui-dist'],
    license: 'Apache-2.0',
    main: expect.any(String),
  });
});

it('starts with what it depends on, and with nothing else', async () => {
  const apart = { ...manifest.dependencies, ...manifest.optionalDependencies };
  delete apart['swagger-ui-dist'];
  for (const name of Object.keys(apart)) {
    const from = path.join(INSTALLED_HERE, name);
    if (!existsSync(from)) continue; // Of another platform.
    const to = path.join(dir, 'node_modules', name);
    await mkdir(path.dirname(to), { recursive: true });
    await symlink(await realpath(from), to);
  }
  const command = path.join(installed, manifest.bin['pocket-llm']!);
  const { stdout } = await run(process.execPath, [command, '--version']);
  expect(stdout).toBe(`${manifest.version}\n`);
  expect((await run(process.execPath, [command, '--help'])).stdout).toContain('reset-second-factor NAME');
  await expect(run(process.execPath, [command, 'serve'])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Usage:'),
  });
  await tryInstalled(command, dir);
});
