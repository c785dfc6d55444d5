import { createSpeedometer } from './speedometer';

describe('the speedometer', () => {
  it('says nothing before the first piece, and nothing in the second after it', () => {
    const meter = createSpeedometer();
    expect(meter(0, 0)).toBeUndefined();
    expect(meter(5, 1000)).toBeUndefined();
    expect(meter(50, 1900)).toBeUndefined();
    expect(meter(105, 2000)).toBe(100);
  });

  it('looks back two seconds only, and falls while nothing comes', () => {
    const meter = createSpeedometer();
    for (let at = 0; at <= 4000; at += 250) meter(1 + at / 10, at);
    expect(meter(401, 5000)).toBe(50);
    expect(meter(401, 7000)).toBe(0);
  });
});
