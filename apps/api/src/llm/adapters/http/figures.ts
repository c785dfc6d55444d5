/** More than any answer has; what is beyond is no count. */
const MOST_TOKENS = 1e9;
const LONGEST_MS = 1e9;

/** Tokens as a backend says them. One figure that is none would hold up the ledger of everybody. */
export const tokenCount = (said: unknown): number =>
  Number.isInteger(said) && (said as number) >= 0 && (said as number) <= MOST_TOKENS ? (said as number) : 0;

/** Milliseconds as a backend says them; `undefined` where they are none. */
export const duration = (said: unknown): number | undefined =>
  typeof said === 'number' && said >= 0 && said <= LONGEST_MS ? said : undefined;
