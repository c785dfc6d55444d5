import { Scheduler, type Place, type QueuePosition } from './scheduler.js';

/** One run that wants a place: its positions, and its place once it has one. */
function enter(scheduler: Scheduler, userId: string, { batch = false, signal = new AbortController().signal } = {}) {
  const positions: QueuePosition[] = [];
  const place = (async (): Promise<Place> => {
    const entering = scheduler.enter('gpu', { userId, batch }, signal);
    for (;;) {
      const step = await entering.next();
      if (step.done) return step.value;
      positions.push(step.value);
    }
  })();
  return { positions, place, name: userId };
}

/** The order in which these are served when each gives its place back at once. */
async function serve(runs: ReturnType<typeof enter>[]): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(runs.map(({ place, name }) => place.then((held) => (order.push(name), held.release()))));
  return order;
}

it('gives free places at once and without an event', async () => {
  const scheduler = new Scheduler(2, 10);
  const [a, b] = [enter(scheduler, 'a'), enter(scheduler, 'b')];
  await Promise.all([a.place, b.place]);
  expect([a.positions, b.positions]).toEqual([[], []]);
});

it('never runs more than the number of places', async () => {
  const scheduler = new Scheduler(3, 100);
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      const place = await enter(scheduler, `user ${i % 4}`).place;
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      place.release();
      place.release(); // Twice is once.
    }),
  );
  expect(most).toBe(3);
});

it('is fair: user B waits behind at most one run of user A', async () => {
  const scheduler = new Scheduler(1, 100);
  const running = await enter(scheduler, 'a').place;
  const waiting = [enter(scheduler, 'a'), enter(scheduler, 'a'), enter(scheduler, 'a'), enter(scheduler, 'b')];
  await Promise.resolve();
  running.release();
  expect(await serve(waiting)).toEqual(['b', 'a', 'a', 'a']);
});

it('takes turns between users who all have several', async () => {
  const scheduler = new Scheduler(1, 100);
  const running = await enter(scheduler, 'x').place;
  const waiting = ['a', 'a', 'a', 'b', 'b', 'c'].map((user) => enter(scheduler, user));
  await Promise.resolve();
  running.release();
  expect(await serve(waiting)).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
});

it('puts people ahead of batch work', async () => {
  const scheduler = new Scheduler(1, 100);
  const running = await enter(scheduler, 'x').place;
  const waiting = [enter(scheduler, 'program', { batch: true }), enter(scheduler, 'person')];
  await Promise.resolve();
  running.release();
  expect(await serve(waiting)).toEqual(['person', 'program']);
});

it('tells the position, and again when it changes', async () => {
  const scheduler = new Scheduler(1, 100);
  const first = await enter(scheduler, 'a').place;
  const second = enter(scheduler, 'b');
  const third = enter(scheduler, 'c');
  await Promise.resolve();
  first.release();
  const held = await second.place;
  await new Promise(setImmediate); // Everybody has heard of it.
  held.release();
  await third.place;
  expect(second.positions.map(({ position }) => position)).toEqual([1]);
  expect(third.positions.map(({ position }) => position)).toEqual([2, 1]);
});

it('whoever leaves the queue frees his place in it', async () => {
  const scheduler = new Scheduler(1, 1);
  const running = await enter(scheduler, 'a').place;
  const gone = new AbortController();
  const leaving = enter(scheduler, 'b', { signal: gone.signal });
  await Promise.resolve();
  await expect(enter(scheduler, 'c').place).rejects.toMatchObject({ code: 'llm.busy', retryAfter: expect.any(Number) });
  gone.abort(new Error('left'));
  await expect(leaving.place).rejects.toThrow('left');
  const next = enter(scheduler, 'c');
  await Promise.resolve();
  running.release();
  await expect(next.place).resolves.toBeTruthy();
  expect(scheduler.depth('gpu')).toBe(0);
});

it('keeps backends apart', async () => {
  const scheduler = new Scheduler(1, 0);
  await enter(scheduler, 'a').place;
  const other = scheduler.enter('another', { userId: 'a', batch: false }, new AbortController().signal);
  expect((await other.next()).done).toBe(true);
});
