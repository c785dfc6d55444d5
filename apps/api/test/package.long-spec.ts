import { spawnSync } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makePackage, run, tryInstalled } from './package.js';
import { newDataDir, removeDataDir } from './process.js';

// They ask the registry of npm, so they belong to the long ones.
let dir: string;
let home: string;
const command = () => path.join(dir, 'node_modules/.bin/pocket-llm');

beforeAll(async () => {
  dir = await newDataDir();
  const tarball = await makePackage(dir);
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball], { cwd: dir });
});
beforeEach(async () => (home = await newDataDir()));
afterEach(async () => {
  await removeDataDir(path.join(home, '.local/share/pocket-llm'));
  await rm(home, { recursive: true, force: true });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('npm installs the package in an empty folder, without any install script, and the portal runs', async () => {
  await tryInstalled(command(), home);
});

const NOBODY = 65534;
/** As the unit of systemd: one folder can be written, and the account has no privilege and gets none. */
const CONFINED = `
  mount --make-rprivate / && mount --bind "$HOME" "$HOME" && mount -o remount,bind,ro / || exit 90
  if touch /etc/written; then exit 91; fi
  umask 077
  exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --no-new-privs \\
    --bounding-set=-all --inh-caps=-all "$@"`;

const canConfine = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'setpriv', '--version']).status === 0;
if (!canConfine) process.stderr.write('The package as a locked-in service: NOT TESTED, which takes root and unshare\n');

it('runs as a service that may write to nothing but its own folder', async () => {
  if (!canConfine) return;
  await chown(home, NOBODY, NOBODY);
  const confined = path.join(dir, 'confined.mjs');
  const args = ['--mount', 'sh', '-c', CONFINED, 'sh', process.execPath, command()];
  await writeFile(
    confined,
    `import { spawn } from 'node:child_process';
    const child = spawn('unshare', [...${JSON.stringify(args)}, ...process.argv.slice(2)], { stdio: 'inherit' });
    process.on('SIGINT', () => child.kill('SIGINT'));
    child.on('exit', (code) => process.exit(code ?? 1));`,
  );
  await tryInstalled(confined, home);
});
