import { type Message } from '@pocket-llm/api-client';

/** The model's data that decides how much fits into its context. */
export interface ContextModel {
  /** Context length in tokens that is in effect; null when unknown. */
  context_window: number | null;
  /** Measured on this installation; differs by model and language. */
  chars_per_token: number;
}

export interface ContextEstimate {
  /** Tokens of the conversation with the draft, whether it fits or not. */
  used_tokens: number;
  window: number;
  /** Used share of the window; over 1 when it does not fit. */
  share: number;
  /** How many of the oldest messages the next question would drop. */
  dropped: number;
}

interface ContextExtras {
  system?: string | null;
  num_predict?: number;
  /** At most how many messages of their branch before these are not loaded; they count as if as long as the others. */
  older?: number;
}

/** Tokens for role and separators that a chat template adds to each message. */
const TOKENS_PER_MESSAGE = 4;
/** Tokens reserved for an answer without a length limit. */
const ANSWER_TOKENS = 1024;

/**
 * Estimates how full the context is with a draft of `draftChars` characters at the end of a branch. The token count of
 * the last complete answer is exact; only what follows it is estimated from characters. Room for the answer is
 * reserved, as on the server.
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
  const loaded = messages.map(({ content }) => tokens(content.length));
  const older = loaded.length === 0 ? 0 : (extras.older ?? 0);
  const sizes = [...Array<number>(older).fill(sum(loaded) / loaded.length), ...loaded];

  const counted = messages.findLastIndex(isCounted);
  const usage = messages[counted]?.usage;
  const exact = usage ? usage.input_tokens + usage.output_tokens : 0;
  const known = counted < 0 ? -1 : older + counted;
  const guessed = sum(sizes.slice(0, known + 1));
  // The exact count includes the system prompt, which belongs to no message.
  const factor = known < 0 || guessed === 0 ? 1 : Math.max(0, exact - system) / guessed;
  const scaled = sizes.map((size, index) => (index <= known ? size * factor : size));

  const draft = draftChars > 0 ? tokens(draftChars) : 0;
  const used = Math.round(system + sum(scaled) + draft);
  const room = window - Math.min(window / 4, extras.num_predict ?? ANSWER_TOKENS);

  // The last question is never dropped. Without a draft, that is the one asked last.
  const kept = older + (draft > 0 ? messages.length : messages.findLastIndex(({ role }) => role === 'user'));
  let left = used;
  let dropped = 0;
  while (left > room && dropped < kept) left -= scaled[dropped++]!;
  return { used_tokens: used, window, share: used / window, dropped };
}

/** Whether an answer's usage counts the whole conversation before it; not when a part was dropped. */
const isCounted = ({ role, status, usage, context }: Message): boolean =>
  role === 'assistant' &&
  status === 'complete' &&
  usage !== null &&
  usage !== undefined &&
  usage.input_tokens > 0 &&
  !context?.dropped_messages;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
