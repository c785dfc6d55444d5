import type { ChatMessage as LlmMessage, ChatRequest } from '../../../llm/index.js';
import type { Model } from '../../models/index.js';
import type { ChatOptionsDto } from './chat-options.dto.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';

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

/** What is added to a question that is answered again; said to the model only, never stored. */
const WISHES = {
  shorter: 'Answer more briefly than you usually would.',
  longer: 'Answer in more depth and detail than you usually would.',
};

/**
 * What the backend is asked: system prompt, the branch down to the question, and the options; the request's own win over the
 * thread's, those over the model's. Answers without text (failed before the first word) are left out.
 */
export function buildRequest(
  model: Model,
  path: ChatMessage[],
  { system_prompt, options: threadOptions }: Pick<ChatThread, 'system_prompt' | 'options'>,
  options: ChatOptionsDto | undefined,
  wish?: keyof typeof WISHES,
): ChatRequest {
  const { keep_alive, ...defaults } = model.options;
  const messages: LlmMessage[] = path
    .filter(({ role, content }) => role === 'user' || content !== '')
    .map(({ role, content, images }) => ({ role, content, ...(images?.length && { images }) }));
  const prompt = system_prompt ?? model.system_prompt;
  if (wish) messages.push({ ...messages.pop()!, content: `${path.at(-1)!.content}\n\n${WISHES[wish]}` });
  const given = [threadOptions, options].flatMap((some) =>
    Object.entries({ ...some }).filter(([, value]) => value != null),
  );
  return {
    model: model.name,
    messages: prompt ? [{ role: 'system', content: prompt }, ...messages] : messages,
    options: { ...defaults, ...(Object.fromEntries(given) as ChatOptionsDto) },
    ...(keep_alive !== undefined && { keep_alive }),
  };
}
