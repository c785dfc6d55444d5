import { linesOf, type FileLine } from './batch-lines.js';

const read = async (pieces: string[], maxBytes?: number, maxLines?: number) => {
  const lines: FileLine[] = [];
  for await (const line of linesOf(
    pieces.map((piece) => Buffer.from(piece)),
    maxBytes,
    maxLines,
  ))
    lines.push(line);
  return lines.map(({ line, bytes }) => [line, bytes?.toString()]);
};

it('gives the lines of a file with their numbers, without the blank ones', async () => {
  expect(await read(['{"a"', ':1}\n \r\n\n  ', '\t{"b":2}\n', ' ', '\n'])).toEqual([
    [1, '{"a":1}'],
    [4, '\t{"b":2}'],
  ]);
});

it('gives a line that is too long without its bytes', async () => {
  expect(await read(['abc', 'de\nf'], 4)).toEqual([
    [1, undefined],
    [2, 'f'],
  ]);
});

it('counts blank lines when there are too many lines', async () => {
  expect(await read(['\n\n\n\na'], undefined, 3)).toEqual([
    [4, undefined],
    [5, 'a'],
  ]);
});
