import { hash } from 'node:crypto';
import { configure } from 'safe-stable-stringify';
import type { ChatRequest } from '../../../llm/index.js';

/** Everything that determines a model's answer. */
export interface AnswerIdentity {
  /** Digest of the model: other weights under the same name are another model. */
  digest: string;
  request: ChatRequest;
  /**
   * Set when the conversation contains anything personal (history, own system prompt), so that only this user shares
   * the answer.
   */
  userId: string | null;
}

/** JSON with sorted keys: equal values give equal text. JSON quotes every string, so different inputs never collide. */
const canonical = configure({ deterministic: true, strict: true });

/** SHA-256 (hex) over the whole identity, without omissions. */
export function cacheKey({ digest, request, userId }: AnswerIdentity): string {
  // How long a model stays in memory does not change its answer; nor does what would be done if the prompt did not fit,
  // because an answer to a shortened prompt is not kept.
  const { keep_alive: _, unabridged: __, ...deciding } = request;
  return hash('sha256', canonical({ digest, request: deciding, userId })!);
}
