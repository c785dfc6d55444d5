import type { DomainError } from './domain-error.js';
import type { ErrorCode } from './error-codes.js';

/** OpenAI's own code and status where clients branch on them; otherwise ours. */
const THEIRS: Partial<Record<ErrorCode, { code: string; status?: number }>> = {
  'model.unavailable': { code: 'model_not_found', status: 404 },
  'model.not-pulled': { code: 'model_not_found', status: 404 },
  'llm.context-exceeded': { code: 'context_length_exceeded' },
  'auth.required': { code: 'invalid_api_key' },
  'auth.invalid-key': { code: 'invalid_api_key' },
  'auth.invalid-token': { code: 'invalid_api_key' },
  'limit.requests': { code: 'insufficient_quota' },
  'limit.tokens': { code: 'insufficient_quota' },
  'limit.requests-month': { code: 'insufficient_quota' },
  'limit.tokens-month': { code: 'insufficient_quota' },
  'limit.group': { code: 'insufficient_quota' },
  'limit.parallel': { code: 'rate_limit_exceeded' },
  'request.rate-limited': { code: 'rate_limit_exceeded' },
};

const TYPES: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'invalid_request_error',
  429: 'rate_limit_error',
};

/** An error in the shape OpenAI's clients expect: under `/v1`, and as the last data of a stream there. */
export function toOpenAiError(error: DomainError): {
  status: number;
  body: { error: { message: string; type: string; param: string | null; code: string } };
} {
  const { code, status = error.status } = THEIRS[error.code] ?? { code: error.code };
  const type = TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
  return {
    status,
    body: {
      error: {
        message: error.detail,
        type,
        param: error.errors?.[0]?.pointer.slice(1).replaceAll('/', '.') ?? null,
        code,
      },
    },
  };
}
