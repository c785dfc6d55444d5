import { rm } from 'node:fs/promises';
import path from 'node:path';
import { makePackage, run, tryInstalled } from './package.js';
import { newDataDir, removeDataDir } from './process.js';

// It asks the registry of npm, so it belongs to the long ones.
it('npm installs the package in an empty folder, without any install script, and the portal runs', async () => {
  const dir = await newDataDir();
  const home = await newDataDir();
  try {
    const tarball = await makePackage(dir);
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball], { cwd: dir });
    await tryInstalled(path.join(dir, 'node_modules/.bin/pocket-llm'), home);
  } finally {
    await removeDataDir(path.join(home, '.local/share/pocket-llm'));
    for (const folder of [dir, home]) await rm(folder, { recursive: true, force: true });
  }
});
