import { costOf } from './model-cost.js';

const of = (input_tokens: number, output_tokens: number) => ({ input_tokens, output_tokens });

it('counts in whole millionths, without the errors of fractions', () => {
  const cost = { input_per_million: 0.1, output_per_million: 0.2, watt_hours_per_million: 300.5 };
  expect(costOf(cost, of(1_000_000, 1_000_000))).toEqual({ cost_micros: 300_000, energy_micro_wh: 601_000_000 });
  expect(costOf(cost, of(10, 5))).toEqual({ cost_micros: 2, energy_micro_wh: 4_508 });
  // More than a fraction could hold: nine billion tokens at a million each.
  expect(costOf({ output_per_million: 1_000_000 }, of(0, 9_000_000_001)).cost_micros).toBe(9_000_000_001_000_000);
});

it('is nothing where there is no price, or nothing was used', () => {
  expect(costOf({}, of(5, 5))).toEqual({ cost_micros: 0, energy_micro_wh: 0 });
  expect(costOf({ input_per_million: 3 }, of(0, 0))).toEqual({ cost_micros: 0, energy_micro_wh: 0 });
});
