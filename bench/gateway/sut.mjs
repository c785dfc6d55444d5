// The system under test: all its processes, and those of its database apart.
import { watchCpu } from '../lib/cpu.mjs';

/** Starts measuring. @returns a function that returns the microseconds of CPU since, of the gateway and its database */
export function watchSut({ pid, database }) {
  const own = watchCpu([pid], database ? [database] : []);
  const stored = watchCpu([database]);
  return () => ({ own: own(), database: stored() });
}
