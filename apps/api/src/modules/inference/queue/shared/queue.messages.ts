import type { ErrorCode } from '../../../../common/errors/error-codes.js';
import type { QueueEntry, QueueLimits } from '../queue.js';

/** A run of a process, as its keeper knows it. */
export interface AskedRun {
  /** Its number in its process. */
  n: number;
  entry: QueueEntry;
  /** When it was asked for, by the clock of its process: a new keeper serves those first that wait longest. */
  since: number;
  /** Nobody waits for it. */
  idle?: true;
  /** Where it runs, once it does. */
  host?: string;
}

/** How many runs there are, how many of them have a place, and the sum of their numbers: differs when they differ. */
export type RunCount = [runs: number, running: number, sum: number];

export const isSameCount = (a: RunCount, b: RunCount): boolean => a.every((one, i) => one === b[i]);

/** What a process tells the keeper of the queue. */
export type ToKeeper =
  /** With the limits that the process knows: the newest that anybody says hold. */
  | { ask: AskedRun; limits: QueueLimits }
  /** Its place is given back, or it waits no longer. */
  | { end: number }
  /** What the process has, said every second. */
  | { beat: RunCount }
  /** All its runs, in parts: the keeper forgets the others when the last part has come. */
  | { all: AskedRun[]; isLast: boolean; limits?: QueueLimits };

/** What the keeper tells a process. */
export type FromKeeper =
  | { granted: number; host: string }
  | { refused: number; code: ErrorCode; detail: string; retryAfter?: number }
  /** Positions that have changed: number of the run, position, milliseconds until its turn. */
  | { at: [number, number, number | null][] }
  | { giveWay: number }
  /** The keeper does not know the process, or not all of it. */
  | { tellAll: true };
