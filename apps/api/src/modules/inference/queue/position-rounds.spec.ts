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
