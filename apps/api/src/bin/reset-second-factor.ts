import { loadServer } from '../bootstrap/bundle.js';

/** Usage: reset-second-factor <user name or e-mail>. */
const [name, ...more] = process.argv.slice(2);
if (!name || more.length > 0) {
  process.stderr.write('Usage: pnpm portal reset-second-factor NAME\n');
  process.exit(1);
}
await loadServer().runReset(name);
