// pnpm bench:seed --dir <empty folder> [--scale 0.01] [--logs 0.1]
// Makes a data directory that is full: at scale 1 a thousand people, a hundred thousand threads (a fifth of them the
// admin's, one of ten thousand messages), ten million messages and ten million log lines. `--logs` is the scale of the
// log alone. Start the portal on it with DATA_DIR=<folder>, and sign in as admin with the password that is printed.
import { parseArgs } from 'node:util';
import { call } from './lib/http.mjs';
import { cleanUp, PASSWORD, signIn, startPortal } from './lib/portal.mjs';
import { seed } from './store/seed.mjs';

const { values } = parseArgs({
  options: { dir: { type: 'string' }, scale: { type: 'string', default: '0.01' }, logs: { type: 'string' } },
});
const [chats, logs] = [Number(values.scale), Number(values.logs ?? values.scale)];
if (!values.dir || !(chats > 0) || !(logs > 0)) {
  console.error('pnpm bench:seed --dir <empty folder> [--scale 0.01] [--logs 0.1]');
  process.exit(2);
}
try {
  const portal = await startPortal(values.dir, { EMBEDDED_ENGINE: 'off' });
  const { body: owner } = await call(`${portal.url}/api/auth/me`, { token: await signIn(portal.url) });
  const { longest } = await seed(values.dir, owner.id, { chats, logs });
  await portal.stop();
  console.log(`Sign in as admin with ${PASSWORD}. The longest thread is ${longest}.`);
} finally {
  await cleanUp();
}
