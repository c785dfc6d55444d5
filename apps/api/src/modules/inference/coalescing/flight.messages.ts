import type { DomainError, DomainErrorExtras } from '../../../common/errors/domain-error.js';

/** What a process says to the one that does the work. `id` names one process's interest in one execution. */
export type ToOwner = { id: string } &
  /** Begin, or begin again, with the item of this number of this very execution. */
  (
    | { from: string; execution: string; next: number }
    /** All before this item have come; said at least every second. */
    | { seen: number }
    | { left: true }
  );

/** Why the work failed, in JSON. What only the administrator may see stays where it is. */
export type Failure = Pick<DomainError, 'code' | 'detail'> &
  Pick<DomainErrorExtras, 'errors' | 'retryAfter' | 'members'>;

/** What the owner says. */
export type FromOwner = { id: string } & (
  | { at: number; items: unknown[] }
  /** There is no such execution (any more). */
  | { unknown: true }
  /** It goes on, and has sent all before this item; said every second. */
  | { beat: number }
  | { end: number; failure?: Failure }
);

/** How often each side says that it is still there. */
export const BEAT_MS = 1_000;
const SILENT_MS = 4_000;
const AWAY_MS = 20_000;

/**
 * After how many milliseconds without a word the other side is gone: longer when Redis was out of reach.
 * @param readyMs for how long Redis has been in reach
 */
export const silenceMs = (readyMs: number): number => (readyMs > SILENT_MS ? SILENT_MS : AWAY_MS);
