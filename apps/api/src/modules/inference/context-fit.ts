import type { ChatMessage, ChatRequest, TextPrompt } from '../../llm/index.js';

type Prompt = Pick<ChatRequest, 'messages' | 'text' | 'tools'>;

/** Tokens that a template adds to each message, and tokens of an image: estimates, deliberately high. */
const PER_MESSAGE = 4;
const PER_IMAGE = 768;
/** Room for an answer without a limit, and its largest share of the context. */
const USUAL_ANSWER = 1024;
const MOST_FOR_ANSWER = 0.25;

/** Characters of a prompt. */
export const charsOf = ({ messages, text }: Pick<ChatRequest, 'messages' | 'text'>): number =>
  messages.reduce((sum, message) => sum + charsOfOne(message), text ? charsOfText(text) : 0);

/** Whole files stand in the arguments of an agent's calls. */
const charsOfOne = ({ content, thinking, tool_calls: calls = [] }: ChatMessage): number =>
  content.length + (thinking?.length ?? 0) + (calls.length > 0 ? JSON.stringify(calls).length : 0);

const charsOfText = ({ prompt, suffix = '', templated }: TextPrompt): number =>
  prompt.length + suffix.length + (templated?.system?.length ?? 0);

const tokensOfOne = (message: ChatMessage, charsPerToken: number): number =>
  charsOfOne(message) / charsPerToken + PER_MESSAGE + (message.images?.length ?? 0) * PER_IMAGE;

/** Estimated tokens of a prompt with its tools. */
export function tokensOf({ messages, text, tools }: Prompt, charsPerToken: number): number {
  const ofText = text ? charsOfText(text) / charsPerToken + (text.templated?.context?.length ?? 0) : 0;
  const ofTools = tools?.length ? JSON.stringify(tools).length / charsPerToken : 0;
  return Math.ceil(messages.reduce((sum, message) => sum + tokensOfOne(message, charsPerToken), ofText + ofTools));
}

/** Whether a message stays, however long the conversation is. */
const stays = ({ role, keep }: ChatMessage): boolean => role === 'system' || keep === true;

/** How many messages may be left out: neither what stays nor anything from the last question on. */
export function droppable(messages: ChatMessage[]): number {
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user');
  return messages.filter((message, i) => !stays(message) && i < lastQuestion).length;
}

/** The messages without the `count` oldest ones that may be left out. */
export function withoutOldest(messages: ChatMessage[], count: number): ChatMessage[] {
  let left = count;
  return messages.filter((message) => stays(message) || left-- <= 0);
}

/**
 * How many of the oldest messages do not fit into the context together with the answer.
 * @param window tokens of the context
 */
export function overflow(
  { messages, options, tools }: Prompt & Pick<ChatRequest, 'options'>,
  window: number,
  charsPerToken: number,
): number {
  const forAnswer = Math.min(
    window * MOST_FOR_ANSWER,
    options?.num_predict && options.num_predict > 0 ? options.num_predict : USUAL_ANSWER,
  );
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user');
  let tooMany = tokensOf({ messages, tools }, charsPerToken) - (window - forAnswer);
  let dropped = 0;
  for (let i = 0; i < lastQuestion && tooMany > 0; i++) {
    if (stays(messages[i]!)) continue;
    tooMany -= tokensOfOne(messages[i]!, charsPerToken);
    dropped++;
  }
  return dropped;
}
