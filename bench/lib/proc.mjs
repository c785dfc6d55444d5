// Process figures from /proc, so Linux only.
import { readdirSync, readFileSync } from 'node:fs';

const read = (file) => readFileSync(file, 'utf8');

/** Kernel clock ticks per second in /proc; 100 on every Linux that Node runs on. */
export const TICKS = 100;

/**
 * CPU time of a process and all its threads, in microseconds. From schedstat (nanoseconds) if the kernel has it: the 10
 * ms ticks of /proc/<pid>/stat are as long as a hundred tokens take.
 */
export function cpuMicros(pid) {
  try {
    return (
      readdirSync(`/proc/${pid}/task`).reduce(
        (sum, thread) => sum + Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]),
        0,
      ) / 1_000
    );
  } catch {
    const fields = statFields(pid);
    return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1e6;
  }
}

/** The fields of /proc/<pid>/stat after the command name, which may contain spaces and brackets. */
export function statFields(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Resident memory in MB (10⁶ bytes). */
export const residentMb = (pid) => kilobytes(read(`/proc/${pid}/status`), 'VmRSS');

/**
 * Memory of a process and its children, with shared pages counted in proportion; `null` if the kernel denies access.
 */
export function proportionalMb(pid) {
  try {
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
    return [pid, ...children].reduce((sum, one) => sum + kilobytes(read(`/proc/${one}/smaps_rollup`), 'Pss'), 0);
  } catch {
    return null;
  }
}

function parentOf(pid) {
  try {
    return Number(statFields(pid)[1]);
  } catch {
    return undefined; // It ended in the meantime.
  }
}

const kilobytes = (text, name) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)[1]) * 1024) / 1e6;

/** Whether the process exists, even as a zombie: its id is not free until its parent has waited for it. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Measures how much CPU other programs use.
 * @returns a function that returns their share of all cores, 0 to 1, without this process and the children it has
 * waited for.
 */
export function watchOthers() {
  const own = () =>
    statFields('self')
      .slice(11, 15)
      .reduce((sum, ticks) => sum + Number(ticks), 0);
  const before = { ...machineTicks(), own: own() };
  return () => {
    const now = machineTicks();
    return Math.max(0, now.busy - before.busy - (own() - before.own)) / (now.all - before.all);
  };
}

/** Clock ticks of all cores since the machine started. */
export function machineTicks() {
  const [user, nice, system, idle, wait, irq, softirq] = read('/proc/stat')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softirq;
  return { busy, all: busy + idle + wait };
}
