// `pnpm portal COMMAND …`: commands for the operator, on the configured database, whether the server runs or not.
import path from 'node:path';
import { build } from './build.mjs';
import { node, root } from './run.mjs';

const COMMANDS = { 'reset-second-factor': 'NAME' };

const [command, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command ?? '')) {
  const usage = Object.entries(COMMANDS).map(([name, needs]) => `  pnpm portal ${name} ${needs}`);
  process.stderr.write(`Usage:\n${usage.join('\n')}\n`);
  process.exit(1);
}
await build({ web: false });
process.exit(await node([path.join(root, `apps/api/dist/bin/${command}.js`), ...args]));
