import { ApiError, type ApiErrorKind } from '@pocket-llm/api-client';
import { type TFunction } from 'i18next';

const KEYS = {
  aborted: 'error.aborted',
  network: 'error.network',
  timeout: 'error.timeout',
  idle: 'error.idle',
  protocol: 'error.protocol',
  unauthorized: 'error.unauthorized',
  forbidden: 'error.forbidden',
  'not-found': 'error.notFound',
  conflict: 'error.conflict',
  'too-large': 'error.tooLarge',
  invalid: 'error.invalid',
  'rate-limited': 'error.rateLimited',
  unavailable: 'error.unavailable',
  server: 'error.server',
} as const satisfies Record<ApiErrorKind, string>;

export interface ErrorCopy {
  text: string;
  id: string | undefined;
}

/**
 * The text shown for a failure. A sentence that the server wrote for people takes precedence, because it says what to
 * do; a failure without an answer gets our own text. Anything but an `ApiError` is a defect of this app, and its text
 * stays vague.
 */
export function errorCopy(error: unknown, t: TFunction<'common'>): ErrorCopy {
  if (!(error instanceof ApiError)) return { text: t('error.server'), id: undefined };
  const id = error.requestId;
  if (error.detail) return { text: error.detail, id };
  if (error.kind === 'rate-limited' && error.retryAfter)
    return { text: t('error.rateLimitedIn', { count: error.retryAfter }), id };
  const text = t(KEYS[error.kind]);
  return { text: error.kind === 'network' ? `${text} ${t('error.networkHint')}` : text, id };
}
