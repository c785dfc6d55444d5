import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './process.js';

/** Whether Debian's redis-server is here; no npm package brings one that runs without a compiler or a download. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of its own on a free port, without a file. */
export class RealRedis {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    readonly url: string,
  ) {}

  static async start(port?: number): Promise<RealRedis> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-redis-'));
    const at = String(port ?? (await freePort()));
    const child = spawn('redis-server', ['--port', at, '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout!.setEncoding('utf8').on('data', (text: string) => text.includes('Ready to accept') && resolve());
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    });
    return new RealRedis(child, dir, `redis://127.0.0.1:${at}`);
  }

  /** Forgets everything. */
  async flush(): Promise<void> {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    socket.write('FLUSHALL\r\n');
    await once(socket, 'data');
    socket.destroy();
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
    await rm(this.dir, { recursive: true, force: true });
  }
}
