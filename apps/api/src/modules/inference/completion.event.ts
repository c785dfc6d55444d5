import type { ChatChunk } from '../../llm/index.js';
import type { QueuePosition } from './queue/position-rounds.js';

/** The backend starts to work on the answer, or the cache had it. */
export interface Started {
  type: 'started';
  /** Context length in tokens; `null` when unknown. */
  context_window: number | null;
  /** How many of the oldest messages are left out because they do not fit into the context. */
  dropped_messages: number;
  /** For answers whose tokens nobody counts: estimated tokens of the prompt, and the model's characters per token. */
  estimate: { input_tokens: number; chars_per_token: number };
  /** When a cached answer was made; `null` for a new one. */
  cached_from: Date | null;
  /** Id of the backend; `null` when it came from the cache. For the log only. */
  backend: string | null;
  /** Ids of the backends that could not, before this one. */
  failed_over_from: readonly string[];
}

/**
 * Events of a completion in this order: any number of `queued`, `started` (once more when the backend is called again
 * with less, or another one in its place, before which it may be `queued` again), the parts of the answer, and exactly
 * one `done`. A fault is thrown, never an event.
 */
export type CompletionEvent = ({ type: 'queued' } & QueuePosition) | Started | ChatChunk;
