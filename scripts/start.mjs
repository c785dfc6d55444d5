// `pnpm start`: builds what changed and runs the server in this process, so that it receives Ctrl-C directly.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  refuse(
    `Pocket-LLM needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from ` +
      'https://nodejs.org.',
  );
// pnpm installs before it runs a script, but only warns if the install fails.
if (!existsSync(path.join(root, 'apps/api/node_modules/@nestjs/core')))
  refuse(
    'The packages are not installed: the automatic install failed (see above). Run `npx -y pnpm install` and ' +
      'look at its first error.',
  );

const { build } = await import('./build.mjs');
// On a terminal this line is erased after the build.
const say = (text) => process.stdout.isTTY && process.stdout.write(text);
say('Building what changed ...\r');
await build();
say('                         \r');
process.chdir(root);
await import('../apps/api/dist/main.js');
