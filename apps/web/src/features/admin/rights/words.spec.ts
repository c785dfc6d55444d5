import { answersOf } from './words';

it('counts in long answers where the tokens end first, and in answers else', () => {
  expect(answersOf({ tokens_per_day: 60_000 })).toEqual({ long: 40 });
  expect(answersOf({ tokens_per_day: 60_000, requests_per_day: 100 })).toEqual({ long: 40 });
  expect(answersOf({ tokens_per_day: 60_000, requests_per_day: 40 })).toEqual({ answers: 40 });
  expect(answersOf({ tokens_per_day: 1_499 })).toEqual({ long: 0 });
  expect(answersOf({ parallel_runs: 2 })).toEqual({ answers: undefined });
});
