import { DomainError } from '../../../common/errors/domain-error.js';
import { ERROR_CODES, type ErrorCode } from '../../../common/errors/error-codes.js';
import { toProblem } from '../../../common/errors/to-problem.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { NO_TIMINGS } from './outcome.js';
import { Run } from './run.js';
import { siblingOf } from './turn.js';

/**
 * A run rebuilt from an answer in the database: the same events again, all at once.
 * @param beside the answers of other models to the same question
 */
export function replayOf(answer: ChatMessage, beside: ChatMessage[] = []): Run {
  const {
    id,
    run_id,
    thread_id,
    user_id,
    parent_id,
    model,
    fallback_for,
    thinking,
    content,
    usage,
    timings,
    error,
    finish_reason,
    cached_from,
    context,
    citations,
    documents,
  } = answer;
  const run = new Run({ userId: user_id, threadId: thread_id, messageId: id, keyId: undefined }, run_id ?? undefined);
  if (beside.length > 0) run.compareWith(beside.map(siblingOf), parent_id!);
  run.publish('started', {
    run_id: run.id,
    thread_id,
    message_id: id,
    user_message_id: parent_id!,
    model: model ?? '',
    ...(fallback_for && { fallback_for }),
    cached: cached_from !== null,
    cached_from,
    continued: false,
    dropped_messages: context?.dropped_messages ?? 0,
  });
  run.saved = answer;
  if (thinking) run.publish('thinking', { text: thinking });
  if (documents) run.publish('documents', documents);
  for (const citation of citations ?? []) run.publish('citation', citation);
  if (content) run.publish('delta', { text: content });
  if (error) {
    const code = error.code in ERROR_CODES ? (error.code as ErrorCode) : 'llm.failed';
    const failure = new DomainError(code, error.detail, { members: { thread_id } });
    run.fail(failure, toProblem(failure, error.request_id ?? run.id));
  } else {
    run.publish('done', {
      message_id: id,
      finish_reason: finish_reason ?? 'stop',
      usage: usage ?? { input_tokens: 0, output_tokens: 0 },
      timings: timings ?? NO_TIMINGS,
      next_run_id: null,
      title_pending: false,
    });
  }
  return run;
}
