import { FORMATS, panelsOf } from './panels';
import { rateOf } from './rate';
import { runsOf } from './scale';
import { agoWords, axisTicks, perWords, stepWords } from './time-words';

describe('figures', () => {
  it.each([
    [0, 0, 'second'],
    [12.34, 12.34, 'second'],
    [0.1, 0.1, 'second'],
    [0.00439, 0.2634, 'minute'],
    [0.001, 3.6, 'hour'],
  ] as const)('%s a second is %s a %s with its unit', (perSecond, value, per) => {
    const rate = rateOf(perSecond);
    expect(rate.per).toBe(per);
    expect(rate.value).toBeCloseTo(value, 6);
  });

  it('have three digits at most, and no exponent', () => {
    expect([0.0043912, 1234.5, 45_678, 1e-9].map(FORMATS.count)).toEqual(['0.00439', '1,230', '45.7K', '0.000000001']);
    expect([0.34, 3.26, 45.6].map(FORMATS.ms)).toEqual(['0.34 ms', '3.3 ms', '46 ms']);
  });
});

describe('times on the axis', () => {
  const HOUR = 3_600_000;
  const from = new Date(2026, 10, 23, 14, 22).getTime();
  const written = (range: number) =>
    axisTicks(from, from + range).map(({ at }) => new Date(at).toTimeString().slice(0, 5));

  it('are round ones of the clock, no more than fit', () => {
    expect(written(HOUR / 4)).toEqual(['14:25', '14:30', '14:35']);
    expect(written(HOUR + 60_000)).toEqual(['14:30', '14:45', '15:00', '15:15']);
    expect(written(24 * HOUR + 300_000)).toEqual(['18:00', '00:00', '06:00', '12:00']);
    expect(written(7 * 24 * HOUR).every((time) => time === '00:00')).toBe(true);
    expect(axisTicks(from, from)).toEqual([]);
  });

  it('stand where their time is', () => expect(axisTicks(from, from + HOUR)[0]!.share).toBeCloseTo(8 / 60, 6));
});

describe('words of time', () => {
  it('name a point, and what happens in each', () => {
    expect([60, 300, 3_600, 172_800].map(stepWords)).toEqual(['1 minute', '5 minutes', '1 hour', '2 days']);
    expect([60, 300, 3_600, 172_800].map(perWords)).toEqual(['minute', '5 minutes', 'hour', '2 days']);
  });

  it('say how long ago to the second while that tells something', () => {
    expect(agoWords(0, 40_000)).toBe('40 seconds ago');
    expect(agoWords(0, 300_000)).toBe('5 minutes ago');
  });
});

it('joins points of the same kind to runs, and leaves out what nobody knows', () => {
  expect(runsOf([1, 1, 0.5, null, 0.2, 0, 0, 1])).toEqual([
    { first: 0, last: 1, presence: 'all' },
    { first: 2, last: 2, presence: 'some' },
    { first: 4, last: 4, presence: 'some' },
    { first: 5, last: 6, presence: 'none' },
    { first: 7, last: 7, presence: 'all' },
  ]);
});

it('knows its panels before there are figures', () => {
  const panels = panelsOf(undefined);
  expect(panels.map(({ id }) => id)).toEqual([
    'requests',
    'latency',
    'ttft',
    'speed',
    'queue',
    'cache',
    'memory',
    'loop',
    'cpu',
    'pool',
    'loaded',
  ]);
  expect(panels.every(({ lines }) => lines.every(({ values }) => values.length === 0))).toBe(true);
});
