import type { ApiError, ApiErrorKind } from '@pocket-llm/api-client';
import { type TFunction } from 'i18next';
import { type ReactNode } from 'react';
import { clockTime, formatDay } from '@/lib/dates';
import { errorCopy } from '@/lib/error-copy';
import type chatLate from '@/lib/i18n/catalogs/en/chat-late';

type Reason = keyof (typeof chatLate)['reason'];

interface Remedies {
  /** The same request may succeed when it is sent again. */
  retry?: true;
  /** Another model may be able to answer. */
  otherModel?: true;
  /** A new chat helps. */
  newChat?: true;
}

interface Known extends Remedies {
  reason: Reason;
  /** The server's sentence says the same; else it adds a host, a limit, or the backend's own words. */
  repeated?: true;
}

/** What people read about each failure of the chat, and what can help. */
const FAILURES: Readonly<Record<string, Known>> = {
  'llm.unavailable': { reason: 'modelDown', retry: true, otherModel: true },
  'model.not-pulled': { reason: 'modelGone', retry: true, otherModel: true },
  'model.unavailable': { reason: 'modelForbidden', otherModel: true, repeated: true },
  'llm.busy': { reason: 'busy', retry: true, otherModel: true },
  'llm.failed': { reason: 'failed', retry: true, otherModel: true },
  'llm.ended-early': { reason: 'endedEarly', retry: true, otherModel: true },
  'llm.rejected': { reason: 'rejected', otherModel: true },
  'llm.context-exceeded': { reason: 'tooLong', otherModel: true, newChat: true },
  'llm.unsupported': { reason: 'unsupported', otherModel: true },
  'llm.out-of-memory': { reason: 'outOfMemory', retry: true, otherModel: true },
  'limit.requests': { reason: 'answersUsedUp' },
  'limit.tokens': { reason: 'tokensUsedUp' },
  'limit.requests-month': { reason: 'answersOfMonth' },
  'limit.tokens-month': { reason: 'tokensOfMonth' },
  'limit.group': { reason: 'groupUsedUp' },
  'limit.parallel': { reason: 'tooManyAtOnce', retry: true },
  'prompt.too-long': { reason: 'promptTooLong' },
  'request.too-large': { reason: 'promptTooLong' },
  'run.active': { reason: 'alreadyAnswering', retry: true, repeated: true },
  'run.interrupted': { reason: 'interrupted', retry: true, repeated: true },
  'server.stopping': { reason: 'stopping', retry: true, repeated: true },
  'thread.not-found': { reason: 'chatGone', newChat: true, repeated: true },
  'database.unavailable': { reason: 'portalDown', retry: true },
  'database.too-slow': { reason: 'portalDown', retry: true },
  'database.full': { reason: 'portalDown', retry: true },
  'internal.error': { reason: 'unexpected', retry: true, repeated: true },
};

/** Without one of our codes: what a second attempt can mend. */
const RETRIED: ReadonlySet<ApiErrorKind> = new Set<ApiErrorKind>([
  'network',
  'timeout',
  'idle',
  'protocol',
  'rate-limited',
  'unavailable',
  'server',
]);

export interface Failure extends Remedies {
  /** A sentence for the person; names no address and no log. */
  text: string;
  /** What the server says beyond that, for administrators. */
  detail: string | undefined;
  /** The id to quote when asking for help. */
  id: string | undefined;
}

/** A failure on the screen: of an answer, or of a question that was not sent. */
export interface FailureProps {
  error: ApiError;
  threadId: string | undefined;
  /** The name of the model that was asked. */
  model: string | undefined;
  /** The further models that were asked too: only the server knows which of all it is about. */
  compareWith?: readonly string[];
  /** Another model answers only in place of this one: it stands beside answers of others. */
  beside?: boolean;
  /** Asks again: the named model, or the same. */
  onRetry: (model?: string) => void;
  /** It is a question that was not sent: said below it, without a frame. `children` are the other ways out. */
  notSent?: true;
  children?: ReactNode;
}

/** The next midnight UTC, when daily limits are counted anew. */
const nextDay = (now: Date): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)).toISOString();

/** The first day of the next month (UTC), when monthly limits are counted anew. */
const nextMonth = (now: Date): string => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString();

/**
 * What to say and offer about a failed answer or a refused question.
 * @param model the display name of the model that was asked
 */
export function failureOf(
  error: ApiError,
  { model, t, common }: { model: string | undefined; t: TFunction<'chat-late'>; common: TFunction<'common'> },
  now = new Date(),
): Failure {
  const known = error.code === undefined ? undefined : FAILURES[error.code];
  const { text, id } = errorCopy(error, common);
  if (!known) return { text, detail: undefined, id, ...(RETRIED.has(error.kind) && { retry: true }) };
  const { reason, repeated, ...remedies } = known;
  const values = {
    model: model ?? t('reason.theModel'),
    time: clockTime(nextDay(now)),
    day: formatDay(nextMonth(now)),
  };
  return { ...remedies, text: t(`reason.${reason}`, values), detail: repeated ? undefined : error.detail, id };
}
