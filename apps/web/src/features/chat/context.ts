import { type Message } from '@pocket-llm/api-client';

/** What of a model decides how much fits into its context. */
export interface ContextModel {
  /** Tokens in effect now; null where it is unknown. */
  context_window: number | null;
  /** Measured on this machine; differs by model and language. */
  chars_per_token: number;
}

export interface ContextEstimate {
  /** Of the conversation with the draft, whether it fits or not. */
  used_tokens: number;
  window: number;
  /** Used of window; over 1 when it does not fit. */
  share: number;
  /** How many of the oldest messages would be left out of the next question. */
  dropped: number;
}

interface ContextExtras {
  system?: string | null;
  num_predict?: number;
}

/** Role and separators that a chat template puts around every message. */
const TOKENS_PER_MESSAGE = 4;
/** Room for an answer without a limit of its length. */
const ANSWER_TOKENS = 1024;

/**
 * How full the context is with a draft of `draftChars` at the end of a branch. What the last complete answer counted is
 * exact; only what came after it is estimated from characters. Room for the answer is kept free, as the server does.
 */
export function estimateContext(
  messages: readonly Message[],
  draftChars: number,
  model: ContextModel,
  extras: ContextExtras = {},
): ContextEstimate | undefined {
  const { context_window: window } = model;
  if (!window) return undefined;
  const tokens = (chars: number) => Math.ceil(chars / (model.chars_per_token || 4)) + TOKENS_PER_MESSAGE;
  const system = extras.system ? tokens(extras.system.length) : 0;
  const sizes = messages.map(({ content }) => tokens(content.length));

  const known = messages.findLastIndex(isCounted);
  const exact = known < 0 ? 0 : messages[known]!.usage!.input_tokens + messages[known]!.usage!.output_tokens;
  const guessed = sum(sizes.slice(0, known + 1));
  // The system prompt is in the exact number, but belongs to no message.
  const factor = known < 0 || guessed === 0 ? 1 : Math.max(0, exact - system) / guessed;
  const scaled = sizes.map((size, index) => (index <= known ? size * factor : size));

  const draft = draftChars > 0 ? tokens(draftChars) : 0;
  const used = Math.round(system + sum(scaled) + draft);
  const room = window - Math.min(window / 4, extras.num_predict ?? ANSWER_TOKENS);

  // The last question is never dropped; without a draft it is the one that was asked last.
  const kept = draft > 0 ? messages.length : messages.findLastIndex(({ role }) => role === 'user');
  let left = used;
  let dropped = 0;
  while (left > room && dropped < kept) left -= scaled[dropped++]!;
  return { used_tokens: used, window, share: used / window, dropped };
}

/** Whether the usage of an answer counts the whole conversation up to it: not when a part was left out. */
const isCounted = ({ role, status, usage, context }: Message): boolean =>
  role === 'assistant' &&
  status === 'complete' &&
  usage !== null &&
  usage !== undefined &&
  usage.input_tokens > 0 &&
  !context?.dropped_messages;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
