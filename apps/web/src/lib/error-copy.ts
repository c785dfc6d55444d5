import { ApiError, type ApiErrorKind } from '@pocket-llm/api-client';
import i18next, { type TFunction } from 'i18next';

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
  /** The server's own sentence, in English, where `text` is in another language. */
  original?: string;
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
  const inOurs = error.code === undefined ? undefined : sentenceFor(error.code);
  if (inOurs) return { text: inOurs, original: error.detail, id };
  if (error.detail) return { text: error.detail, id };
  if (error.kind === 'rate-limited' && error.retryAfter)
    return { text: t('error.rateLimitedIn', { count: error.retryAfter }), id };
  const text = t(KEYS[error.kind]);
  return { text: error.kind === 'network' ? `${text} ${t('error.networkHint')}` : text, id };
}

/** The sentence for a code of the server in the language of the page; none in English, which the server speaks. */
export function sentenceFor(code: string): string | undefined {
  const key = `errors:${code}`;
  return i18next.language !== 'en' && i18next.exists(key) ? i18next.t(key as 'errors:internal.error') : undefined;
}
