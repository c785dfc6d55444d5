import { checkTimes, nextAfter, timesAfter } from './times.js';

const iso = (dates: Date[]) => dates.map((date) => date.toISOString().replace(':00.000Z', 'Z'));
const at = (text: string) => new Date(text);
const refusal = (cron: string, timezone = 'UTC') => {
  try {
    checkTimes({ cron, timezone }, 15, at('2026-01-01T00:00:00Z'));
    return undefined;
  } catch (error) {
    return (error as { detail: string }).detail;
  }
};

it.each([
  // Half past seven stays half past seven for the person, whatever the season.
  ['30 7 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', ['2026-03-28T06:30Z', '2026-03-29T05:30Z']],
  ['30 7 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', ['2026-10-24T05:30Z', '2026-10-25T06:30Z']],
  // 02:30 does not exist on the day that the clocks go forward: then it is the moment when they do. It exists twice
  // when they go back: the first counts.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:30Z']],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
  ['0 9 * * 1-5', 'America/New_York', '2026-01-02T15:00:00Z', ['2026-01-05T14:00Z', '2026-01-06T14:00Z']],
  ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
])('%s in %s after %s', (cron, timezone, from, expected) => {
  expect(iso(timesAfter({ cron, timezone }, at(from), 2))).toEqual(expected);
});

it('gives the next time after one that was missed long ago once', () => {
  expect(nextAfter({ cron: '0 8 * * *', timezone: 'UTC' }, at('2026-05-01T12:00:00Z'))).toEqual(
    at('2026-05-02T08:00:00Z'),
  );
});

it('refuses what cannot be read, what never comes, and what comes too often', () => {
  expect(refusal('30 7 * * 1-5')).toBeUndefined();
  expect(refusal('*/15 * * * *')).toBeUndefined();
  expect(refusal('*/10 * * * *')).toMatch(/at most every 15 minutes/);
  expect(refusal('0,1 9 * * 1')).toMatch(/at most every 15 minutes/);
  expect(refusal('* * * * * *')).toMatch(/five fields/);
  expect(refusal('at dawn')).toMatch(/five fields/);
  expect(refusal('0 0 30 2 *')).toMatch(/ever come/);
  expect(refusal('0 7 * * *', 'Mars/Olympus')).toMatch(/time zone/);
});
