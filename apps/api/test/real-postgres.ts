import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, chown, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { eventually } from './clock.js';
import { freePort } from './process.js';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';
const [newest] = (existsSync(DEBIAN) ? readdirSync(DEBIAN) : []).sort((a, b) => Number(b) - Number(a));
const BIN = path.join(DEBIAN, newest ?? '', 'bin');
/** Whether a PostgreSQL of the system's packages is here, with the programs that back it up. */
export const hasPostgres = ['postgres', 'initdb', 'pg_dump', 'pg_restore', 'pg_basebackup'].every((name) =>
  existsSync(path.join(BIN, name)),
);

/** PostgreSQL refuses root. */
const ACCOUNT = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Runs one of PostgreSQL's programs as the account of the server. */
export const program = (name: string, ...args: string[]) =>
  run(path.join(BIN, name), args, { ...ACCOUNT, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' } });

/** A folder that belongs to the account of the server. */
export async function postgresFolder(...parts: string[]): Promise<string> {
  const folder = path.join(...parts);
  await mkdir(folder, { mode: 0o700 });
  if (ACCOUNT.uid) await chown(folder, ACCOUNT.uid, ACCOUNT.gid);
  return folder;
}

/** A PostgreSQL of somebody's own. */
export class RealPostgres {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Makes an empty cluster. @param settings lines of `postgresql.conf` */
  static async create(folder: string, settings: string[]): Promise<void> {
    await program('initdb', '-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
    await appendFile(path.join(folder, 'postgresql.conf'), `\n${settings.join('\n')}\n`);
  }

  /** Starts it on a free port, and waits until it takes writes. */
  static async start(folder: string): Promise<RealPostgres> {
    const port = String(await freePort());
    const args = ['-D', folder, '-p', port, '-k', '', '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
    const child = spawn(path.join(BIN, 'postgres'), args, {
      ...ACCOUNT,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    const server = new RealPostgres(child, `postgres://postgres@127.0.0.1:${port}/postgres`);
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`postgres ended: ${said}`);
      const [row] = await server.query('SELECT pg_is_in_recovery() AS recovering').catch(() => []);
      return row?.recovering === false;
    });
    return server;
  }

  async query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client(this.url);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await ended;
  }
}
