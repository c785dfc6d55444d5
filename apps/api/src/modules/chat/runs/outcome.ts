import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { sanitizeForPostgres } from '../../../common/sanitize-for-postgres.js';
import type { Answer, Timings } from '../../inference/index.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { RunStopped, type Run } from './run.js';

/** What a continued answer contained before the run. */
export type Continuation = Pick<ChatMessage, 'content' | 'thinking' | 'usage' | 'timings' | 'citations'>;

export const NO_TIMINGS: Timings = {
  queue_ms: 0,
  load_ms: null,
  ttft_ms: null,
  thinking_ms: null,
  total_ms: 0,
  tokens_per_second: null,
};

/**
 * The answer so far, as columns of its message.
 * @param answer absent when the model was not called
 * @param said its text as it was passed on
 */
export function columnsOf(
  answer: Answer | undefined,
  before: Continuation | undefined,
  said = answer?.text ?? '',
): Required<Pick<ChatMessage, 'content' | 'thinking'>> & { usage: ChatMessage['usage'] & object; timings: Timings } {
  const text = (before?.content ?? '') + said;
  const thinking = (before?.thinking ?? '') + (answer?.thinking ?? '');
  const timings = answer?.timings ?? NO_TIMINGS;
  const tokensBefore = before?.usage?.output_tokens ?? 0;
  return {
    content: sanitizeForPostgres(text),
    thinking: sanitizeForPostgres(thinking) || null,
    usage: {
      input_tokens: answer?.usage.input_tokens ?? 0,
      output_tokens: tokensBefore + (answer?.usage.output_tokens ?? 0),
      ...((answer?.usage.estimated || before?.usage?.estimated) && { estimated: true as const }),
    },
    timings: { ...timings, thinking_ms: sum(before?.timings?.thinking_ms, timings.thinking_ms) },
  };
}

const sum = (before: number | null | undefined, now: number | null | undefined): number | null =>
  before == null && now == null ? null : (before ?? 0) + (now ?? 0);

/** The end of a run, as columns of its message. */
export function outcomeOf(
  run: Run,
  answer: Answer | undefined,
  error: DomainError | undefined,
  requestId: string,
): Partial<ChatMessage> {
  const ended: Partial<ChatMessage> = error
    ? {
        status: 'failed',
        finish_reason: 'error',
        error: { code: error.code, title: error.title, detail: error.detail, request_id: requestId },
      }
    : run.stopped
      ? { status: 'stopped', finish_reason: 'stopped' }
      : { status: 'complete', finish_reason: answer?.finishReason ?? 'stop' };
  return {
    error: null,
    ...ended,
    context: { window: answer?.contextWindow ?? null, dropped_messages: answer?.droppedMessages ?? 0 },
    cached_from: answer?.cachedFrom ?? null,
    heartbeat_at: null,
  };
}

/** The error a run ends with; none when a person stopped it or it succeeded. */
export function failureOf({ stopped, subject: { threadId } }: Run, thrown: unknown): DomainError | undefined {
  const members = { thread_id: threadId };
  if (stopped?.why === 'shutdown')
    return new DomainError(
      'run.interrupted',
      'The server was stopped while it was answering. What had arrived is kept; ask again for the rest.',
      { members },
    );
  if (stopped || thrown === undefined || thrown instanceof RunStopped) return undefined;
  const error = toDomainError(thrown);
  return new DomainError(error.code, error.detail, {
    retryAfter: error.retryAfter,
    members: { ...error.members, ...members },
    internal: error.internal,
    cause: error.cause,
  });
}
