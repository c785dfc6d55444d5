/**
 * Passes an item on. Returns a promise while nobody has read the last `MAX_UNREAD`: the work should await it before it
 * produces more. Usually there is nothing to await, so a token costs no promise.
 */
export type Push<T> = (item: T) => Promise<void> | undefined;

/**
 * Does the work once: pushes its items, throws on failure. Ends early when `ending` is aborted, which it may do itself.
 * `again`: another process has begun it, and may have finished it meanwhile.
 */
export type Execute<T> = (ending: AbortController, push: Push<T>, again: boolean) => Promise<void>;

/** Reads an execution from its first item on, also after its end; `undefined` when nobody may join it any more. */
export type Subscribe = (signal: AbortSignal) => AsyncGenerator<unknown[]> | undefined;

/** One execution of work that others may want as well. */
export interface Flight<T> {
  /** What identical work has in common. */
  key: string;
  execute: Execute<T>;
  ending: AbortController;
  push: Push<T>;
  subscribe: Subscribe;
  /** Whether an execution may begin anew after this item was passed on. */
  mayRepeat(item: T): boolean;
  /** Whether nothing comes after this item. */
  isLast(item: T): boolean;
  /** Called when another process does the work, and again when this one has to after all. */
  setElsewhere(isElsewhere: boolean): void;
}

/** Which process does work that several want at the same time. */
export abstract class Flights {
  /** Does the work, or passes on what another process does. @throws what the work throws; the reason of the abort */
  abstract carryOut<T>(flight: Flight<T>): Promise<void>;
}

/** One process: it does all work. */
export class OwnFlights extends Flights {
  carryOut<T>({ execute, ending, push }: Flight<T>): Promise<void> {
    return execute(ending, push, false);
  }
}
