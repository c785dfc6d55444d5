import { cellText, toCsv } from './cells';
import { placeOf } from './place';

describe('copied results', () => {
  it('are quoted where they must be', () => {
    expect(toCsv([{ name: 'a' }, { name: 'b,c' }], [['x"y', 'two\nlines'], [null, 'plain']])).toBe('a,"b,c"\r\n"x""y","two\nlines"\r\n,plain');
  });
  it('cannot become a formula in a spreadsheet', () => {
    expect(toCsv([{ name: 'a' }], [['=HYPERLINK("https://evil.example")'], ['+1'], ['@x'], ['-1']])).toBe('a\r\n"\'=HYPERLINK(""https://evil.example"")"\r\n\'+1\r\n\'@x\r\n\'-1');
  });
  it('show objects as JSON', () => expect(cellText({ a: [1] })).toBe('{"a":[1]}'));
});

describe('the place of an error', () => {
  it.each([
    [0, 1, 1],
    [8, 2, 2],
    [7, 2, 1],
  ])('index %i is line %i, column %i', (index, line, column) => expect(placeOf('SELECT\nFROM x', index)).toEqual({ line, column }));
});
