import { type LateSyntax, type SafeTree } from '@/components/markdown/safe-tree';
import { SKIP, visit } from 'unist-util-visit';

interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: object;
  children?: Node[];
}

/** Elements in which a number in brackets is something else. */
const OTHER: ReadonlySet<string> = new Set(['code', 'pre', 'a']);

/** Makes the marks of an answer, such as `[1]`, elements of their own: `source-mark` with a `mark`. */
export const markSyntax = (marks: ReadonlySet<number>): LateSyntax => ({
  syntax: {},
  render: (tree: SafeTree) =>
    visit(tree as Node, (node: Node, index: number | undefined, parent: Node | undefined) => {
      if (OTHER.has(node.tagName ?? '')) return SKIP;
      if (node.type !== 'text' || index === undefined || !parent?.children) return undefined;
      const pieces = split(node.value ?? '', marks);
      if (!pieces) return undefined;
      parent.children.splice(index, 1, ...pieces);
      return [SKIP, index + pieces.length];
    }),
});

function split(text: string, marks: ReadonlySet<number>): Node[] | undefined {
  const pieces: Node[] = [];
  let from = 0;
  for (const { 0: sign, 1: number, index } of text.matchAll(/\[(\d{1,3})\]/g)) {
    if (!marks.has(Number(number))) continue;
    const before = text.slice(from, index).trimEnd();
    if (before !== '') pieces.push({ type: 'text', value: before });
    pieces.push({ type: 'element', tagName: 'source-mark', properties: { mark: Number(number) }, children: [] });
    from = index + sign.length;
  }
  if (from === 0) return undefined;
  if (from < text.length) pieces.push({ type: 'text', value: text.slice(from) });
  return pieces;
}
