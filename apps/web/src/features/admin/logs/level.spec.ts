import { exactTime } from './level';

// jsdom's browser is American.
test('the time of a line has the same width in every region: no half of the day', () => {
  expect(exactTime(new Date(2026, 10, 28, 15, 4, 5, 67).toISOString())).toBe('Nov 28, 15:04:05.067');
});
