import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Whether a process with this id exists (also one of another user). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When the process started, in clock ticks since boot; `null` where the system does not tell (not Linux). Together with
 * the id it names a process for good: ids are used again, a pair of id and start time is not.
 */
export function startedAt(pid: number): string | null {
  try {
    // Field 22 of /proc/<pid>/stat, counted after the command name, which may itself hold spaces and brackets (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Polls `check` every 15 ms until it gives something. @returns undefined when `ms` milliseconds went by without. */
export async function poll<T>(ms: number, check: () => Promise<T | undefined> | T | undefined): Promise<T | undefined> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > end) return undefined;
    await delay(15);
  }
}
