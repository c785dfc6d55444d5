import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Whether a process with this id runs, also one of another user. A process that has exited but was not reaped yet does
 * not count.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return statOf(pid)?.[0] !== 'Z';
}

/**
 * The command line of a process, or `null` where the system does not offer it (not Linux). Another process may have a
 * remembered id by now; the command line tells them apart.
 */
export function commandOf(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return null;
  }
}

/**
 * The fields of `/proc/<pid>/stat` after the command name, which may itself contain spaces and brackets (proc(5)):
 * state first.
 */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/**
 * When the process started, in clock ticks since boot; `null` where the system does not offer it (not Linux). Ids are
 * reused, but a pair of id and start time is unique.
 */
export function startedAt(pid: number): string | null {
  return statOf(pid)?.[19] ?? null;
}

/**
 * Polls `check` every 15 ms until it returns something.
 * @returns undefined when `ms` milliseconds passed without a result
 */
export async function poll<T>(ms: number, check: () => Promise<T | undefined> | T | undefined): Promise<T | undefined> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (performance.now() > end) return undefined;
    await delay(15);
  }
}
