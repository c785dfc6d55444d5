import { toCsv } from './csv';
import { dailyOf, deltaOf, MAX_SERIES, rowsOf, seriesOf, sharesOf, sumsOf, type UsageRow } from './figures';
import { periodBefore, periodOf } from './period';

const NOW = Date.parse('2027-03-01T23:30:00Z');
const row = (day: string, model: string, requests: number, more: Partial<UsageRow> = {}): UsageRow => ({
  day,
  model,
  requests,
  input_tokens: 10,
  output_tokens: 5,
  errors: 0,
  cache_hits: 0,
  avg_latency_ms: null,
  cost_micros: 0,
  energy_micro_wh: 0,
  api_key_id: null,
  key_name: null,
  ...more,
});

describe('periods', () => {
  it('are the last days in UTC including today, and as many before', () => {
    const week = periodOf({ days: 7 }, NOW);
    expect([week.from, week.to, week.days.length]).toEqual(['2027-02-23', '2027-03-01', 7]);
    expect(periodBefore(week)).toMatchObject({ from: '2027-02-16', to: '2027-02-22' });
    expect(periodOf({}, NOW).days).toHaveLength(30);
  });

  it('can be custom, if both ends are in order', () => {
    expect(periodOf({ from: '2027-01-30', to: '2027-02-01' }, NOW).days).toEqual([
      '2027-01-30',
      '2027-01-31',
      '2027-02-01',
    ]);
    expect(periodOf({ from: '2027-02-02', to: '2027-02-01', days: 7 }, NOW).to).toBe('2027-03-01');
    expect(periodOf({ from: '2000-01-01', to: '2027-02-01' }, NOW).days).toHaveLength(366);
  });
});

describe('figures', () => {
  const key = { api_key_id: 'k1', key_name: 'laptop' };
  const rows = [
    row('2027-02-27', 'a', 2),
    row('2027-02-28', 'a', 3, key),
    row('2027-03-01', 'b', 5, { ...key, errors: 1 }),
    row('2027-01-01', 'a', 100),
  ];
  const week = { from: '2027-02-27', to: '2027-03-01' };

  it('include the rows of the period that match the filters', () => {
    expect(sumsOf(rowsOf(rows, week, {}))).toEqual({ requests: 10, tokens: 45, errors: 1 });
    expect(sumsOf(rowsOf(rows, week, { key: 'k1', model: 'a' })).requests).toBe(3);
    expect(sumsOf(rowsOf(rows, week, { key: 'none' })).requests).toBe(2);
  });

  it('are compared with the period before, unless that has none', () => {
    expect(deltaOf(15, 10)).toBe(0.5);
    expect(deltaOf(0, 10)).toBe(-1);
    expect(deltaOf(5, 0)).toBeUndefined();
  });

  it('are summed by key and by model, the most used first', () => {
    expect(sharesOf(rowsOf(rows, week, {}), 'key')).toMatchObject([
      { id: 'k1', label: 'laptop', requests: 8, errors: 1 },
      { id: 'none', label: null, requests: 2 },
    ]);
    expect(sharesOf(rowsOf(rows, week, {}), 'model').map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('by day are 0 on days without requests', () => {
    const days = ['2027-02-27', '2027-02-28', '2027-03-01', '2027-03-02'];
    expect(dailyOf(rowsOf(rows, week, {}), days, 'requests')).toEqual([2, 3, 5, 0]);
    expect(seriesOf(rowsOf(rows, week, {}), days, 'requests')).toEqual([
      { model: 'a', values: [2, 3, 0, 0], total: 5 },
      { model: 'b', values: [0, 0, 5, 0], total: 5 },
    ]);
  });

  it('of many models have one series for the least used ones', () => {
    const many = Array.from({ length: 9 }, (_, index) => row('2027-02-27', `m${index}`, 10 - index));
    const series = seriesOf(many, ['2027-02-27'], 'requests');
    expect(series).toHaveLength(MAX_SERIES);
    expect(series.at(-1)).toEqual({ model: '', values: [5 + 4 + 3 + 2], total: 14 });
  });
});

describe('CSV', () => {
  it('disarms formulas, and quotes where needed', () => {
    const lines = toCsv([
      row('2027-03-01', '=1+1', 1, { key_name: 'a, "b"' }),
      row('2027-03-01', '@x', 1, { avg_latency_ms: 12.5 }),
    ]).split('\r\n');
    expect(lines[0]).toBe(
      'day,api_key_id,key_name,model,requests,input_tokens,output_tokens,errors,cache_hits,avg_latency_ms,' +
        'cost_micros,energy_micro_wh',
    );
    expect(lines[1]).toBe(`2027-03-01,,"a, ""b""",'=1+1,1,10,5,0,0,,0,0`);
    expect(lines[2]).toContain(`,'@x,1,10,5,0,0,12.5`);
  });
});
