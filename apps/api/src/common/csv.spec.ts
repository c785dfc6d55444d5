import { csvLines } from './csv.js';

it.each([
  [['plain', 5, null, undefined, true], 'plain,5,,,true'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"'],
  [['=1+1', '+1', '-1', '@x', '\tx', '\rx'], `'=1+1,'+1,'-1,'@x,'\tx,"'\rx"`],
  [[-1, { a: 1 }, new Date(0)], '-1,"{""a"":1}",1970-01-01T00:00:00.000Z'],
])('writes %j', (values, line) => {
  expect(csvLines([values])).toBe(`${line}\r\n`);
});

it('distinguishes NULL from the empty text, and leaves numbers in a numeric column unchanged', () => {
  expect(csvLines([[null, '', '-1.50', '-1.50']], [false, false, true])).toBe(`,"",-1.50,'-1.50\r\n`);
});

it('writes nothing when there are no rows', () => {
  expect(csvLines([])).toBe('');
});
