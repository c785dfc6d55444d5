import { isWritten, NO_ANSWER, speedOf, wholeOf, withPart } from './answer';

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'c1',
  model: 'm',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
});

it('assembles a streamed answer', () => {
  const parts = [
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning_content: 'Hm.' }),
    chunk({ content: 'He' }),
    chunk({ content: 'llo' }),
    chunk({}, 'stop'),
    { id: 'c1', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
  ];
  expect(isWritten(withPart(NO_ANSWER, parts[0]))).toBe(false);
  const answer = parts.reduce(withPart, NO_ANSWER);
  expect(answer).toMatchObject({
    text: 'Hello',
    thinking: 'Hm.',
    finish: 'stop',
    usage: { prompt_tokens: 3, completion_tokens: 2 },
  });
  expect(wholeOf(answer)).toMatchObject({
    id: 'c1',
    object: 'chat.completion',
    choices: [{ message: { content: 'Hello', reasoning_content: 'Hm.' }, finish_reason: 'stop' }],
  });
});

it('reads a complete answer and its tool calls', () => {
  const call = { id: '1', type: 'function', function: { name: 'f', arguments: '{}' } };
  expect(
    withPart(NO_ANSWER, { choices: [{ message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }] }),
  ).toMatchObject({ text: '', toolCalls: [call], finish: 'tool_calls' });
});

it('keeps the text before an error', () => {
  const answer = withPart(withPart(NO_ANSWER, chunk({ content: 'He' })), {
    error: { message: 'It broke.', code: 'llm.failed' },
  });
  expect(answer).toMatchObject({ text: 'He', error: { message: 'It broke.', code: 'llm.failed' } });
});

it('ignores unexpected parts', () => {
  expect(withPart(NO_ANSWER, 'x')).toEqual(NO_ANSWER);
});

it('has no speed when the time is too short', () => {
  expect(speedOf(30, 1000, 2500)).toBe(20);
  expect(speedOf(30, 1000, 1001)).toBeUndefined();
  expect(speedOf(undefined, 0, 1000)).toBeUndefined();
});
