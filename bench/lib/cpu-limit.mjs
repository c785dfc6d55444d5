// Gives each process a part of a core, as a container's CPU limit does, through the kernel's cpu cgroup (v1 or v2).
// Needs the right to make cgroups: root, or a delegated one.
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PERIOD_US = 10_000;
const V1 = '/sys/fs/cgroup/cpu';
const isV1 = existsSync(path.join(V1, 'cpu.cfs_quota_us'));
const root = isV1 ? V1 : '/sys/fs/cgroup';

/**
 * @param share of one core, 0 to 1
 * @returns a function that removes the limit again, while the process lives
 * @throws when this user may not make cgroups
 */
export function limitCpu(pid, share) {
  const group = path.join(root, `pocket-llm-bench-${pid}`);
  const quota = Math.round(PERIOD_US * share);
  mkdirSync(group);
  const set = (file, value) => writeFileSync(path.join(group, file), String(value));
  if (isV1) {
    set('cpu.cfs_period_us', PERIOD_US);
    set('cpu.cfs_quota_us', quota);
  } else set('cpu.max', `${quota} ${PERIOD_US}`);
  set('cgroup.procs', pid);
  return () => {
    writeFileSync(path.join(root, 'cgroup.procs'), String(pid));
    rmdirSync(group);
  };
}
