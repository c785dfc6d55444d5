import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** The system account PostgreSQL runs under when we are root; PostgreSQL refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

/** Where root keeps what an unprivileged PostgreSQL must reach when the data directory lies behind a closed folder. */
const SHARED_HOME = '/var/lib/pocket-llm';

function accountByName(...names: string[]): Account | undefined {
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = names.map((name) => lines.find((fields) => fields[0] === name)).find(Boolean);
  return found && { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Whether an unprivileged account can reach `target`: every folder on the way has to be open to all. */
export function isReachable(target: string, account: Account): boolean {
  for (let dir = path.resolve(target); ; dir = path.dirname(dir)) {
    if (existsSync(dir)) {
      const { mode, uid } = statSync(dir);
      if (!(mode & 0o001) && !(uid === account.uid && mode & 0o100)) return false;
    }
    if (dir === path.dirname(dir)) return true;
  }
}

export interface Placement {
  /** Folder of the database cluster. */
  cluster: string;
  /** Unset: PostgreSQL runs as the current user. */
  account?: Account;
}

/**
 * Where the cluster lives and who runs it. Without root: `<dataDir>/postgres` and the current user. As root: the owner
 * of an existing cluster, or `postgres`, or `nobody`. Where that account cannot reach the data directory (a clone below
 * `/root`), a folder of `/var/lib/pocket-llm` named after the data directory.
 */
export function placeCluster(dataDir: string): Placement {
  const inside = path.join(dataDir, 'postgres');
  if (process.getuid?.() !== 0) return { cluster: inside };
  const outside = path.join(SHARED_HOME, createHash('sha256').update(dataDir).digest('hex').slice(0, 16), 'postgres');
  const existing = [outside, inside].find((dir) => existsSync(path.join(dir, 'PG_VERSION')));
  if (existing && statSync(existing).uid !== 0) {
    const { uid, gid } = statSync(existing);
    return { cluster: existing, account: { uid, gid } };
  }
  const account = accountByName('postgres', 'nobody');
  if (!account) return { cluster: inside };
  return { cluster: isReachable(dataDir, account) ? inside : outside, account };
}

/**
 * The folder with PostgreSQL's `bin`, copied (once per version, 0.3 s) to where `account` can reach it if it cannot
 * now.
 */
export async function reachableBinaries(native: string, version: string, account?: Account): Promise<string> {
  if (!account || isReachable(path.join(native, 'bin'), account)) return native;
  const copy = path.join(SHARED_HOME, `postgres-${version}`);
  if (!existsSync(path.join(copy, '.complete'))) {
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await mkdir(path.join(copy, '.complete'));
  }
  return copy;
}
