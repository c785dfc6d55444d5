import { clockOf, cronOf, dayName, momentOf, timingOf } from './cron';

it.each([
  ['30 7 * * *', { often: 'daily', time: '07:30' }],
  ['0 18 * * 1-5', { often: 'weekdays', time: '18:00' }],
  ['5 9 * * 0', { often: 'weekly', time: '09:05', day: 0 }],
  ['*/30 8-18 * * 1-5', { often: 'custom' }],
  ['0 25 * * *', { often: 'custom' }],
])('%s is read, and written as it was', (cron, timing) => {
  expect(timingOf(cron)).toMatchObject(timing);
  expect(cronOf(timingOf(cron))).toBe(cron);
});

it('writes what the form says', () => {
  expect(cronOf({ often: 'weekly', time: '06:05', day: 3, cron: '' })).toBe('5 6 * * 3');
  expect(cronOf({ often: 'custom', time: '', day: 1, cron: '  0  7 1 * * ' })).toBe('0 7 1 * *');
});

it('says days and times in the words of the reader', () => {
  expect(dayName(1, 'de')).toBe('Montag');
  expect(clockOf('07:30', 'de')).toBe('07:30');
  expect(momentOf('2026-03-30T05:30:00Z', 'de', 'Europe/Berlin')).toBe('Mo., 30. März, 07:30');
});
