import { dateGroup, relativeTime } from './dates';
import { regional } from './i18n';

const at = (text: string) => new Date(text);
const kind = (iso: string, now: Date) => dateGroup(at(iso).toISOString(), now).kind;

describe('the group of a date', () => {
  const now = at('2026-03-18T00:30:00');

  it.each([
    ['2026-03-18T00:00:00', 'today'],
    ['2026-03-17T23:59:59', 'yesterday'],
    ['2026-03-17T00:00:00', 'yesterday'],
    ['2026-03-16T23:59:59', 'week'],
    ['2026-03-11T00:00:00', 'week'],
    ['2026-03-10T23:59:59', 'month'],
    ['2025-03-18T00:30:00', 'month'],
  ])('%s is %s', (iso, expected) => expect(kind(iso, now)).toBe(expected));

  it('names month and year of older dates', () => {
    expect(dateGroup(at('2025-12-31T12:00:00').toISOString(), now)).toEqual({ kind: 'month', label: 'December 2025' });
  });

  it('counts days, not hours, across a clock change', () => {
    // In Europe 29 March has 23 hours and 25 October has 25. In any time zone, adjacent days must stay adjacent.
    for (const day of ['2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26']) {
      const evening = at(`${day}T12:00:00`);
      const before = new Date(evening.getFullYear(), evening.getMonth(), evening.getDate() - 1, 1);
      expect(kind(before.toString(), evening)).toBe('yesterday');
    }
  });

  it('counts a time in the future as today', () => expect(kind('2026-03-19T10:00:00', now)).toBe('today'));
});

describe('a relative time', () => {
  const now = Date.parse('2026-03-18T12:00:00Z');
  it.each([
    ['2026-03-18T11:59:40Z', 'now'],
    ['2026-03-18T11:57:00Z', '3 minutes ago'],
    ['2026-03-18T09:00:00Z', '3 hours ago'],
    ['2026-03-17T12:00:00Z', 'yesterday'],
    ['2026-06-18T12:00:00Z', 'in 3 months'],
  ])('%s is %s', (iso, text) => expect(relativeTime(iso, now)).toBe(text));
});

it.each([
  ['en-GB', 'en-GB', '28 Nov 2026, 15:04'],
  ['en-US', 'en-US', 'Nov 28, 2026, 3:04 PM'],
  ['de-DE', 'en-DE', '28 Nov 2026, 15:04'],
  ['de', 'en-DE', '28 Nov 2026, 15:04'],
  ['fr-CA', 'en-CA', 'Nov 28, 2026, 3:04 p.m.'],
  ['', 'en', 'Nov 28, 2026, 3:04 PM'],
])('English texts in a browser of %j have dates of %s', (browser, locale, text) => {
  expect(regional('en', browser)).toBe(locale);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  expect(format.format(at('2026-11-28T15:04:00')).replace(/\s/g, ' ')).toBe(text);
});

it('texts of one script keep their language in a browser of another', () => {
  expect(regional('zh-CN', 'de-DE')).toBe('zh-DE');
  expect(regional('zh-CN', 'zh-SG')).toBe('zh-SG');
  expect(regional('de', 'en-US')).toBe('de-US');
});
