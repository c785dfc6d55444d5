import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { startFakeLlm } from '@pocket-llm/fake-llm';
import { validate } from 'dockerfile-utils';
import { pdf, uploaded } from './documents.js';
import { assemble, canBe, dockerfile, filesBelow, missingSources, readImage } from './image.js';
import { makePackage, run, tryInstalled, type Manifest } from './package.js';
import { JWT_SECRET, newDatabase } from './portal.js';
import { freePort, newDataDir, removeDataDir, ServerProcess } from './process.js';

const INSTALLED_HERE = path.resolve(__dirname, '../node_modules');
let dir: string;
let tarball: string;
let installed: string;
let manifest: Manifest;
let files: string[];

beforeAll(async () => {
  dir = await newDataDir();
  tarball = await makePackage(dir);
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

/** Megabytes of the bases, unpacked, for amd64: what `docker images` says of them, and Node's own program. */
const BASES: Record<string, number> = { 'debian:bookworm-slim': 75, 'nginx:stable-alpine-slim': 13 };
const NODE = 125;

describe('the image', () => {
  const image = readImage('api');
  let root: string;
  beforeAll(async () => {
    root = path.join(dir, 'image');
    await mkdir(root);
    assemble('api', image, tarball, root);
  });

  it('is built from a file without mistakes, of files that are there', () => {
    for (const name of ['api', 'web']) {
      expect(validate(dockerfile(name))).toEqual([]);
      expect(missingSources(name)).toEqual([]);
    }
  });

  it('has at most 250 MB, and the proxy of compose at most 30', () => {
    const own = filesBelow(root).reduce((sum, { size }) => sum + size, 0) / 1e6;
    expect(image.copies.filter(({ stage }) => stage !== 'build').map(({ from }) => from)).toEqual([
      '/usr/local/bin/node',
    ]);
    expect(BASES[image.base]! + NODE + own).toBeLessThanOrEqual(250);
    const web = readImage('web');
    expect(web.copies).toHaveLength(1);
    expect(BASES[web.base]).toBeLessThanOrEqual(30);
    expect(web.uid).toBeGreaterThan(0);
  });

  const asUser = canBe(image.uid);
  if (!asUser) process.stderr.write(`The image: NOT RUN as uid ${image.uid}, which only root may do\n`);

  it('runs as its account, which may write to its volume alone, and stops in time', async () => {
    expect(image.command[0]).toBe('node');
    // The image has files of root, and root may write anywhere.
    const before = filesBelow(root);
    if (asUser) expect(before.filter(({ uid, open }) => uid !== 0 || open)).toEqual([]);
    const volume = await newDataDir();
    await chown(volume, image.uid, image.gid).catch(() => undefined);
    await chmod(volume, 0o700);
    const fake = await startFakeLlm();
    const env = {
      ...image.env,
      PORT: String(await freePort()),
      DATA_DIR: volume,
      HOST: '127.0.0.1',
      DATABASE_URL: await newDatabase(),
      JWT_SECRET,
      ADMIN_PASSWORD: 'trial-12345678',
      OLLAMA_HOST: fake.url,
      // Nothing listens there; what sends traces is loaded all the same.
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      TMPDIR: volume,
    };
    const server = await ServerProcess.start(env, image.command[1]!, {
      cwd: path.join(root, image.workdir),
      ...(asUser && { uid: image.uid, gid: image.gid }),
    });
    const isHealthy = () =>
      run(process.execPath, image.health.slice(1), { env: { PORT: String(server.port) } }).then(
        () => true,
        () => false,
      );
    expect((await server.client.get('/health')).body).toBe('OK');
    expect(await isHealthy()).toBe(true);
    const admin = await server.client.login('admin', 'trial-12345678');
    const { body } = await admin.post('/api/chat', { prompt: 'Are you there?', model: 'gemma2:2b', stream: false });
    expect(body.response).toContain('Hello');
    expect(await uploaded(admin, 'lease.pdf', pdf([['Three monthly rents.']]))).toMatchObject({
      state: 'ready',
      pages: 1,
    });
    expect((await server.client.get('/')).status).toBe(200);
    const { code, output } = await server.stop('SIGTERM');
    expect([code, output.match(/EACCES|EROFS|Cannot find/)]).toEqual([0, null]);
    expect(await isHealthy()).toBe(false);
    expect(filesBelow(root)).toEqual(before);
    await fake.close();
    await removeDataDir(volume);
  });
});
