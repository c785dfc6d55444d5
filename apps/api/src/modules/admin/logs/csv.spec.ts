import { csvLine } from './csv.js';

it.each([
  [['plain', 5, null, undefined, true], 'plain,5,,,true'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"'],
  [['=1+1', '+1', '-1', '@x', '\tx', '\rx'], `'=1+1,'+1,'-1,'@x,'\tx,"'\rx"`],
  [[-1, { a: 1 }, new Date(0)], '-1,"{""a"":1}",1970-01-01T00:00:00.000Z'],
])('writes %j', (values, line) => {
  expect(csvLine(values)).toBe(`${line}\r\n`);
});
