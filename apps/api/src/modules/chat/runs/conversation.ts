import type { ChatMessage as LlmMessage, ChatRequest } from '../../../llm/index.js';
import { defaultsOf, type Model } from '../../models/index.js';
import type { ChatOptionsDto } from '../../inference/index.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';

/** Instruction appended when an answer is regenerated with another length; sent to the model only, never stored. */
const LENGTH_HINTS = {
  shorter: 'Answer more briefly than you usually would.',
  longer: 'Answer in more depth and detail than you usually would.',
};

/**
 * Builds the backend's request: system prompt, the branch down to the question, and the options. The request's options
 * override the thread's, and those the model's. Answers without text (failed before the first word) are left out.
 * @param personal the asker's instructions, which follow the system prompt
 */
export function buildRequest(
  model: Model,
  path: ChatMessage[],
  { system_prompt, options: threadOptions }: Pick<ChatThread, 'system_prompt' | 'options'>,
  options: ChatOptionsDto | undefined,
  { lengthHint, personal }: { lengthHint?: keyof typeof LENGTH_HINTS; personal?: string } = {},
): ChatRequest {
  const defaults = defaultsOf(model.options);
  const messages: LlmMessage[] = path
    .filter(({ role, content }) => role === 'user' || content !== '')
    // Imported answers may have pictures, which backends take from people only.
    .map(({ role, content, images }) => ({ role, content, ...(role === 'user' && images?.length && { images }) }));
  const prompt = [system_prompt ?? model.system_prompt, personal].filter(Boolean).join('\n\n');
  if (lengthHint)
    messages.push({ ...messages.pop()!, content: `${path.at(-1)!.content}\n\n${LENGTH_HINTS[lengthHint]}` });
  const given = [threadOptions, options].flatMap((some) =>
    Object.entries({ ...some }).filter(([, value]) => value != null),
  );
  return {
    model: model.name,
    ...defaults,
    messages: prompt ? [{ role: 'system', content: prompt }, ...messages] : messages,
    options: { ...defaults.options, ...(Object.fromEntries(given) as ChatOptionsDto) },
  };
}
