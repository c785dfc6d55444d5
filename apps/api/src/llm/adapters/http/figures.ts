/** Above what any answer reaches; a larger figure is not a count. */
const MOST_TOKENS = 1e9;
const LONGEST_MS = 1e9;

/** A backend's token count, checked: one bad figure would block the usage ledger for everybody. */
export const tokenCount = (said: unknown): number =>
  Number.isInteger(said) && (said as number) >= 0 && (said as number) <= MOST_TOKENS ? (said as number) : 0;

/** A backend's milliseconds; `undefined` when they are not a valid duration. */
export const duration = (said: unknown): number | undefined =>
  typeof said === 'number' && said >= 0 && said <= LONGEST_MS ? said : undefined;
