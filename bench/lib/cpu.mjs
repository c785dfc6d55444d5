// CPU time of whole families of processes, and of everybody else.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpuMicros, machineTicks, statFields, TICKS } from './proc.mjs';

/** Positions in /proc/<pid>/stat after the command name: the parent, and the time of children that were waited for. */
const PARENT = 1;
const REAPED = [13, 14];

/** The processes below these, and these themselves; those below `without` are left out. */
export function familyOf(roots, without = []) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = ifThere(() => Number(statFields(name)[PARENT]));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [];
  const queue = roots.filter(Boolean);
  for (let pid; (pid = queue.pop());) {
    if (without.includes(pid) || found.includes(pid)) continue;
    found.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

/**
 * Starts measuring the CPU time of processes and all their descendants, also of those that come and go meanwhile.
 * @returns a function that returns the microseconds used since
 */
export function watchCpu(roots, without = []) {
  const read = () =>
    new Map(
      familyOf(roots, without).flatMap((pid) => {
        const one = ifThere(() => ({ own: cpuMicros(pid), reaped: reapedMicros(pid) }));
        return one ? [[pid, one]] : [];
      }),
    );
  const before = read();
  return () => {
    let sum = 0;
    const now = read();
    for (const [pid, { own, reaped }] of now) {
      const old = before.get(pid) ?? { own: 0, reaped: 0 };
      sum += own - old.own + (reaped - old.reaped);
    }
    // A process that ended is now among its parent's reaped children with its whole life.
    for (const [pid, { own }] of before) if (!now.has(pid)) sum -= own;
    return Math.max(0, sum);
  };
}

/**
 * Starts measuring how much of the machine others use.
 * @returns a function that returns their share of one core since, without this process and its descendants
 */
export function watchForeign() {
  const before = machineTicks();
  const started = performance.now();
  const own = watchCpu([process.pid]);
  return () => {
    const busy = ((machineTicks().busy - before.busy) / TICKS) * 1e6;
    return Math.max(0, busy - own()) / ((performance.now() - started) * 1_000);
  };
}

const reapedMicros = (pid) => {
  const fields = statFields(pid);
  return (REAPED.reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS) * 1e6;
};

/** `undefined` when the process has ended in the meantime. */
function ifThere(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Binds this process with all its threads to a core. What it starts later inherits that. */
export const pinSelf = (core) => execFileSync('taskset', ['-acp', String(core), String(process.pid)]);
