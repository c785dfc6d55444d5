import { FuzzedServer } from './fuzz/server.js';
import { expectOthersServed, SlowSenders, WAYS } from './slow-senders.js';

const SENDERS = 2_000;
/** The server's limits, and how late it may notice. */
const CLOSED_WITHIN_MS = { header: 60_000 + 10_000, request: 120_000 + 10_000 };

it(
  'D2: two thousand slow senders are hung up on in time, and others are served all the while',
  async () => {
    const portal = await FuzzedServer.start();
    const began = performance.now();
    const groups = await Promise.all(
      WAYS.map((way) => SlowSenders.open(portal.server.port, SENDERS / WAYS.length, way)),
    );
    let others = 0;
    let over = false;
    const working = (async () => {
      for (; !over; others++) await expectOthersServed(portal.server.client);
    })();
    await Promise.all(
      groups.map(async (group, i) => {
        await group.allClosed();
        const inHeader = WAYS[i] === 'nothing' || WAYS[i] === 'a header';
        expect(performance.now() - began).toBeLessThan(CLOSED_WITHIN_MS[inHeader ? 'header' : 'request']);
      }),
    );
    over = true;
    await working;
    expect(others).toBeGreaterThan(10);
    const { code, output } = await portal.stop();
    expect([code, output.match(/unhandled|uncaught/i)]).toEqual([0, null]);
  },
  5 * 60_000,
);
