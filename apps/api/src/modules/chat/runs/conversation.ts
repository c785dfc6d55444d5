import type { ChatMessage as LlmMessage, ChatRequest } from '../../../llm/index.js';
import type { Model } from '../../models/index.js';
import type { ChatOptionsDto } from './chat.dto.js';
import type { ChatMessage } from '../threads/message.entity.js';

/** Longest title made from a prompt, in characters. */
const TITLE_MAX = 60;

/** The first words of a prompt. No model is asked for a title: that would cost the GPU a run per chat. */
export function titleFrom(prompt: string): string {
  const line = prompt.trim().replace(/\s+/g, ' ');
  if (line.length <= TITLE_MAX) return line;
  const cut = line.slice(0, TITLE_MAX);
  const words = cut.slice(0, cut.lastIndexOf(' ') > TITLE_MAX / 2 ? cut.lastIndexOf(' ') : TITLE_MAX);
  // Never half a surrogate pair (an emoji cut in two).
  return `${words.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * What the backend is asked: system prompt, the branch down to the question, and the options; the request's own win over the
 * model's. Answers without text (failed before the first word) are left out.
 */
export function buildRequest(model: Model, path: ChatMessage[], system: string | null, options: ChatOptionsDto | undefined): ChatRequest {
  const { keep_alive, ...defaults } = model.options;
  const messages: LlmMessage[] = path
    .filter(({ role, content }) => role === 'user' || content !== '')
    .map(({ role, content, images }) => ({ role, content, ...(images?.length && { images }) }));
  const prompt = system ?? model.system_prompt;
  const given = Object.fromEntries(Object.entries({ ...options }).filter(([, value]) => value != null));
  return {
    model: model.name,
    messages: prompt ? [{ role: 'system', content: prompt }, ...messages] : messages,
    options: { ...defaults, ...given },
    ...(keep_alive !== undefined && { keep_alive }),
  };
}
