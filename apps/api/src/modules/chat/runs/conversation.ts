import type { ChatMessage as LlmMessage, ChatRequest } from '../../../llm/index.js';
import { defaultsOf, type Model } from '../../models/index.js';
import type { ChatOptionsDto } from '../../inference/index.js';
import { asBeginning, beforeQuestion, RULE } from '../documents/document-prompt.js';
import { withoutMarks } from '../documents/cited-text.js';
import type { Documents, Prompt } from '../documents/document-context.service.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { ChatThread } from '../threads/thread.entity.js';

/** Instruction appended when an answer is regenerated with another length; sent to the model only, never stored. */
const LENGTH_HINTS = {
  shorter: 'Answer more briefly than you usually would.',
  longer: 'Answer in more depth and detail than you usually would.',
};

interface BuildOptions {
  lengthHint?: keyof typeof LENGTH_HINTS;
  /** The asker's instructions, which follow the system prompt. */
  personal?: string;
  /** What the model gets to read of the chat's documents. */
  documents?: Documents;
}

/**
 * Builds the backend's request: system prompt, the branch down to the question, and the options. The request's options
 * override the thread's, and those the model's. Answers without text (failed before the first word) are left out.
 */
export function buildRequest(
  model: Model,
  path: ChatMessage[],
  { system_prompt, options: threadOptions }: Pick<ChatThread, 'system_prompt' | 'options'>,
  options: ChatOptionsDto | undefined,
  { lengthHint, personal, documents }: BuildOptions = {},
): ChatRequest {
  const defaults = defaultsOf(model.options);
  const messages: LlmMessage[] = path
    .filter(({ role, content }) => role === 'user' || content !== '')
    // Imported answers may have pictures, which backends take from people only.
    .map(({ id, role, content, images, citations }, i, all) => ({
      role,
      // The answer that goes on keeps its marks.
      content: citations && i < all.length - 1 ? withoutMarks(content, citations) : content,
      ...(role === 'user' && picturesOf(images, documents?.images.get(id))),
    }));
  const quotes = documents?.passages.length ? documents : undefined;
  const prompt = [system_prompt ?? model.system_prompt, personal, quotes && RULE].filter(Boolean).join('\n\n');
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (quotes?.use?.used === 'passages')
    messages[last]!.content = beforeQuestion(quotes.passages, messages[last]!.content);
  if (lengthHint) messages[last]!.content += `\n\n${LENGTH_HINTS[lengthHint]}`;
  if (quotes?.use?.used === 'whole') messages.unshift(...asBeginning(quotes.passages));
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

/** What stands in the prompt beside the conversation, and how long the context of the chat is. */
export const promptOf = (
  model: Model,
  thread: Pick<ChatThread, 'system_prompt' | 'options'>,
  options: ChatOptionsDto | undefined,
  personal: string | undefined,
): Prompt => ({
  numCtx: options?.num_ctx ?? thread.options?.num_ctx ?? undefined,
  chars: (thread.system_prompt ?? model.system_prompt ?? '').length + (personal?.length ?? 0),
});

function picturesOf(own: string[] | null, files: string[] = []): Pick<LlmMessage, 'images'> {
  const images = [...(own ?? []), ...files];
  return images.length > 0 ? { images } : {};
}
