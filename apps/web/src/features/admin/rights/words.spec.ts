import { answersOf } from './words';

it('counts in long answers where the tokens end first, and in answers else', () => {
  expect(answersOf(undefined, 60_000)).toEqual({ long: 40 });
  expect(answersOf(100, 60_000)).toEqual({ long: 40 });
  expect(answersOf(40, 60_000)).toEqual({ answers: 40 });
  expect(answersOf(undefined, 1_499)).toEqual({ long: 0 });
  expect(answersOf(undefined, undefined)).toEqual({ answers: undefined });
});
