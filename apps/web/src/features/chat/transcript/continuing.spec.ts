import { type Message } from '@pocket-llm/api-client';
import { canContinue } from './continuing';

const answer = (change: Partial<Message>): Message =>
  ({ role: 'assistant', status: 'complete', finish_reason: 'stop', content: 'half', ...change }) as Message;

describe('an answer', () => {
  it.each<[string, Partial<Message>, boolean]>([
    ['that reached its limit can go on', { finish_reason: 'length' }, true],
    ['that a failure cut off can go on', { status: 'failed', finish_reason: 'error' }, true],
    ['that failed before its first word cannot', { status: 'failed', content: ' ' }, false],
    ['that is complete has nothing to add', {}, false],
    ['that was stopped stays so', { status: 'stopped', finish_reason: 'stopped' }, false],
  ])('%s', (_name, change, expected) => expect(canContinue(answer(change))).toBe(expected));
});
