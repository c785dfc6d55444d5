import { compareCells, readTable, toCsv, toMarkdown } from './table-data';

describe('a table', () => {
  it('is read from the DOM', () => {
    const table = document.createElement('table');
    table.innerHTML =
      '<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1 <b>one</b></td><td></td></tr></tbody>';
    expect(readTable(table)).toEqual([
      ['a', 'b'],
      ['1 one', ''],
    ]);
  });

  it('keeps the lines of a cell', () => {
    const table = document.createElement('table');
    table.innerHTML = '<tbody><tr><td>one<br>\n two <br><b>three</b></td></tr></tbody>';
    expect(readTable(table)).toEqual([['one\ntwo\nthree']]);
    expect(toCsv(readTable(table))).toBe('"one\ntwo\nthree"');
    expect(toMarkdown(readTable(table))).toContain('| one<br>two<br>three |');
  });

  it('becomes CSV, quoted where needed', () => {
    expect(
      toCsv([
        ['a', 'b, c'],
        ['say "hi"', '1'],
      ]),
    ).toBe('a,"b, c"\r\n"say ""hi""",1');
  });

  it('becomes Markdown', () => {
    expect(
      toMarkdown([
        ['a', 'b|c'],
        ['1', '2'],
      ]),
    ).toBe('| a | b\\|c |\n| --- | --- |\n| 1 | 2 |');
  });
});

it.each([
  [
    ['10', '9', '1,234'],
    ['9', '10', '1,234'],
  ],
  [
    ['€14', '€2.50', '€1'],
    ['€1', '€2.50', '€14'],
  ],
  [
    ['5 %', '-3 %', '40 %'],
    ['-3 %', '5 %', '40 %'],
  ],
  [
    ['b10', 'B2', 'a'],
    ['a', 'B2', 'b10'],
  ],
  [
    ['2', '', '1'],
    ['1', '2', ''],
  ],
])('the cells %j are ordered %j', (cells, ordered) => expect(cells.toSorted(compareCells(cells))).toEqual(ordered));
