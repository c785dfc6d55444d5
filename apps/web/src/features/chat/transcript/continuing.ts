import { type Message } from '@pocket-llm/api-client';

/** Whether an answer has more to say: it reached its limit, or it was cut off in the middle by a failure. */
export function canContinue({ role, status, finish_reason, content }: Message): boolean {
  if (role !== 'assistant' || content.trim() === '') return false;
  return status === 'failed' || (status === 'complete' && finish_reason === 'length');
}
