import { Raw } from 'typeorm';

/*
 * The database's clock. What is valid for a time is written and judged by it alone: the clocks of several server
 * processes differ, and one may jump.
 */

/** Value: the present. */
export const NOW = () => 'now()';

/** Value: so many milliseconds from now. */
export const later = (ms: number) => () => `now() + interval '${Math.round(ms)} ms'`;

/** Condition: no longer ago than so many milliseconds. */
export const within = (ms: number) => Raw((column) => `${column} > now() - :ms * interval '1 ms'`, { ms });

/** Condition: at least so many milliseconds ago. */
export const earlierThan = (ms: number) => Raw((column) => `${column} <= now() - :ms * interval '1 ms'`, { ms });

/** Condition: not yet come. */
export const inFuture = () => Raw((column) => `${column} > now()`);

/** Condition: not yet come, or never. */
export const notPast = () => Raw((column) => `(${column} IS NULL OR ${column} > now())`);

/** Condition: over. */
export const past = () => Raw((column) => `${column} <= now()`);
