import { FORMATS, panelsOf } from './panels';
import { rateOf } from './rate';
import { formatAgo, formatPerStep, formatStep } from './format-time';

describe('figures', () => {
  it.each([
    [0, 0, 'second'],
    [12.34, 12.34, 'second'],
    [0.1, 0.1, 'second'],
    [0.00439, 0.2634, 'minute'],
    [0.001, 3.6, 'hour'],
  ] as const)('%s per second is %s per %s with its unit', (perSecond, value, per) => {
    const rate = rateOf(perSecond);
    expect(rate.per).toBe(per);
    expect(rate.value).toBeCloseTo(value, 6);
  });

  it('have at most three digits and no exponent', () => {
    expect([0.0043912, 1234.5, 45_678, 1e-9].map(FORMATS.count)).toEqual(['0.00439', '1,230', '45.7K', '0.000000001']);
    expect([0.34, 3.26, 45.6].map(FORMATS.ms)).toEqual(['0.34 ms', '3.3 ms', '46 ms']);
  });
});

describe('words for time', () => {
  it('name the length of a point, and a rate per point', () => {
    expect([60, 300, 3_600, 172_800].map(formatStep)).toEqual(['1 minute', '5 minutes', '1 hour', '2 days']);
    expect([60, 300, 3_600, 172_800].map(formatPerStep)).toEqual(['minute', '5 minutes', 'hour', '2 days']);
  });

  it('count seconds below 90', () => {
    expect(formatAgo(0, 40_000)).toBe('40 seconds ago');
    expect(formatAgo(0, 300_000)).toBe('5 minutes ago');
  });
});

it('has its panels before data arrives', () => {
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

it('failures have the colours of failures, and success has not', () => {
  const { lines } = panelsOf(undefined)[0]!;
  expect(Object.fromEntries(lines.map(({ name, color }) => [name, color]))).toEqual({
    requests: 'var(--data-2)',
    client_errors: 'var(--warn)',
    errors: 'var(--danger)',
    failed_answers: 'var(--danger)',
  });
});
