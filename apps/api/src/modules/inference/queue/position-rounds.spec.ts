import { setImmediate } from 'node:timers/promises';
import { PositionRounds, type QueuePosition } from './position-rounds.js';

class Waiter {
  readonly reported: number[] = [];

  report({ position }: QueuePosition): void {
    this.reported.push(position);
  }
}

it('never reports an older position after a newer one, however long a round takes', async () => {
  const waiters = Array.from({ length: 2_000 }, () => new Waiter());
  const last = waiters.at(-1)!;
  const rounds = new PositionRounds<Waiter>(
    () => [...waiters],
    (order) => order.map((_, i) => i + 1),
    () => null,
  );
  // Time passes so fast that the next round is due in the middle of this one.
  let now = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
  try {
    rounds.schedule();
    await setImmediate();
    // A short round would overtake the long one.
    waiters.splice(0, 1_900);
    rounds.schedule();
    for (let i = 0; i < 20; i++) await setImmediate();
  } finally {
    clock.mockRestore();
  }
  expect(last.reported).toEqual([2_000, 100]);
});

it('reports no more a second in a queue of 10,000 than in one of 250', async () => {
  jest.useFakeTimers();
  try {
    /** Reports in a little less than eight seconds, in which the queue moves on every 10 ms. */
    const reportsOf = async (waiting: number) => {
      let reports = 0;
      let served = 0;
      const waiters = Array.from({ length: waiting }, () => ({ report: () => void reports++ }));
      const rounds = new PositionRounds(
        () => waiters,
        (order) => order.map((_, i) => 20_000 + i - served),
        () => null,
      );
      for (let i = 0; i < 795; i++) {
        served++;
        rounds.schedule();
        await jest.advanceTimersByTimeAsync(10);
      }
      return reports;
    };
    expect(await reportsOf(10)).toBe(10 * 80);
    expect(await reportsOf(250)).toBe(250 * 80);
    // 2,500 a second.
    expect(await reportsOf(10_000)).toBe(10_000 * 2);
  } finally {
    jest.useRealTimers();
  }
});
