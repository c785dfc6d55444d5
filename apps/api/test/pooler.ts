import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { eventually } from './clock.js';
import { freePort } from './process.js';

/** Whether this machine has the program; npm has none. */
export const HAS_PGBOUNCER = spawnSync('pgbouncer', ['--version']).status === 0;

/** `nobody`: the program refuses to run as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A pgbouncer in front of one database. */
export class Pooler {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly dir: string,
  ) {}

  /** @param ignored start parameters that it drops instead of refusing */
  static async start(target: string, mode: 'session' | 'transaction', ignored: string): Promise<Pooler> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-pooler-'));
    await chmod(dir, 0o755);
    const { hostname, port: targetPort, pathname, username, password } = new URL(target);
    const port = await freePort();
    const settings = [
      '[databases]',
      `${pathname.slice(1)} = host=${hostname} port=${targetPort}`,
      '[pgbouncer]',
      `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = trust`,
      `auth_file = ${path.join(dir, 'users')}\npool_mode = ${mode}`,
      ignored && `ignore_startup_parameters = ${ignored}`,
    ];
    await writeFile(path.join(dir, 'settings.ini'), settings.filter(Boolean).join('\n'));
    await writeFile(path.join(dir, 'users'), `"${username}" "${decodeURIComponent(password)}"\n`);
    const child = spawn('pgbouncer', ['-q', path.join(dir, 'settings.ini')], { stdio: 'ignore', ...NOBODY });
    await eventually(() => listens(port));
    const url = new URL(target);
    url.port = String(port);
    return new Pooler(url.href, child, dir);
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    await rm(this.dir, { recursive: true, force: true });
  }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
