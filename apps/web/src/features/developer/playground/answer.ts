/** An answer as far as it has arrived. */
export interface Answer {
  /** Everything but the choices, such as id and model, from the latest part. */
  head: Record<string, unknown>;
  text: string;
  thinking: string;
  toolCalls: unknown[];
  finish: string | undefined;
  usage: { prompt_tokens: number; completion_tokens: number } | undefined;
  /** An error inside the stream. */
  error: { message: string; [field: string]: unknown } | undefined;
}

export const NO_ANSWER: Answer = {
  head: {},
  text: '',
  thinking: '',
  toolCalls: [],
  finish: undefined,
  usage: undefined,
  error: undefined,
};

type Json = Record<string, unknown>;
const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Adds a part to an answer: a chunk of a stream, or the complete answer. */
export function withPart(answer: Answer, part: unknown): Answer {
  const { choices, usage, error, ...head } = objectOf(part);
  if (error) return { ...answer, error: { message: '', ...objectOf(error) } };
  const choice = objectOf(Array.isArray(choices) ? choices[0] : undefined);
  const piece = objectOf(choice['delta'] ?? choice['message']);
  const counts = objectOf(usage);
  return {
    head: { ...answer.head, ...head },
    text: answer.text + textOf(piece['content']),
    thinking: answer.thinking + textOf(piece['reasoning_content']),
    toolCalls: Array.isArray(piece['tool_calls'])
      ? [...answer.toolCalls, ...(piece['tool_calls'] as unknown[])]
      : answer.toolCalls,
    finish: textOf(choice['finish_reason']) || answer.finish,
    usage:
      typeof counts['completion_tokens'] === 'number'
        ? { prompt_tokens: Number(counts['prompt_tokens']), completion_tokens: counts['completion_tokens'] }
        : answer.usage,
    error: answer.error,
  };
}

/** Whether an answer has content; the role alone does not count. */
export const isWritten = ({ text, thinking, toolCalls }: Answer): boolean =>
  text !== '' || thinking !== '' || toolCalls.length > 0;

/** A streamed answer in the format of one that is not streamed. */
export function wholeOf({ head, text, thinking, toolCalls, finish, usage, error }: Answer): Json {
  if (error) return { error };
  const message = {
    role: 'assistant',
    content: text,
    ...(thinking && { reasoning_content: thinking }),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  };
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finish ?? null }],
    ...(usage && { usage }),
  };
}

/** Tokens per second; undefined when the time was too short to measure. */
export function speedOf(tokens: number | undefined, fromMs: number, toMs: number): number | undefined {
  const seconds = (toMs - fromMs) / 1000;
  return tokens && seconds >= 0.05 ? tokens / seconds : undefined;
}
