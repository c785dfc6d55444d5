import { linesTop, niceTop, roundTimes } from './axis';
import { rangeRead } from './pointing';
import { runsOf } from './presence';
import { sparkPath } from './spark';

it.each([
  [0, 4],
  [3, 4],
  [7, 8],
  [12, 20],
  [41, 50],
  [99, 100],
  [1001, 2000],
])('an axis for %i that goes to 4 at least ends at %i', (most, top) => expect(niceTop(most, 4)).toBe(top));

it('an axis without values ends at 1', () => expect(niceTop(0)).toBe(1));

describe('the axis of lines', () => {
  const usual = Array.from({ length: 100 }, (_, index) => 10 + (index % 5));
  it('ends above all values', () => expect(linesTop([usual, [40, null]])).toBe(40));
  it('lets a single outlier go beyond it, of a short line too', () => {
    expect(linesTop([usual.with(50, 9_000), [3, 2]])).toBe(20);
    expect(linesTop([[7, 9_000, 8, 7]])).toBe(10);
  });
  it('has room for what is large more than now and then, and for what is alone', () => {
    expect(linesTop([usual.map((value, index) => (index % 10 === 0 ? 900 : value))])).toBe(1_000);
    expect(linesTop([[null, 900, null]])).toBe(1_000);
    expect(linesTop([[0, 0, 5, 0]])).toBe(5);
    expect(linesTop([[]])).toBe(1);
  });
});

describe('time ticks', () => {
  const HOUR = 3_600_000;
  const from = new Date(2026, 10, 23, 14, 22).getTime();
  const written = (range: number) =>
    roundTimes(from, from + range).map(({ at }) => new Date(at).toTimeString().slice(0, 5));

  it('are round times of the clock, no more than fit', () => {
    expect(written(HOUR / 4)).toEqual(['14:25', '14:30', '14:35']);
    expect(written(HOUR + 60_000)).toEqual(['14:30', '14:45', '15:00', '15:15']);
    expect(written(24 * HOUR + 300_000)).toEqual(['18:00', '00:00', '06:00', '12:00']);
    expect(written(7 * 24 * HOUR).every((time) => time === '00:00')).toBe(true);
    expect(roundTimes(from, from)).toEqual([]);
  });

  it('are placed at their time', () => expect(roundTimes(from, from + HOUR)[0]!.share).toBeCloseTo(8 / 60, 6));
});

it('joins neighbouring points of equal presence into runs and skips unknown points', () => {
  expect(runsOf([1, 1, 0.5, null, 0.2, 0, 0, 1])).toEqual([
    { first: 0, last: 1, presence: 'all' },
    { first: 2, last: 2, presence: 'some' },
    { first: 4, last: 4, presence: 'some' },
    { first: 5, last: 6, presence: 'none' },
    { first: 7, last: 7, presence: 'all' },
  ]);
});

it('clamps the current point and orders the ends of a range', () => {
  expect(rangeRead({ read: 99, anchor: undefined, dragging: false }, 10)).toEqual({ at: 9, first: 9, last: 9 });
  expect(rangeRead({ read: 3, anchor: 7, dragging: true }, 10)).toEqual({ at: 3, first: 3, last: 7 });
});

it('a spark is a line; a value that is not known is a gap, and one alone a dot', () => {
  expect(sparkPath([0, 2, 1], 10, 4)).toBe('M0 4L5 0L10 2');
  expect(sparkPath([0, 0], 10, 4)).toBe('M0 4L10 4');
  expect(sparkPath([1, null, 2, 2, null], 8, 4)).toBe('M0 2h0M4 0L6 0');
});
