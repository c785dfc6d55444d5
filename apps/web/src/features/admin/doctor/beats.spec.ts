import { judge } from './beats';

it('distinguishes a live stream from a buffered one and a broken one', () => {
  expect(judge([0, 200, 405, 600, 800])).toEqual({ state: 'fine', everyMs: 200 });
  expect(judge([810, 811, 811, 812, 813])).toEqual({ state: 'held', withinMs: 3 });
  expect(judge([0, 200])).toEqual({ state: 'failed' });
  expect(judge([])).toEqual({ state: 'failed' });
});
