import { type Message } from '@pocket-llm/api-client';

/** Whether an answer can be continued: it reached its length limit, or a failure interrupted it. */
export function canContinue({ role, status, finish_reason, content }: Message): boolean {
  if (role !== 'assistant' || content.trim() === '') return false;
  return status === 'failed' || (status === 'complete' && finish_reason === 'length');
}
