import { chartPoints, defaultChart } from './chart-data';
import { sortRows, statsOf, toCsv, toJson, toMarkdown } from './cells';
import { readPlan } from './plan';
import { parametersOf, placeOf, quoteName, statementAt, statements } from './text';

const text = (name: string) => ({ name, type: 'text' });
const int = (name: string) => ({ name, type: 'integer' });

describe('copied results', () => {
  it('are quoted where needed, and NULL differs from empty text', () => {
    expect(
      toCsv(
        [text('a'), text('b,c')],
        [
          ['x"y', 'two\nlines'],
          [null, ''],
          ['p', 'q'],
        ],
      ),
    ).toBe('a,"b,c"\r\n"x""y","two\nlines"\r\n,""\r\np,q');
  });
  it('cannot become a formula in a spreadsheet, but numbers stay numbers', () => {
    expect(toCsv([text('=a')], [['=HYPERLINK("https://evil.example")'], ['+1'], ['@x'], ['-1']])).toBe(
      '\'=a\r\n"\'=HYPERLINK(""https://evil.example"")"\r\n\'+1\r\n\'@x\r\n\'-1',
    );
    expect(toCsv([int('n')], [['-1']])).toBe('n\r\n-1');
  });
  it('as Markdown keep their columns', () =>
    expect(
      toMarkdown(
        [text('a'), int('n')],
        [
          ['x|y\nz', '1'],
          [null, '2'],
        ],
      ),
    ).toBe('| a | n |\n| --- | --: |\n| x\\|y z | 1 |\n| NULL | 2 |'));
  it('as JSON have their column names', () =>
    expect(JSON.parse(toJson([text('a'), int('n')], [null, '1']))).toEqual({ a: null, n: '1' }));
});

describe('columns', () => {
  const rows = [['10'], ['9'], [null], ['10']];
  it('sort numbers numerically, with NULL last in both directions', () => {
    expect(sortRows(rows, 0, 'integer', 'asc').flat()).toEqual(['9', '10', '10', null]);
    expect(sortRows(rows, 0, 'integer', 'desc').flat()).toEqual(['10', '10', '9', null]);
    expect(sortRows(rows, 0, 'text', 'asc').flat()).toEqual(['10', '10', '9', null]);
  });
  it('count their values', () => {
    expect(statsOf(rows, 0, 'integer')).toEqual({ nulls: 1, distinct: 2, min: '9', max: '10', mean: 29 / 3 });
    expect(statsOf([[null]], 0, 'text')).toEqual({ nulls: 1, distinct: 0, min: null, max: null, mean: null });
  });
});

describe('charts', () => {
  const rows = [
    ['a', '1'],
    ['b', null],
  ];
  it('show names as bars and times as a line', () => {
    expect(defaultChart([text('role'), int('users')], rows)).toEqual({ x: 0, y: 1, kind: 'bar' });
    expect(defaultChart([int('n'), { name: 'day', type: 'date' }], rows)).toEqual({ x: 1, y: 0, kind: 'line' });
    expect(defaultChart([int('id'), int('n')], rows)).toEqual({ x: 0, y: 1, kind: 'bar' });
    expect(defaultChart([text('a'), text('b')], rows)).toBeUndefined();
  });
  it('show NULL as a gap', () =>
    expect(chartPoints(rows, { x: 0, y: 1, kind: 'bar' })).toEqual([
      { x: 'a', y: 1 },
      { x: 'b', y: null },
    ]));
});

describe('parameters', () => {
  it.each([
    ['SELECT :a, :b, :a', ['a', 'b']],
    ['SELECT :a::int, ARRAY[:b,:c]', ['a', 'b', 'c']],
    [`SELECT ':a', "b:c", E'it\\'s :d', $$:e$$, $x$ :f $$ $x$, :g`, ['g']],
    ['SELECT 1 -- :a\n/* :b /* :c */ :d */, :e', ['e']],
    ['SELECT list[1:n], list[i:j], f(x)[g(1):n], a$1:b, :é, :aé', []],
    ["SELECT 'never closed :a", []],
  ])('%s', (sql, names) => expect(parametersOf(sql)).toEqual(names));

  it('a semicolon in a nested comment ends no statement', () =>
    expect(statements('SELECT 1 /* a /* b; */ c; */; SELECT 2')).toHaveLength(2));
});

describe('statements', () => {
  const sql = `SELECT 1;\n-- a; comment\nSELECT ';' AS a, "x;y", $q$;$q$;\n;\n  SELECT 3`;
  it('end at unquoted semicolons', () =>
    expect(statements(sql).map((one) => one.text)).toEqual([
      'SELECT 1;',
      `-- a; comment\nSELECT ';' AS a, "x;y", $q$;$q$;`,
      'SELECT 3',
    ]));
  it('know their index in the text', () =>
    expect(statements(sql).map(({ from }) => sql.slice(from, from + 6))).toEqual(['SELECT', '-- a; ', 'SELECT']));
  it('are found at the cursor, also directly after their end', () => {
    expect([0, 9, 12, sql.length].map((at) => statementAt(sql, at)?.text.slice(-8))).toEqual([
      'ELECT 1;',
      'ELECT 1;',
      '$q$;$q$;',
      'SELECT 3',
    ]);
    expect(statementAt(' ', 0)).toBeUndefined();
  });
  it('quote names where needed', () =>
    expect(['users', 'Order', 'a"b'].map(quoteName)).toEqual(['users', '"Order"', '"a""b"']));
});

describe('the position of an error', () => {
  it.each([
    [0, 1, 1],
    [8, 2, 2],
    [7, 2, 1],
  ])('index %i is line %i, column %i', (index, line, column) =>
    expect(placeOf('SELECT\nFROM x', index)).toEqual({ line, column }),
  );
});

describe('plans', () => {
  const scan = {
    'Node Type': 'Seq Scan',
    'Relation Name': 'users',
    Alias: 'u',
    'Total Cost': 8,
    'Plan Rows': 5,
    'Actual Total Time': 3,
    'Actual Loops': 2,
    'Actual Rows': 4,
  };
  it('give each node its own share and mark the most expensive one', () => {
    const { root, measured } = readPlan({
      Plan: {
        'Node Type': 'Sort',
        'Sort Key': ['u.id'],
        'Total Cost': 10,
        'Actual Total Time': 8,
        'Actual Loops': 1,
        Plans: [scan],
      },
      'Execution Time': 9,
      'Planning Time': 1,
    });
    expect(measured).toBe(true);
    expect([
      root.own,
      root.heaviest,
      root.children[0]!.own,
      root.children[0]!.heaviest,
      root.children[0]!.detail,
    ]).toEqual([2, false, 6, true, 'users u']);
  });
  it('use the estimated cost when nothing was measured', () =>
    expect(readPlan({ Plan: { 'Node Type': 'Limit', 'Total Cost': 10, Plans: [scan] } }).root).toMatchObject({
      own: 2,
      share: 0.2,
      detail: '',
    }));
});
