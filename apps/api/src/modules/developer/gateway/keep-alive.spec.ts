import { boundedKeepAlive, secondsOf } from './keep-alive.js';

it.each([
  [30, 30],
  [-1, Infinity],
  ['10m', 600],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['500ms', 0.5],
  ['-1', Infinity],
  ['-5m', Infinity],
  ['0', 0],
  ['0s', 0],
  ['42', 42],
  ['soon', undefined],
  ['5x', undefined],
  ['', undefined],
  // Read in one pass: a pattern that can match it in two ways would take hours.
  [`${'00s'.repeat(20_000)}x`, undefined],
])('%j is %p seconds', (keepAlive, seconds) => {
  expect(secondsOf(keepAlive)).toBe(seconds);
});

it.each([
  ['within what is allowed', '10m', '2h', '10m'],
  ['longer', '24h', '2h', '2h'],
  ['for ever', -1, '2h', '2h'],
  ['for ever, where it is allowed', -1, -1, -1],
  ['not at all, which would unload it from others', 0, -1, -1],
  ['for a moment', '1ns', '2h', '2h'],
  ['nothing is allowed beyond the usual', '20m', undefined, '20m'],
  ['longer than the usual', '40m', undefined, 1800],
  ['shorter than the usual', 1, undefined, 300],
  ['no duration', 'soon', undefined, 1800],
  ['an administrator who unloads at once', '10m', 0, 0],
])('%s', (_, asked, allowed, expected) => {
  expect(boundedKeepAlive(asked, allowed)).toBe(expected);
});
