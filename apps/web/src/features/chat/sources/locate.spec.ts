import { locate } from './locate';

const items = (...texts: string[]) => texts.map((str) => ({ str }));

const FIRST = 'The boiler is serviced each year in early May,';
const SECOND = 'and whoever uses it is told of that a week ahead.';

it.each([
  ['in one piece', items('Before. The boiler is hot. After.'), 'The boiler is hot.', [[0, 8 / 33, 26 / 33]]],
  [
    'over lines and hyphens',
    items('It is ser-', 'viced in May', 'always'),
    'is serviced\nin May',
    [
      [0, 0.3, 0.9],
      [1, 0, 1],
    ],
  ],
  [
    'with a header in between',
    items(`See ${FIRST}`, 'HEADER 7', `${SECOND} End`),
    `${FIRST} ${SECOND}`,
    [
      [0, 4 / 50, 1],
      [1, 0, 1],
      [2, 0, 49 / 53],
    ],
  ],
  [
    'with ligatures and wide signs',
    items('The \uFB01le', 'Ａ１'),
    'the file A1',
    [
      [0, 0, 1],
      [1, 0, 1],
    ],
  ],
  ['nowhere', items('Something else'), 'The boiler is hot.', []],
  ['nothing', items('x'), ' \n', []],
])('finds a passage %s', (_, drawn, passage, wanted) => {
  expect(locate(drawn, passage).map(({ item, from, to }) => [item, from, to])).toEqual(
    wanted.map(([item, from, to]) => [item, expect.closeTo(from!), expect.closeTo(to!)]),
  );
});
