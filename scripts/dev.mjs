// `pnpm dev`: server and web app with rebuild on change; `--fake` puts the backend double in Ollama's place.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { root } from './run.mjs';

const FAKE_PORT = 11435;
const fake = process.argv.includes('--fake');
const children = new Set();

function run(args, options = {}) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

const startServer = () =>
  run(['--enable-source-maps', 'apps/api/dist/main.js'], {
    env: { ...process.env, ...(fake && { OLLAMA_HOST: `http://127.0.0.1:${FAKE_PORT}` }) },
  });

await build();
if (fake) run(['libs/fake-llm/dist/cli.js', '--port', String(FAKE_PORT)]);
let server = startServer();
run([path.join(root, 'apps/web/node_modules/vite/bin/vite.js')], { cwd: path.join(root, 'apps/web') });

let pending;
async function rebuild() {
  try {
    if (!(await build({ web: false }))) return;
    const old = server;
    old.once('exit', () => (server = startServer()));
    old.kill('SIGINT');
  } catch (error) {
    console.error(error.message); // The source does not compile: keep the old server and wait for the next change.
  }
}
for (const folder of ['apps/api/src', 'libs/tiny-model/src', 'libs/fake-llm/src']) {
  watch(path.join(root, folder), { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(rebuild, 150);
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    const running = [...children];
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGINT');
    await Promise.all(ended);
    process.exit(); // The folder watchers would keep the process.
  });
}
