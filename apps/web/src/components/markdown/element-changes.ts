import { visit } from 'unist-util-visit';

/** A node of the tree of elements, as far as these changes look at it. */
interface Node {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

/** Elements that have a text direction of their own. */
const BLOCKS = /^(blockquote|h[1-6]|li|p|t[dh])$/;
/** Elements whose text says nothing about the direction around them. */
const CODE = /^(code|kbd|pre)$/;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/;
const LETTERS = /\p{L}/gu;

/** Sets the text direction of every block to that of most of its letters. */
export function directions(tree: Node): void {
  visit(tree, 'element', ({ tagName = '', properties = {}, children = [] }: Node) => {
    if (BLOCKS.test(tagName)) properties['dir'] = directionOf(children.map(proseOf).join(''));
  });
}

const proseOf = (node: Node): string =>
  node.value ?? (CODE.test(node.tagName ?? '') ? '' : (node.children ?? []).map(proseOf).join(''));

function directionOf(text: string): 'ltr' | 'rtl' {
  if (!RIGHT_TO_LEFT.test(text)) return 'ltr';
  const letters = text.match(LETTERS) ?? [];
  const rightToLeft = letters.filter((letter) => RIGHT_TO_LEFT.test(letter)).length;
  if (rightToLeft * 2 !== letters.length) return rightToLeft * 2 > letters.length ? 'rtl' : 'ltr';
  return RIGHT_TO_LEFT.test(letters[0] ?? '') ? 'rtl' : 'ltr';
}

/** The attribute of a code block whose end has not arrived. */
export const OPEN = 'data-open';

/** Marks the last code block as incomplete. */
export function markOpenCode(tree: Node): void {
  let last: Node | undefined;
  visit(tree, 'element', (node: Node) => {
    if (node.tagName === 'pre') last = node;
  });
  if (last) last.properties = { ...last.properties, [OPEN]: '' };
}
