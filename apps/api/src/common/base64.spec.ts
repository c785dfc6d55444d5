import { isBase64 } from './base64.js';

it.each([
  ['QQ==', true],
  ['QUI=', true],
  ['QUJD', true],
  ['+/+/', true],
  ['', false],
  ['=', false],
  ['==', false],
  ['QQ=\n', false],
  ['Q=Q=', false],
  ['QQ===', false],
  ['data:image/png;base64,QUJD', false],
  ['QUJD QUJD', false],
  ['Ä', false],
])('%j: %s', (text, expected) => {
  expect(isBase64(text)).toBe(expected);
});

it('judges a text of 64 MiB, with a foreign character at its end too', () => {
  const large = 'A'.repeat(64 * 2 ** 20);
  expect([isBase64(large), isBase64(`${large}==`), isBase64(`${large}!`)]).toEqual([true, true, false]);
});
