import type { ChatChunk } from '../../llm/index.js';
import type { QueuePosition } from './queue/position-rounds.js';

/** The backend begins to work on the answer, or a whole one was in the cache. */
export interface Started {
  type: 'started';
  /** Context length in tokens; `null` where it is unknown. */
  context_window: number | null;
  /** How many of the oldest messages do not fit into the context and are left out. */
  dropped_messages: number;
  /** When a cached answer was made; `null` for one that is being made. */
  cached_from: Date | null;
}

/**
 * What happens on the way to an answer, in this order: any number of `queued`, `started` (again when the backend has to
 * be asked once more with less), the parts of the answer as the backend gives them, and exactly one `done`. A fault is
 * thrown, never an event.
 */
export type CompletionEvent = ({ type: 'queued' } & QueuePosition) | Started | ChatChunk;
