import { countdown, graceOf, stateOf } from './key-state';

const NOW = Date.parse('2027-03-01T12:00:00Z');

it.each([
  [null, 'active'],
  ['2027-03-09T12:00:00Z', 'active'],
  ['2027-03-08T11:59:59Z', 'soon'],
  ['2027-03-01T12:00:00Z', 'expired'],
])('a key that expires %s is %s', (expires_at, state) => {
  expect(stateOf({ expires_at }, NOW)).toBe(state);
});

it('the old secret is shown only while it works', () => {
  expect(graceOf({ previous_until: '2027-03-01T13:00:00Z' }, NOW)).toBe('2027-03-01T13:00:00Z');
  expect(graceOf({ previous_until: '2027-03-01T11:00:00Z' }, NOW)).toBeUndefined();
  expect(graceOf({ previous_until: null }, NOW)).toBeUndefined();
});

it('counts down', () => {
  expect(countdown('2027-03-02T11:59:07.500Z', NOW)).toBe('23:59:08');
  expect(countdown('2027-03-08T12:00:00Z', NOW)).toBe('168:00:00');
  expect(countdown('2027-03-01T11:00:00Z', NOW)).toBe('00:00:00');
});
