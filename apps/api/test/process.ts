import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from './client.js';

const MAIN = path.resolve(__dirname, '../dist/main.js');

/** The server as a person starts it, in a process of its own. */
export class ServerProcess {
  readonly client: Client;
  private output = '';
  private readonly exited: Promise<number | null>;

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
  ) {
    this.client = new Client(`http://127.0.0.1:${port}`);
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.exited = new Promise((resolve) => child.once('exit', resolve));
  }

  /** Starts it without waiting. @param main file that starts it @param options as another account, elsewhere */
  static async spawn(
    env: NodeJS.ProcessEnv,
    main = MAIN,
    options: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> = {},
  ): Promise<ServerProcess> {
    const port = Number(env.PORT ?? (await freePort()));
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(JEST|NODE_ENV|TEST_)/.test(name)),
    );
    const child = spawn(process.execPath, [main], {
      cwd: os.tmpdir(),
      env: { ...clean, OLLAMA_HOST: 'off', EMBEDDED_ENGINE: 'off', PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    return new ServerProcess(child, port);
  }

  /** Starts it and waits for the banner. @throws Error with what it printed when it ends instead */
  static async start(...how: Parameters<typeof ServerProcess.spawn>): Promise<ServerProcess> {
    const server = await ServerProcess.spawn(...how);
    await server.prints('Stop with Ctrl-C');
    return server;
  }

  /** Resolves once it has printed this. */
  async prints(text: string): Promise<void> {
    const printed = new Promise<void>((resolve) => {
      const look = () => this.output.includes(text) && resolve();
      this.child.stdout!.on('data', look);
      this.child.stderr!.on('data', look);
      look();
    });
    await Promise.race([
      printed,
      this.exited.then((code) => {
        if (!this.output.includes(text)) throw new Error(`ended with ${code}: ${this.output}`);
      }),
    ]);
  }

  /** Resolves when the process has exited. */
  async ended(): Promise<{ code: number | null; output: string }> {
    return { code: await this.exited, output: this.output };
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ code: number | null; output: string }> {
    this.child.kill(signal);
    return this.ended();
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** A folder that an unprivileged PostgreSQL can reach, too. */
export async function newDataDir(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-data-'));
  await chmod(dir, 0o755);
  return dir;
}

/** Removes a data directory and stops the PostgreSQL that a killed server left in it. */
export async function removeDataDir(dir: string): Promise<void> {
  const pid = Number(
    (await readFile(path.join(dir, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
  );
  if (pid > 0) {
    process.kill(pid, 'SIGQUIT');
    while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
  }
  await rm(dir, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
