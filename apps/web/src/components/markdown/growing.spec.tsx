import { render } from '@testing-library/react';
import { withTexts } from '../../../test/texts';
import Rendered from './rendered';
import * as parser from './safe-tree';

jest.mock('./safe-tree', () => {
  const real = jest.requireActual<typeof parser>('./safe-tree');
  return { ...real, toSafeTree: jest.fn(real.toSafeTree) };
});
const parse = jest.mocked(parser.toSafeTree);

beforeAll(withTexts);

/** What an answer of some length has: headings, prose, lists, code and tables. */
const PART =
  '## A part\n\nThe scheduler keeps **one lane** per backend, and in it *turns* between users.\n\n' +
  `${'Whoever was served longest ago goes next, so nobody waits. '.repeat(6)}\n\n` +
  '- first point\n- second point with a [link](https://example.org)\n\n' +
  '```ts\nconst order = [...waiting];\n\nreturn order.at(0);\n```\n\n' +
  '| user | served |\n|---|--:|\n| ada | 12 |\n\n';
const ARTICLE = PART.repeat(20);
/** The characters that arrive between two renders at 200 tokens a second. */
const STEP = 40;

it('of 12 KB is parsed block by block: no render costs more than the last block, and none comes twice', () => {
  const { rerender, container } = render(<Rendered text="" live />);
  parse.mockClear();
  const costs: number[] = [];
  for (let end = STEP; end < ARTICLE.length + STEP; end += STEP) {
    const before = parse.mock.calls.length;
    rerender(<Rendered text={ARTICLE.slice(0, end)} live />);
    costs.push(parse.mock.calls.slice(before).reduce((sum, [text]) => sum + text.length, 0));
  }
  expect(ARTICLE.length).toBeGreaterThan(12_000);
  // The longest block, the one before it when the two meet in a step, and what mends an incomplete text.
  expect(Math.max(...costs)).toBeLessThanOrEqual(360 + 2 * STEP);
  // On average half a block.
  expect(costs.reduce((sum, cost) => sum + cost, 0) / costs.length).toBeLessThanOrEqual(220);
  const calls = parse.mock.calls.length;
  rerender(<Rendered text={ARTICLE} live={false} />);
  // At its end, the last block is parsed as complete, and no other.
  expect(parse.mock.calls.length).toBe(calls + 1);
  expect(container.querySelectorAll('h3')).toHaveLength(20);
});

it('keeps the elements of complete blocks while it grows', () => {
  const { rerender, container } = render(<Rendered text={ARTICLE.slice(0, 2_000)} live />);
  const first = [...container.querySelector('.prose')!.children].slice(0, 10);
  rerender(<Rendered text={ARTICLE} live={false} />);
  expect([...container.querySelector('.prose')!.children].slice(0, 10)).toEqual(first);
  first.forEach((element, index) => expect(container.querySelector('.prose')!.children[index]).toBe(element));
});
