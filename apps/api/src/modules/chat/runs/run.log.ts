import type { Run, RunSubject, StopReason } from './run.js';

/** How long a finished run stays readable, in milliseconds, for a page that reloads at the very end. */
export const FINISHED_RUN_TTL_MS = 5 * 60_000;

/** Which runs to stop: all to which each of these applies. It is sent to other processes, so it is data. */
export type RunSelector =
  | { threadIds: readonly string[] }
  | { messageIds: readonly string[] }
  | { keyId: string }
  | { sessionId: string }
  | { userId: string; startedBy?: 'key' }
  | { all: true };

/** Whether a run is one of those that are meant; of a selector that nobody knows, none is. */
export function isSelected(which: RunSelector, { threadId, messageId, userId, keyId, sessionId }: RunSubject): boolean {
  if ('threadIds' in which) return which.threadIds.includes(threadId);
  if ('messageIds' in which) return which.messageIds.includes(messageId);
  if ('keyId' in which) return which.keyId === keyId;
  if ('sessionId' in which) return which.sessionId === sessionId;
  if ('userId' in which) return which.userId === userId && (which.startedBy === undefined || keyId !== undefined);
  return which.all === true;
}

/** The runs of this process, as far as others may ask for them. */
export interface OwnRuns {
  find(id: string): Run | undefined;
  all(): Iterable<Run>;
  stopOwn(why: StopReason, which: RunSelector): Promise<void>;
}

/**
 * The runs of all processes. Each run belongs to the process that began it; the others read its events and stop it
 * through this port.
 */
export abstract class RunLog {
  /** Where others find the runs of this process. */
  abstract own: OwnRuns;

  /** A run of this process has begun. */
  abstract enter(run: Run): void;

  /** It has ended, and may be read for `FINISHED_RUN_TTL_MS` more. */
  abstract leave(run: Run): void;

  /** It never began. */
  abstract drop(run: Run): void;

  /**
   * A run of this person in another process, with all its events from the first on. It ends without a last event when
   * its process is gone.
   */
  abstract find(id: string, userId: string): Promise<Run | undefined>;

  /** Stops the runs of other processes. */
  abstract stop(why: StopReason, which: RunSelector): void;

  /** Ends reading and being read, once the last events of this process's runs are on their way. */
  abstract close(): Promise<void>;
}

/** One process: there are no others. */
export class OwnRunsOnly extends RunLog {
  own: OwnRuns;

  enter(): void {}

  leave(): void {}

  drop(): void {}

  find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  stop(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}
