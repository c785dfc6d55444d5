import type { Usage } from '../../../llm/index.js';
import { USUAL_CHARS_PER_TOKEN } from '../../models/index.js';
import type { CompletionEvent } from '../completion.event.js';

/** A complete answer that can be replayed. */
export interface CachedAnswer {
  text: string;
  thinking: string;
  usage: Usage;
  stop_sequence?: string;
  /** Milliseconds it took; absent in entries of an older version. */
  ms?: number;
  /** When the model made it, ISO 8601. */
  made_at: string;
}

/** The events that replay a cached answer. */
export const eventsOf = ({ text, thinking, usage, stop_sequence, made_at }: CachedAnswer): CompletionEvent[] => [
  {
    type: 'started',
    backend: null,
    failed_over_from: [],
    context_window: null,
    dropped_messages: 0,
    estimate: { input_tokens: usage.input_tokens, chars_per_token: USUAL_CHARS_PER_TOKEN },
    cached_from: new Date(made_at),
  },
  ...(thinking ? [{ type: 'thinking' as const, text: thinking }] : []),
  { type: 'text', text },
  { type: 'done', finish_reason: 'stop', stop_sequence, usage, timings: {} },
];
