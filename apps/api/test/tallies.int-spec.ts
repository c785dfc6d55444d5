import { randomUUID } from 'node:crypto';
import { Tallies, today } from '../src/modules/usage/tallies.js';
import { UsageLedger } from '../src/modules/usage/index.js';
import { NO_KEY } from '../src/modules/usage/usage-day.entity.js';
import { UsageRepository, type Used } from '../src/modules/usage/usage.repository.js';
import { withinOne } from './clock.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

const record = (ledger: UsageLedger, userId: string, tokens: number) =>
  ledger.record({
    userId,
    keyId: undefined,
    model: 'm',
    input_tokens: tokens,
    output_tokens: 0,
    failed: false,
    cached: false,
    ms: 1,
  });

it('usage of today is what the database had and what was recorded since', async () => {
  await withinOne('day', async () => {
    const { id } = await portal.someone();
    const ledger = portal.server.app.get(UsageLedger, { strict: false });
    record(ledger, id, 10);
    expect(await ledger.usedToday({ column: 'user_id', id })).toEqual({ requests: 1, tokens: 10 });
    record(ledger, id, 5);
    // Written or not, it counts once.
    expect(await ledger.usedToday({ column: 'user_id', id })).toEqual({ requests: 2, tokens: 15 });
    await ledger.flush();
    expect(await ledger.usedToday({ column: 'user_id', id })).toEqual({ requests: 2, tokens: 15 });
    const repository = portal.server.app.get(UsageRepository, { strict: false });
    expect((await repository.usedBetween(today(), today(), [{ column: 'user_id', id }])).get(id)).toEqual({
      requests: 2,
      tokens: 15,
    });
    // Another process starts with what the database has.
    expect(await new UsageLedger(repository).usedToday({ column: 'user_id', id })).toEqual({ requests: 2, tokens: 15 });
  });
});

it('counts what is recorded meanwhile, while the database is being read', async () => {
  await withinOne('day', async () => {
    let answer!: (used: Used) => void;
    const asked = new Promise<Used>((resolve) => (answer = resolve));
    const id = randomUUID();
    const tallies = new Tallies(
      {
        betweenWrites: (work) => work(),
        usedBetween: async () => new Map([[id, await asked]]),
      },
      today,
    );
    const used = tallies.used({ column: 'user_id', id });
    tallies.add(id, { requests: 1, tokens: 7 });
    tallies.add(NO_KEY, { requests: 1, tokens: 7 });
    answer({ requests: 3, tokens: 30 });
    expect(await used).toEqual({ requests: 4, tokens: 37 });
    tallies.add(id, { requests: 1, tokens: 1 });
    expect(await tallies.used({ column: 'user_id', id })).toEqual({ requests: 5, tokens: 38 });
  });
});

it('reads all who want it at once together, and again those whom it could not read', async () => {
  const reads: number[] = [];
  let fails = true;
  const tallies = new Tallies(
    {
      betweenWrites: async (work) => {
        await Promise.resolve();
        if (fails) throw new Error('the ledger cannot be written');
        return work();
      },
      usedBetween: async (_first, _last, holders) => (reads.push(holders.length), new Map()),
    },
    today,
  );
  const holders = Array.from({ length: 500 }, () => ({ column: 'user_id' as const, id: randomUUID() }));
  const ask = () => Promise.allSettled(holders.map((holder) => tallies.used(holder)));
  expect(new Set((await ask()).map(({ status }) => status))).toEqual(new Set(['rejected']));
  fails = false;
  expect(new Set((await ask()).map(({ status }) => status))).toEqual(new Set(['fulfilled']));
  expect(reads).toEqual([500]);
});

it('a month begins with nothing, while an answer of the month before is read or recorded', async () => {
  let month = '2027-01-01';
  const id = randomUUID();
  const asked: [string, string][] = [];
  const tallies = new Tallies(
    {
      betweenWrites: (work) => Promise.resolve().then(work),
      usedBetween: async (first, last) => (
        asked.push([first, last]),
        new Map(first === '2027-01-01' ? [[id, { requests: 9, tokens: 90 }]] : [])
      ),
    },
    () => month,
  );
  expect(await tallies.used({ column: 'user_id', id })).toEqual({ requests: 9, tokens: 90 });
  month = '2027-02-01';
  // Nobody has asked for this month yet: it is in the ledger, from which it is read.
  tallies.add(id, { requests: 1, tokens: 1 });
  expect(await tallies.used({ column: 'user_id', id })).toEqual({ requests: 0, tokens: 0 });
  tallies.add(id, { requests: 1, tokens: 1 });
  expect(await tallies.used({ column: 'user_id', id })).toEqual({ requests: 1, tokens: 1 });
  expect(asked.map(([first]) => first)).toEqual(['2027-01-01', '2027-02-01']);
});

it('what another process has written counts in the month too', async () => {
  await withinOne('day', async () => {
    const { id } = await portal.someone();
    const repository = portal.server.app.get(UsageRepository, { strict: false });
    const [one, two] = [new UsageLedger(repository), new UsageLedger(repository)];
    record(one, id, 10);
    await one.flush();
    record(two, id, 5);
    expect(await two.usedThisMonth({ column: 'user_id', id })).toEqual({ requests: 2, tokens: 15 });
  });
});
