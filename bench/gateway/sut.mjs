// The system under test: all its processes, and those of its database apart.
import { familyOf, watchCpu } from '../lib/cpu.mjs';
import { residentMb } from '../lib/proc.mjs';

/** Starts measuring. @returns a function that returns the microseconds of CPU since, of the gateway and its database */
export function watchSut({ pid, database }) {
  const own = watchCpu([pid], [database]);
  const stored = watchCpu([database]);
  return () => ({ own: own(), database: stored() });
}

/** Resident memory of a gateway's processes without its database, in MiB. */
export const memoryOf = ({ pid, database }) =>
  familyOf([pid], [database]).reduce((sum, one) => sum + residentMb(one), 0) / MIB;

/** Megabytes in one. */
const MIB = (1_024 * 1_024) / 1e6;
