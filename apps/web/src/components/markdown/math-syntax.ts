import 'katex/dist/katex.min.css';
import { mathFromMarkdown } from 'mdast-util-math';
import { math } from 'micromark-extension-math';
import rehypeKatex from 'rehype-katex';
import { type LateSyntax, type SafeTree } from './safe-tree';

const render = rehypeKatex({
  trust: false,
  strict: 'ignore',
  maxExpand: 200,
  maxSize: 20,
  errorColor: 'var(--danger)',
}) as unknown as (tree: SafeTree, file: { message: () => void }) => void;
// It reports formulas that it does not understand to a file. It also shows them, which is enough here.
const FILE = { message: () => undefined };

/** Renders formulas as elements, without links, HTML, endless macros or oversized characters. */
export const MATH: LateSyntax = {
  syntax: math({ singleDollarTextMath: false }),
  fromMarkdown: mathFromMarkdown(),
  render: (tree) => render(tree, FILE),
};
