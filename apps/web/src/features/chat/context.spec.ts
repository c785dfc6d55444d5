import { type Message } from '@pocket-llm/api-client';
import { estimateContext } from './context';

const MODEL = { context_window: 4096, chars_per_token: 4 };
const user = (chars: number) =>
  ({
    role: 'user',
    status: 'complete',
    content: 'x'.repeat(chars),
    usage: null,
    context: null,
  }) as Partial<Message> as Message;
const answer = (chars: number, usage?: [number, number], dropped = 0) =>
  ({
    role: 'assistant',
    status: 'complete',
    content: 'x'.repeat(chars),
    usage: usage ? { input_tokens: usage[0], output_tokens: usage[1] } : null,
    context: { window: 4096, dropped_messages: dropped },
  }) as Partial<Message> as Message;

describe('the context estimate', () => {
  it('is undefined when the size of the context is unknown', () => {
    expect(estimateContext([], 10, { context_window: null, chars_per_token: 4 })).toBeUndefined();
  });

  it('estimates from characters, with the system prompt, when nothing was counted yet', () => {
    expect(estimateContext([], 396, MODEL, { system: 'x'.repeat(36) })).toEqual({
      used_tokens: 116,
      window: 4096,
      share: 116 / 4096,
      dropped: 0,
    });
  });

  it('uses the count of the last complete answer and estimates only what follows it', () => {
    const messages = [user(400), answer(400, [700, 300]), user(36), answer(36)];
    expect(estimateContext(messages, 0, MODEL)?.used_tokens).toBe(1000 + 13 + 13);
    expect(estimateContext(messages, 36, MODEL)?.used_tokens).toBe(1000 + 13 + 13 + 13);
  });

  it('ignores the count of an answer whose prompt was truncated', () => {
    const messages = [user(4000), answer(4000, [50, 50], 2)];
    expect(estimateContext(messages, 0, MODEL)?.used_tokens).toBe(2008);
  });

  it('says how many of the oldest messages a draft drops, and keeps room for the answer', () => {
    const messages = [user(4000), answer(4000), user(4000), answer(3000)];
    // 1004 + 1004 + 1004 + 754 = 3766; the question and its history have 3072.
    expect(estimateContext(messages, 36, MODEL)?.dropped).toBe(1);
    expect(estimateContext(messages, 4000, MODEL)?.dropped).toBe(2);
    expect(estimateContext(messages, 36, MODEL, { num_predict: 100 })?.dropped).toBe(0);
  });

  it('never drops the last question, even if it alone is too long', () => {
    expect(estimateContext([user(100), answer(100)], 40_000, MODEL)).toMatchObject({ dropped: 2 });
    expect(estimateContext([user(100), answer(100), user(40_000)], 0, MODEL)).toMatchObject({ dropped: 2 });
    expect(estimateContext([user(40_000)], 0, MODEL)).toMatchObject({ dropped: 0 });
  });

  it('counts messages that are not loaded as if they were as long as the others', () => {
    const end = [user(400), answer(400)];
    expect(estimateContext(end, 0, MODEL, { older: 8 })?.used_tokens).toBe(10 * 104);
    expect(estimateContext(end, 36, MODEL, { older: 38 })?.dropped).toBe(11);
    // What was counted has them all.
    const counted = [user(400), answer(400, [3000, 100])];
    expect(estimateContext(counted, 0, MODEL, { older: 8 })).toMatchObject({ used_tokens: 3100, dropped: 1 });
    expect(estimateContext([], 36, MODEL, { older: 8 })?.used_tokens).toBe(13);
  });

  it('reserves a quarter of a small context for the answer', () => {
    expect(estimateContext([user(400), answer(400)], 400, { context_window: 400, chars_per_token: 4 })?.dropped).toBe(
      1,
    );
  });
});
