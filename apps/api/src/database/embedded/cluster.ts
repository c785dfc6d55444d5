import { spawn, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { systemPath } from '../../config/env.js';
import { placeCluster, reachableBinaries, type Account } from './account.js';
import { findBinaries } from './binaries.js';
import { commandOf, isAlive, poll } from './process.js';

/** A running PostgreSQL server that belongs to this data directory. */
export interface Cluster {
  port: number;
  pid: number;
  version: string;
  /** Resolves when PostgreSQL has ended, for whatever reason. */
  ended: Promise<void>;
  /** Shuts PostgreSQL down cleanly (fast mode: open transactions roll back, everything committed is on disk). */
  stop(): Promise<void>;
}

/** Name of the bootstrap superuser; only the provisioning step signs in with it. */
export const SUPERUSER = 'postgres';

/** Deliberately small: this serves a household or a lab, next to a language model that needs the memory. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // The log goes to our own file; a query text in it could contain somebody's chat.
  log_min_error_statement: 'panic',
};

/**
 * What one PostgreSQL process may take, in KiB. No setting of PostgreSQL bounds the memory of a single value, such as
 * repeat('x', 1000000000); with this limit the statement fails and nothing else. Systems without it go without.
 */
const MOST_MEMORY_KIB = 1024 * 1024;
const LIMITED = `ulimit -v ${MOST_MEMORY_KIB} 2>/dev/null; exec "$0" "$@"`;

const run = promisify(execFile);

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/**
 * `postmaster.pid`: process id, folder, start time, port, socket folder, address, shared memory, status (PostgreSQL
 * 10+).
 */
async function readPidFile(cluster: string): Promise<{ pid: number; port: number; ready: boolean } | undefined> {
  const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Creates a cluster next to its final place and moves it there when it is complete, so that a killed `initdb` leaves
 * nothing half made.
 */
async function initialise(
  home: string,
  version: string,
  cluster: string,
  password: string,
  account?: Account,
): Promise<void> {
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.pw`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.dirname(cluster), { recursive: true, mode: 0o755 });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) for (const target of [draft, passwordFile]) await chown(target, account.uid, account.gid);
  // The builtin provider gives Unicode case rules that do not change with the system's libraries, so indexes stay
  // valid.
  const locale =
    Number.parseInt(version, 10) >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C'];
  const args = [
    '-D',
    draft,
    '-U',
    SUPERUSER,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    ...locale,
  ];
  try {
    await run(path.join(home, 'bin/initdb'), args, { ...account, cwd: '/', env: { PATH: systemPath(), LC_ALL: 'C' } });
    await rename(draft, cluster);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * Whether the process in the pid file really is this cluster's server; no other process may be taken over or get a
 * signal.
 */
async function isPostmasterOf(cluster: string, { pid, port }: { pid: number; port: number }): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = commandOf(pid);
  if (command) return command.includes(cluster);
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    probe.once('close', () => resolve(false)).setTimeout(2_000, () => probe.destroy());
    probe.once('connect', () => probe.destroy());
  });
}

/** The port of this data directory's PostgreSQL, if it runs. */
export async function runningPort(dataDir: string): Promise<number | undefined> {
  const { cluster } = placeCluster(dataDir);
  const state = await readPidFile(cluster);
  return state?.ready && (await isPostmasterOf(cluster, state)) ? state.port : undefined;
}

/**
 * Starts the PostgreSQL of this data directory, or takes over one that a killed server process left running. PostgreSQL
 * replays its journal, so nothing committed is lost.
 * @param password of the superuser; used only when the cluster is new
 * @param wantedPort default: any free one
 */
export async function startCluster(dataDir: string, password: string, wantedPort?: number): Promise<Cluster> {
  const binaries = findBinaries();
  const { cluster, account } = placeCluster(dataDir);
  const home = await reachableBinaries(binaries.home, binaries.version, account);
  if (!existsSync(path.join(cluster, 'PG_VERSION')))
    await initialise(home, binaries.version, cluster, password, account);

  const left = await readPidFile(cluster);
  if (left && (await isPostmasterOf(cluster, left))) {
    const ready = await poll(10_000, async () =>
      (await readPidFile(cluster))?.ready ? true : isAlive(left.pid) ? undefined : false,
    );
    if (ready) return running(left.port, left.pid, binaries.version, untilDead(left.pid));
  } else if (left) {
    // A crash left this file, and another process may have the id by now: PostgreSQL would believe it and refuse to
    // start.
    await rm(path.join(cluster, 'postmaster.pid'), { force: true });
  }

  const port = wantedPort ?? (await freePort());
  const logFile = path.join(dataDir, 'postgres.log');
  const log = await open(logFile, 'w', 0o600);
  const options = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  // Detached: Ctrl-C in a terminal reaches the whole process group, and the database must outlive the server's last
  // writes.
  const command = [path.join(home, 'bin/postgres'), '-D', cluster, ...options] as const;
  const [program, ...args] = process.platform === 'win32' ? command : (['/bin/sh', '-c', LIMITED, ...command] as const);
  const child = spawn(program, args, {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let failed: Error | undefined;
  child.once('error', (error) => (failed = error));
  child.once('exit', (code) => (failed ??= new Error(`it ended with code ${code}`)));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  await log.close();
  const started = await poll(60_000, async () => {
    if (failed) return false;
    const state = await readPidFile(cluster);
    return state?.pid === child.pid && state?.ready ? true : undefined;
  });
  if (!started || !child.pid) {
    const tail = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' ');
    throw new Error(
      `The embedded PostgreSQL did not start: ${failed?.message ?? 'no sign of life for 60 s'}. ${tail} The ` +
        `whole log is in ${logFile}.`,
    );
  }
  return running(port, child.pid, binaries.version, exited);
}

const running = (port: number, pid: number, version: string, ended: Promise<void>): Cluster => ({
  port,
  pid,
  version,
  ended,
  stop: () => stopPostmaster(pid),
});

/** For a server that an earlier process has started: only its parent is told when it ends. */
async function untilDead(pid: number): Promise<void> {
  while (isAlive(pid)) await setTimeout(1_000, undefined, { ref: false });
}

async function stopPostmaster(pid: number): Promise<void> {
  const gone = () => (isAlive(pid) ? undefined : true);
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT'); // fast shutdown
  if (await poll(20_000, gone)) return;
  process.kill(pid, 'SIGQUIT'); // immediate: the journal is replayed at the next start
  await poll(5_000, gone);
}
