import { createRateEstimator } from './rate-estimator';

describe('the rate estimator', () => {
  it('gives no rate before the first piece and during the second after it', () => {
    const rate = createRateEstimator();
    expect(rate(0, 0)).toBeUndefined();
    expect(rate(5, 1000)).toBeUndefined();
    expect(rate(50, 1900)).toBeUndefined();
    expect(rate(105, 2000)).toBe(100);
  });

  it('uses the last two seconds only, and falls while no piece arrives', () => {
    const rate = createRateEstimator();
    for (let at = 0; at <= 4000; at += 250) rate(1 + at / 10, at);
    expect(rate(401, 5000)).toBe(50);
    expect(rate(401, 7000)).toBe(0);
  });
});
