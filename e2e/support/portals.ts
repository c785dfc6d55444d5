import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startFakeLlm } from '@pocket-llm/fake-llm';

const MAIN = path.resolve(import.meta.dirname, '../../apps/api/dist/main.js');

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

/** Starts the built product as a person does and waits for its banner. */
async function startPortal(dir: string, env: Record<string, string>): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN], {
    cwd: dir,
    env: { ...process.env, NODE_ENV: 'development', DATA_DIR: dir, PORT: String(port), LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    child
      .stdout!.setEncoding('utf8')
      .on('data', (text: string) => (printed += text).includes('Stop with Ctrl-C') && resolve());
    child.once('exit', () => reject(new Error(`The portal did not start: ${printed}`)));
  });
  return { url: `http://127.0.0.1:${port}`, child };
}

/**
 * Two whole products for the journeys: one with the backend double in Ollama's place, one on a bare machine, where
 * nothing but the embedded demo model can answer.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const fake = await startFakeLlm({ delayMs: 10 });
  const dirs = await Promise.all([1, 2].map(() => mkdtemp(path.join(os.tmpdir(), 'pocket-llm-e2e-'))));
  // As root, PostgreSQL runs under another account, which has to get in.
  await Promise.all(dirs.map((dir) => chmod(dir, 0o755)));
  const [withFake, bare] = await Promise.all([
    startPortal(dirs[0]!, { OLLAMA_HOST: fake.url, EMBEDDED_ENGINE: 'off', ADMIN_SQL_WRITE: 'true' }),
    startPortal(dirs[1]!, { OLLAMA_HOST: 'http://127.0.0.1:9' }),
  ]);
  Object.assign(process.env, { E2E_URL: withFake.url, E2E_BARE_URL: bare.url, E2E_FAKE_URL: fake.url });
  return async () => {
    for (const { child } of [withFake, bare]) {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    }
    await fake.close();
    await Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true })));
  };
}
