import type { Usage } from '../../../llm/index.js';

/** An answer that can be given again. */
export interface CachedAnswer {
  text: string;
  thinking: string;
  usage: Usage;
  /** Milliseconds it took; absent in entries of an older version. */
  ms?: number;
  /** When the model made it, ISO 8601. */
  made_at: string;
}
