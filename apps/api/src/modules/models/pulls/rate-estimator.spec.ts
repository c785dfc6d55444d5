import { RateEstimator } from './rate-estimator.js';

describe('RateEstimator', () => {
  it('is the mean of the last five seconds, and estimates the time left', () => {
    const speed = new RateEstimator();
    for (let second = 0; second <= 20; second++)
      speed.record(1_000 + second * (second < 10 ? 100 : 300), second * 1_000);
    expect(speed.rate(20_000)).toBe(300);
    expect(speed.eta(7_000 + 3_000, 20_000)).toBe(10_000);
  });

  it('does not count bytes that were there before', () => {
    const speed = new RateEstimator();
    speed.record(0, 0);
    speed.record(1_000_000, 100);
    expect([speed.rate(100), speed.eta(2_000_000, 100)]).toEqual([null, null]);
    speed.record(1_000_500, 1_100);
    expect(speed.rate(1_100)).toBe(500);
  });

  it('falls to 0 when nothing arrives, and then gives no estimate', () => {
    const speed = new RateEstimator();
    speed.record(100, 0);
    speed.record(200, 1_000);
    expect([speed.rate(7_000), speed.eta(400, 7_000)]).toEqual([0, null]);
  });

  it('restarts when there are fewer bytes than before', () => {
    const speed = new RateEstimator();
    speed.record(5_000, 0);
    speed.record(9_000, 1_000);
    speed.record(100, 2_000);
    expect(speed.rate(2_000)).toBeNull();
  });
});
