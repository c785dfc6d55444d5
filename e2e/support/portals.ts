import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';

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

interface Portal {
  url: string;
  fake: FakeLlm;
}

/** Starts a portal in a new data directory for as long as `use` takes. */
async function withPortal(env: Record<string, string>, use: (url: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-e2e-'));
  await chmod(dir, 0o755); // As root, PostgreSQL runs under another account, which has to get in.
  const { url, child } = await startPortal(dir, env);
  await use(url);
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  if (child.exitCode === null) await exited;
  await rm(dir, { recursive: true, force: true });
}

let running: Portal | undefined;

/** The portal of this worker, with the backend double in Ollama's place. */
export const url = () => running!.url;
/** The backend double behind `url()`. */
export const fakeUrl = () => running!.fake.url;

const START = { scope: 'worker', timeout: 120_000 } as const;

interface WorkerFixtures {
  portal: Portal;
  /** Address of a portal on a bare machine, where nothing but the embedded demo model can answer. */
  bareUrl: string;
}

/**
 * Playwright's test on a whole product. Each worker has portals of its own, so that workers share nothing; the one on
 * a bare machine is started by the first test that asks for `bareUrl`.
 */
export const test = base.extend<{ freshFake: void }, WorkerFixtures>({
  portal: [
    async ({}, use) => {
      const fake = await startFakeLlm({ delayMs: 10 });
      const env = { OLLAMA_HOST: fake.url, EMBEDDED_ENGINE: 'off', ADMIN_SQL_WRITE: 'true' };
      await withPortal(env, (address) => use((running = { url: address, fake })));
      await fake.close();
    },
    { ...START, auto: true },
  ],
  bareUrl: [({}, use) => withPortal({ OLLAMA_HOST: 'http://127.0.0.1:9' }, use), START],
  // What a test told the backend double does not reach the next test.
  freshFake: [
    async ({ portal: { fake } }, use) => {
      fake.clear();
      fake.setScenario('hello');
      await use();
      fake.release(Infinity); // Nothing hangs in it any more.
    },
    { auto: true },
  ],
});
