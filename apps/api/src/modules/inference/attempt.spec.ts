import type { Located } from '../models/index.js';
import { watchSilence, type Attempt } from './attempt.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const watched = (hasOther = true) => {
  const { signal } = new AbortController();
  const attempt = { backend: { label: 'One' }, signal, hasBegun: false } as unknown as Located & Attempt;
  const stop = watchSilence(attempt, signal, 10, () => hasOther);
  return { attempt, stop };
};

it('is ended after so many seconds without a sign, not by the time that half a tool call takes', () => {
  const { attempt, stop } = watched();
  for (let i = 0; i < 5; i++) {
    jest.advanceTimersByTime(9_000);
    attempt.heard!();
  }
  expect(attempt.signal.aborted).toBe(false);
  jest.advanceTimersByTime(10_000);
  expect(attempt.signal.reason).toMatchObject({ code: 'llm.unavailable' });
  stop();
});

it('takes its time where nobody else can answer', () => {
  const { attempt, stop } = watched(false);
  jest.advanceTimersByTime(600_000);
  expect(attempt.signal.aborted).toBe(false);
  stop();
});
