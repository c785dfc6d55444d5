import type { ErrorCode } from '../../../common/errors/error-codes.js';

/** What a process says to the one that does the work. `id` names one process's interest in one execution. */
export type ToOwner = { id: string } &
  /** Begin, or begin again, with the item of this number. */
  (
    | { from: string; key: string; next: number }
    /** All before this item have come; said at least every second. */
    | { seen: number }
    | { left: true }
  );

/** What the owner says. */
export type FromOwner = { id: string } & (
  | { at: number; items: unknown[] }
  /** There is no such execution (any more). */
  | { unknown: true }
  /** It goes on, and has sent all before this item; said every second. */
  | { beat: number }
  | { end: number; failure?: { code: ErrorCode; detail: string; retryAfter?: number } }
);
