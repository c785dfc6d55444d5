import { createHash } from 'node:crypto';
import { configure } from 'safe-stable-stringify';
import type { ChatRequest } from '../../../llm/index.js';

/** Everything that decides what a model answers. */
export interface AnswerIdentity {
  /** Digest of the model: other weights under the same name are another model. */
  digest: string;
  request: ChatRequest;
  /**
   * Set when the conversation holds anything personal (history, own system prompt): such an answer is for that user
   * only.
   */
  userId: string | null;
}

/**
 * JSON with sorted keys: equal values give equal text. JSON quotes every string, so no two different inputs run
 * together.
 */
const canonical = configure({ deterministic: true, strict: true });

/** SHA-256 (hex) over the whole identity; nothing is left out or shortened. */
export function cacheKey({ digest, request, userId }: AnswerIdentity): string {
  // How long a model stays in memory does not change what it says.
  const { keep_alive: _, ...deciding } = request;
  return createHash('sha256')
    .update(canonical({ digest, request: deciding, userId })!)
    .digest('hex');
}
