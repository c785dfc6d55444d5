import type { DomainError } from './domain-error.js';
import { toOpenAiError } from './openai-error.js';

const TYPES: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
};

/** An error in the shape Anthropic's clients expect: under `/v1/messages`, and as the last event of a stream there. */
export function toAnthropicError(
  error: DomainError,
  requestId: string,
): { status: number; body: { type: 'error'; error: { type: string; message: string }; request_id: string } } {
  const { status } = toOpenAiError(error);
  return {
    status,
    body: {
      type: 'error',
      error: {
        type: TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
        message: messageOf(error),
      },
      request_id: requestId,
    },
  };
}

/** Clients summarise the conversation when they read these words, and how much too long it is. */
function messageOf({ code, detail, members }: DomainError): string {
  if (code !== 'llm.context-exceeded') return detail;
  const { prompt_tokens: tokens, context_tokens: most } = members ?? {};
  return `prompt is too long: ${tokens && most ? `${String(tokens)} tokens > ${String(most)} maximum. ` : ''}${detail}`;
}
