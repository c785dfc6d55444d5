// Starts and stops the built server as a user would: in its own process, configured by its environment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { call } from './http.mjs';
import { isAlive } from './proc.mjs';

export const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../..');
/** Of the first account. */
export const PASSWORD = 'bench-4f1c8e0a';

/** Processes and folders created here that still have to be ended or removed. */
const processes = new Set();
const folders = new Set();

/**
 * Starts a program.
 * @param core the one processor core that it and its children may use; all of them when left out
 */
export function launch(program, args, { env, core } = {}) {
  const [file, ...rest] = [...(core === undefined ? [] : ['taskset', '-c', String(core)]), program, ...args];
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, HOME: os.homedir(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.add(child);
  const exited = once(child, 'exit').then(([code, signal]) => {
    processes.delete(child);
    return { code, signal };
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-4_000)));
  const end = async (signal) => {
    child.kill(signal);
    return exited;
  };
  return { child, pid: child.pid, exited, end, output: () => output };
}

/** Starts a script of this repository. */
export const launchNode = (file, args, env, core) =>
  launch(process.execPath, [path.join(ROOT, file), ...args], { env, core });

export async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** An empty data directory. Readable by all, because under root PostgreSQL runs as another account. */
export async function newDataDir() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-bench-'));
  await chmod(dir, 0o755);
  folders.add(dir);
  return dir;
}

/** Process id of the PostgreSQL that serves a data directory. */
export async function postmaster(dir) {
  const text = await readFile(path.join(dir, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[0]) || undefined;
}

/** Ends an orphaned PostgreSQL and waits until it is gone. */
export async function endPostgres(dir, signal = 'SIGINT') {
  const pid = await postmaster(dir);
  if (!pid || !isAlive(pid)) return;
  process.kill(pid, signal);
  while (isAlive(pid)) await delay(5);
}

export async function removeDataDir(dir) {
  await endPostgres(dir);
  await rm(dir, { recursive: true, force: true });
  folders.delete(dir);
}

/**
 * Starts the server and waits for the first 200 on /health/ready. `readyMs` counts from just before the process is
 * spawned.
 * @param core as in `launch`
 * @throws when the process ends before it is ready, or reports ready while a part is missing
 */
export async function startPortal(dir, env = {}, core = undefined) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const spawnedAt = performance.now();
  const server = launchNode(
    'apps/api/dist/main.js',
    [],
    {
      NODE_ENV: 'production',
      ADMIN_PASSWORD: PASSWORD,
      DATA_DIR: dir,
      PORT: String(port),
      OLLAMA_HOST: 'off',
      TITLE_MODEL: 'off',
      LOG_LEVEL: 'error',
      ...env,
    },
    core,
  );
  let over = false;
  void server.exited.then(() => (over = true));
  for (;;) {
    if (over) throw new Error(`the server ended before it was ready:\n${server.output()}`);
    const reply = await call(`${url}/health/ready`).catch(() => undefined);
    if (reply?.status === 200) {
      const readyMs = performance.now() - spawnedAt;
      if (!reply.body.dependencies.every(({ status }) => status === 'up'))
        throw new Error(`ready, but not whole: ${JSON.stringify(reply.body)}`);
      return { ...server, dir, url, spawnedAt, readyMs, stop: () => stop(server), kill: () => server.end('SIGKILL') };
    }
    await delay(2);
  }
}

async function stop(server) {
  const { code } = await server.end('SIGTERM');
  if (code !== 0) throw new Error(`the server did not stop cleanly (${code}):\n${server.output()}`);
}

/** Signs in as the first account. @returns the access token. */
export async function signIn(url) {
  const { status, body } = await call(`${url}/api/auth/login`, {
    method: 'POST',
    body: { username: 'admin', password: PASSWORD },
  });
  if (status !== 200) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`);
  return body.token;
}

/** Starts the backend double in its own process, so that its CPU time is not counted as the server's. */
export async function startFake({ delayMs, slots }) {
  const port = await freePort();
  const fake = launchNode('libs/fake-llm/dist/cli.js', [
    ...['--port', String(port)],
    ...['--delay', String(delayMs), '--slots', String(slots)],
  ]);
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (await call(`${url}/api/version`).catch(() => undefined))
      return { ...fake, url, stop: () => fake.end('SIGTERM') };
    if (tries > 1_000) throw new Error(`the backend double did not start:\n${fake.output()}`);
    await delay(10);
  }
}

/** How long a process may take to end by itself. nginx must: killed, it would leave its workers behind. */
const END_MS = 3_000;

/** Ends and removes everything that a failed measurement left behind. */
export async function cleanUp() {
  const end = async (child) => {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await gone;
    clearTimeout(timer);
  };
  await Promise.all([...processes].map(end));
  for (const dir of folders) await removeDataDir(dir);
}
