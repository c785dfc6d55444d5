import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';

const MAIN = path.resolve(import.meta.dirname, '../../apps/api/dist/main.js');

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

/** Starts the built product like a person and waits for its banner. */
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

/** Runs a portal in a new data directory while `use` runs. */
export async function withPortal(env: Record<string, string>, use: (url: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-e2e-'));
  await chmod(dir, 0o755); // Under root PostgreSQL runs as another account, which needs access.
  const { url, child } = await startPortal(dir, env);
  await use(url);
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  if (child.exitCode === null) await exited;
  await rm(dir, { recursive: true, force: true });
}

let running: Portal | undefined;

/** Address of this worker's portal, whose Ollama is the backend double. */
export const url = () => running!.url;
/** Address of the backend double behind `url()`. */
export const fakeUrl = () => running!.fake.url;

const START = { scope: 'worker', timeout: 120_000 } as const;

interface WorkerFixtures {
  portal: Portal;
  /** Address of a portal without a model server, where only the embedded demo model can answer. */
  bareUrl: string;
  /** Address of a portal that trusts one proxy in front of it. */
  trustingUrl: string;
}

/**
 * Playwright's `test` with a whole product. Each worker has its own portals, so workers share nothing; the first test
 * that uses `bareUrl` starts the portal without a model server.
 */
export const test = base.extend<{ freshFake: void }, WorkerFixtures>({
  portal: [
    async ({}, use) => {
      const fake = await startFakeLlm({ delayMs: 10 });
      const env = { OLLAMA_HOST: fake.url, EMBEDDED_ENGINE: 'off', TITLE_MODEL: 'off', ADMIN_SQL_WRITE: 'true' };
      await withPortal(env, (address) => use((running = { url: address, fake })));
      await fake.close();
    },
    { ...START, auto: true },
  ],
  bareUrl: [({}, use) => withPortal({ OLLAMA_HOST: 'http://127.0.0.1:9' }, use), START],
  trustingUrl: [
    ({ portal: { fake } }, use) => withPortal({ OLLAMA_HOST: fake.url, EMBEDDED_ENGINE: 'off', TRUST_PROXY: '1' }, use),
    START,
  ],
  // Resets the backend double, so that no test affects the next one.
  freshFake: [
    async ({ portal: { fake } }, use) => {
      fake.clear();
      fake.setScenario('hello');
      await use();
      fake.endAnswers(); // One that goes on would keep its place at the backend from the next journey.
    },
    { auto: true },
  ],
});
