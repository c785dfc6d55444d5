import { jsonForPostgres, sanitizeJsonForPostgres } from './sanitize-for-postgres.js';

it.each([
  ['a NUL', { deep: ['a\0b'] }, { deep: ['a\ufffdb'] }],
  ['half of a surrogate pair', { cut: '\ud83d', late: 'x\udc00' }, { cut: '\ufffd', late: 'x\ufffd' }],
  ['nothing else', { whole: '😀', path: 'C:\\u0000\\ud83d', n: 1 }, { whole: '😀', path: 'C:\\u0000\\ud83d', n: 1 }],
])('replaces %s', (_, value, stored) => {
  expect(JSON.parse(jsonForPostgres(value))).toEqual(stored);
  expect(sanitizeJsonForPostgres<object>(value)).toEqual(stored);
});
